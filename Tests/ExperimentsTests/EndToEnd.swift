import Declarations
import Experiments
import Files
import Foundation
import Records
import Scheduling
import Testing

/// From a folder of manifests to tables, through child processes.
@Suite(.serialized) struct EndToEnd {
    @Test func twoRunsGiveTheSameBytesAndTheSecondOfOneStoreRunsNothing() throws {
        let first = try undisturbed(profile: "tiny"), folder = try Folder()
        _ = try run(words("run", folder))
        #expect(try results(folder) == first)
        #expect(first.keys.sorted().filter { $0.hasSuffix(".csv") } == ["attacks.csv", "figure1.csv", "figure2.csv"] + rowFiles + ["table1.csv"])
        let again = try run(words("run", folder))
        #expect(again.status == 0)
        #expect(!again.text.contains("started"))
        #expect(try run(words("plan", folder)).text == "Nothing to run: all 9 jobs are done.\n")
    }

    @Test(arguments: [["--threads", "2"], ["--jobs", "2", "--threads", "1"], ["--jobs", "3", "--threads", "2"]])
    func threadsAndJobsChangeNoByte(options: [String]) throws {
        let folder = try Folder()
        #expect(try run(words("run", folder, options)).status == 0)
        #expect(try results(folder) == undisturbed(profile: "tiny"))
    }

    @Test func blocksChangeNoRow() throws {
        let folder = try Folder(), session = try Session(folder: paper, profile: "tiny"), whole = Store("\(folder.path)/whole")
        _ = try session.plan.run(in: whole, RunOptions(), executable: repro) { _ in }
        for block in [1, 7] {
            let store = "\(folder.path)/\(block)"
            _ = try session.plan.run(in: Store(store), dry, executable: repro) { _ in }
            for item in session.plan.items {
                try Store(store).write(Data(try item.job.text.utf8), item.key, "job.json")
                let outcome = try run([
                    "job", "\(item.key)", "--store", store, "--samples", "0..\(item.samples[0].upperBound)", "--block", "\(block)",
                ])
                #expect(outcome.status == 0, "\(outcome.text)")
                #expect(try Store(store).rows(item.key) == whole.rows(item.key))
            }
        }
    }

    /// `make soak`, which sets SOAK_MINUTES, kills at least a hundred times.
    @Test func aRunKilledAgainAndAgainEndsWithTheSameBytes() throws {
        let expected = try undisturbed(profile: "slow"), wanted = ProcessInfo.processInfo.environment["SOAK_MINUTES"] == nil ? 1 : 100
        var random = SystemRandomNumberGenerator(), killed = 0, rounds = 0
        repeat {
            let folder = try Folder()
            for _ in 0..<12 where try run(words("run", folder, profile: "slow"), killAfter: .random(in: 0.02...0.5, using: &random)).status == 9 {
                killed += 1
            }
            let last = try run(words("run", folder, profile: "slow"))
            #expect(last.status == 0, "\(last.text)")
            #expect(try results(folder, profile: "slow") == expected)
            let leftovers = FileManager.default.enumerator(atPath: "\(folder.path)/results")?.compactMap { $0 as? String }.filter {
                $0.contains("unfinished")
            }
            #expect(leftovers == [])
            rounds += 1
        } while killed < wanted && rounds < 100
        #expect(killed >= wanted, "no run was slow enough to be killed")
        if wanted > 1 { print("killed \(killed) runs in \(rounds) folders") }
    }

    @Test func childrenKilledAtAnyMomentCostTheirDependantsOnlyUntilTheNextRun() throws {
        let expected = try undisturbed(profile: "slow"), folder = try Folder(), store = Store("\(folder.path)/store")
        let session = try Session(folder: paper, profile: "slow")
        var killed = 0
        for round in 0..<6 {
            var messages = 0, processes: [String: Int32] = [:]
            let outcome = try session.plan.run(in: store, RunOptions(), executable: repro) { event in
                if case .started(let node, let handle) = event { processes[node.id] = Int32(handle.number) }
                guard case .progressed(let node, _, _) = event, let process = processes[node.id] else { return }
                messages += 1
                if messages % (7 + 5 * round) == 3 { kill(process, SIGKILL) }
            }
            killed += outcome.failed.count
        }
        #expect(killed > 0)
        #expect(try run(words("run", folder, profile: "slow")).status == 0)
        #expect(try results(folder, profile: "slow") == expected)
    }

    @Test func twoRunsAtOnceOnOneStoreShareTheWork() async throws {
        let folder = try Folder(), words = words("run", folder, profile: "slow")
        async let first = run(words)
        async let second = run(words)
        #expect(try await [first.status, second.status] == [0, 0])
        #expect(try results(folder, profile: "slow") == undisturbed(profile: "slow"))
    }

    @Test(arguments: [SIGTERM, SIGINT]) func aSignalStopsCleanly(signal: Int32) throws {
        Foundation.signal(signal, SIG_DFL)  // a background test may have inherited that the signal is ignored
        let folder = try Folder(), progress = try Channel()
        let process = try ChildProcess(
            repro, words("run", folder, profile: "slow"), output: .null, errors: .descriptor(progress.write), ownGroup: true)
        progress.closeWriting()
        var said = Data()
        while !said.contains(Data("started".utf8)), let more = progress.read(milliseconds: 1000) { said += more }
        process.send(signal)
        #expect(process.wait(limit: 300) == .status(128 + signal))
        #expect(try run(words("run", folder, profile: "slow")).status == 0)
    }

    @Test func aLetterThatTheFontLacksIsNamedWithTheFigure() throws {
        let folder = try Folder(), copy = "\(folder.path)/Paper", warning = "figure1: the font lacks \"漢\""
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        let figure = try String(contentsOfFile: "\(copy)/figure1.yaml", encoding: .utf8)
        try figure.replacing("title: curves", with: "title: 漢").write(toFile: "\(copy)/figure1.yaml", atomically: true, encoding: .utf8)
        let options = ["figure1", "--experiments", copy, "--profile", "tiny", "--results", "\(folder.path)/results"]
        let outcome = try run(["run"] + options + ["--store", "\(folder.path)/store"]), redrawn = try run(["plot"] + options)
        #expect(outcome.status == 0 && outcome.text.contains(warning), "\(outcome.text)")
        #expect(redrawn.status == 0 && redrawn.text.contains(warning), "\(redrawn.text)")
    }

    private let rowFiles = [
        "attack-plain-with-PGD", "attack-regularised-with-PGD", "classify-clean-images-by-plain", "classify-clean-images-by-regularised",
        "gradientNorms-of-plain-at-PGD", "gradientNorms-of-plain-at-clean-images", "gradientNorms-of-regularised-at-clean-images",
    ].map { "rows/\($0).csv" }

    private var dry: RunOptions {
        var options = RunOptions()
        options.dryRun = true
        return options
    }
}
