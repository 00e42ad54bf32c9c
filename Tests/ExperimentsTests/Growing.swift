import Experiments
import Foundation
import Records
import Scheduling
import Testing

/// Which jobs rerun after a change, and which do not.
@Suite(.serialized) struct Growing {
    /// The test paper with one text replaced by another in one of its files.
    private func changed(_ folder: Folder, _ file: String, _ old: String, _ new: String) throws -> String {
        let copy = "\(folder.path)/Paper"
        if !FileManager.default.fileExists(atPath: copy) { try FileManager.default.copyItem(atPath: paper, toPath: copy) }
        let text = try String(contentsOfFile: "\(paper)/\(file)", encoding: .utf8)
        #expect(text.contains(old))
        try text.replacing(old, with: new).write(toFile: "\(copy)/\(file)", atomically: true, encoding: .utf8)
        return copy
    }

    private func open(_ paper: String, _ store: Store) throws -> [String] {
        try Session(folder: paper, profile: "tiny").plan.status(in: store).filter { !$0.isDone }.map(\.item.label).sorted()
    }

    @Test func aChangedWeightRerunsJustWhatDependsOnItAndThePlanSaysSo() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store")
        #expect(try run(words("run", folder)).status == 0)
        let copy = try changed(folder, "models.yaml", "weight: 0.1", "weight: 0.2")
        let expected = [
            "attack regularised with PGD", "classify clean images by regularised", "gradientNorms of regularised at clean images",
            "train regularised",
        ]
        #expect(try open(copy, store) == expected)
        var ran: [String] = []
        _ = try Session(folder: copy, profile: "tiny").plan.run(in: store, RunOptions(), executable: repro) { event in
            if case .started(let node, _) = event { ran.append(node.label) }
        }
        #expect(ran.sorted() == expected)
    }

    @Test(arguments: [
        ("models.yaml", "penalties: [{", "penalties:   [ {"), ("models.yaml", "plain:", "renamed:"), ("models.yaml", "{}", "{epochs: 2}"),
        ("table1.yaml", "tolerance: 1}", "tolerance: 2}"), ("table1.yaml", "A small table", "Another title"),
    ]) func whatDecidesNoNumberRerunsNothing(file: String, old: String, new: String) throws {
        let folder = try Folder(), store = Store("\(folder.path)/store")
        #expect(try run(words("run", folder)).status == 0)
        let copy = try changed(folder, file, old, new)
        if new == "renamed:" {
            for name in ["table1.yaml", "figure1.yaml", "figure2.yaml"] { _ = try changed(folder, name, "plain", "renamed") }
        }
        #expect(try open(copy, store) == [])
    }

    @Test func moreImagesRunOnlyTheMissingOnesAndEqualAFreshRun() throws {
        let folder = try Folder(), fresh = try Folder(), store = Store("\(folder.path)/store")
        #expect(try run(words("run", folder)).status == 0)
        let copy = try changed(folder, "profiles/tiny.yaml", "leastDistance: 10", "leastDistance: 17")
        let session = try Session(folder: copy, profile: "tiny")
        let open = try session.plan.status(in: store).filter { !$0.isDone }
        #expect(open.map(\.remainder.count) == open.map { $0.item.label.contains("gradientNorms") ? 6 : 7 })
        #expect(open.count == 3)
        #expect(try session.plan.run(in: store, RunOptions(), executable: repro) { _ in }.status == 0)
        #expect(try session.plan.run(in: Store(fresh.path), RunOptions(), executable: repro) { _ in }.status == 0)
        for item in session.plan.items { #expect(try store.rows(item.key).within(item.samples[0]) == Store(fresh.path).rows(item.key)) }
    }

    @Test func aDamagedFileOfRowsIsRunAgain() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store"), session = try Session(folder: paper, profile: "tiny")
        #expect(try run(words("run", folder)).status == 0)
        let before = try results(folder), item = try #require(session.plan.items.first { $0.label == "attack plain with PGD" })
        let name = try #require(try store.files(item.key).first { $0.hasPrefix("rows") })
        try store.read(item.key, name).dropLast(9).write(to: URL(filePath: store.path(item.key, name)))
        #expect(try session.plan.status(in: store).filter { !$0.isDone }.map(\.item.key) == [item.key])
        #expect(try run(words("run", folder)).status == 0)
        #expect(try results(folder) == before)
    }
}
