import Experiments
import Foundation
import Records
import Scheduling
import Testing

/// Many jobs are planned in time proportional to their number. The test has no absolute time limit: it compares two sizes in one process.
@Suite(.serialized) struct ManyJobs {
    /// A paper of `models` models, each with three attacks and a clean pass: five jobs per model.
    static func paper(models: Int, in folder: Folder) throws -> String {
        let place = "\(folder.path)/many-\(models)"
        try FileManager.default.createDirectory(atPath: "\(place)/profiles", withIntermediateDirectories: true)
        let declared = (1...models).map { "  model \($0): {penalties: [{totalVariation: {weight: \(Double($0) / 1000)}}]}\n" }.joined()
        let rows = (1...models).map { "    - {model: model \($0)}\n" }.joined()
        let text = """
            id: table1
            title: Many jobs
            models:
            \(declared)attacks:
              a: {leastDistance: {of: {pgd: {norm: l2, randomStart: false}}}}
              b: {leastDistance: {of: {iteratedFGSM: {norm: linf}}}}
              c: carliniWagner
            table:
              columns:
                - {title: error, measure: errorRate}
                - {title: a, attack: a, measure: median}
                - {title: b, attack: b, measure: median}
                - {title: c, attack: c, measure: median}
              rows:
            \(rows)
            """
        try text.write(toFile: "\(place)/table1.yaml", atomically: true, encoding: .utf8)
        try "images: {clean: 24}\n".write(toFile: "\(place)/profiles/tiny.yaml", atomically: true, encoding: .utf8)
        return place
    }

    /// The processor seconds of reading, planning, status, forecast and graph.
    private func cost(_ models: Int, _ folder: Folder) throws -> Double {
        let place = try Self.paper(models: models, in: folder), store = Store("\(folder.path)/store")
        let start = clock()
        let session = try Session(folder: place, profile: "tiny"), status = try session.plan.status(in: store)
        #expect(status.count == 5 * models && status.allSatisfy { !$0.isDone })
        _ = try Forecast(in: store, Calibration(store, measures: false)).seconds(status, Sharing(cores: 2, jobs: 2))
        var options = RunOptions()
        options.dryRun = true
        var started = 0
        _ = try session.plan.run(in: store, options, executable: "/nowhere") { (event: Event) in
            if case .wouldStart = event { started += 1 }
        }
        #expect(started == 5 * models)
        return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }

    @Test func tenTimesTheJobsTakeAboutTenTimesAsLong() throws {
        let folder = try Folder()
        _ = try cost(20, folder)
        let small = try (0..<3).map { _ in try cost(200, folder) }.min()!, large = try cost(2000, folder)
        print("planning, status, forecast and graph: 1,000 jobs \(small) s, 10,000 jobs \(large) s of processor time")
        #expect(large < 25 * small, "1,000 jobs take \(small) s, 10,000 take \(large) s")
    }
}
