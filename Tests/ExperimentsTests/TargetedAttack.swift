import Experiments
import Foundation
import Records
import Testing

@Suite(.serialized) struct TargetedAttack {
    /// An image of a wrong class is an error at distance 0, but it has not reached another class yet.
    @Test func aWrongImageIsNotAtItsTargetYet() throws {
        let folder = try Folder(), copy = "\(folder.path)/Paper", store = Store("\(folder.path)/store")
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        let models = try String(contentsOfFile: "\(copy)/models.yaml", encoding: .utf8)
        // The second of the other classes, since the first is the prediction of a misclassified image.
        try models.replacing("randomStart: false", with: "randomStart: false, target: 2, goal: reachTarget").write(
            toFile: "\(copy)/models.yaml", atomically: true, encoding: .utf8)
        let session = try Session(folder: copy, profile: "tiny", ids: ["table1"])
        for item in session.plan.items {
            try store.write(Data(try item.job.text.utf8), item.key, "job.json")
            try JobRun(item.key, in: Workspace(folder: store.folder, data: nil, threads: 1))(item.samples)
        }
        func rows(_ label: String) throws -> Rows { try store.rows(try #require(session.plan.items.first { $0.label == label }).key) }
        let targeted = try rows("attack plain with PGD"), clean = try rows("classify clean images by plain")
        let distances = targeted.column("distance"), correct = targeted.column("correct")
        #expect(correct.contains(0), "no image is wrong: the test tests nothing")
        #expect(!distances.contains(0), "\(distances)")
        for (distance, found) in zip(distances, targeted.column("found")) { #expect(distance.isFinite == (found == 1)) }
        for (distance, correct) in zip(clean.column("distance"), clean.column("correct")) { #expect(distance == (correct == 1 ? .infinity : 0)) }
    }
}
