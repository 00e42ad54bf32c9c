import Files
import Foundation
import Testing

/// Runs through a real Slurm of one node, which each test starts and stops.
@Suite(
    .serialized, .enabled(if: OneNodeSlurm.isInstalled, "Slurm is not installed here; `apt-get install slurm-wlm munge` lets these tests run"))
struct SlurmTests {
    /// Tests that take minutes run only in `make soak`, which sets SOAK_MINUTES.
    private static let isSoak = ProcessInfo.processInfo.environment["SOAK_MINUTES"] != nil

    private let cluster: OneNodeSlurm, folder: Folder
    init() throws { (cluster, folder) = (try OneNodeSlurm(), try Folder()) }

    /// A running `repro run --executor slurm` of the test paper, and what it has written so far.
    private final class Running {
        let process: ChildProcess
        private let channel: Channel
        private(set) var text = ""

        init(_ words: [String], environment: [String: String]) throws {
            channel = try Channel()
            process = try ChildProcess(
                repro, words, environment: environment, output: .descriptor(channel.write), errors: .descriptor(channel.write), ownGroup: true)
            channel.closeWriting()
        }

        deinit { process.send(SIGKILL) }

        /// Reads until `words` have appeared, or until the end; true if they have.
        @discardableResult
        func read(until words: String? = nil) -> Bool {
            while words.map({ !text.contains($0) }) ?? true, let more = channel.read(milliseconds: 500) {
                text += String(decoding: more, as: UTF8.self)
            }
            return words.map(text.contains) ?? true
        }

        /// Its exit status, once it has ended.
        func status() -> ChildProcess.Ending? {
            read()
            return process.wait(limit: 600)
        }
    }

    private func start(profile: String, store: Folder? = nil, _ settings: String = "", _ more: [String] = []) throws -> Running {
        let file = try folder.write("partition: test\ncpus: 1\nmemory: 500M\ninterval: 1\n\(settings)", "cluster \(UUID().uuidString).yaml")
        return try Running(
            words("run", store ?? folder, profile: profile, ["--executor", "slurm", "--cluster", file] + more), environment: cluster.environment)
    }

    /// A profile whose trainings are long enough to be interrupted, and its results on this machine alone.
    private func long() throws -> (profile: String, results: [String: Data]) {
        let slow = try String(contentsOfFile: "\(paper)/profiles/slow.yaml", encoding: .utf8), profile = "\(folder.path)/long.yaml"
        try slow.replacing("epochs: 6", with: "epochs: 150").write(toFile: profile, atomically: true, encoding: .utf8)
        let local = try Folder(), outcome = try run(words("run", local, profile: profile, ["--jobs", "2", "--threads", "1"]))
        #expect(outcome.status == 0, "\(outcome.text)")
        return (profile, try results(local, profile: "long"))
    }

    @Test func aRunOnTheClusterGivesTheBytesOfOneHere() throws {
        let running = try start(profile: "tiny")
        #expect(running.status() == .status(0), "\(running.text)")
        #expect(running.text.contains("submitted 9 jobs as 6 arrays named repro-"), "\(running.text)")
        #expect(running.text.contains("done       train plain"), "\(running.text)")
        #expect(try results(folder) == undisturbed(profile: "tiny"))
        #expect(try cluster.queue().count { $0.hasSuffix(" COMPLETED") } == 9)
    }

    @Test(.enabled(if: isSoak, "make soak")) func aKilledRunFindsItsJobsAndAPreemptedOneContinues() throws {
        let (profile, expected) = try long()
        let first = try start(profile: profile)
        #expect(first.read(until: "started    train plain"), "\(first.text)")
        first.process.send(SIGKILL)
        first.process.wait()

        let second = try start(profile: profile)
        #expect(second.read(until: "found 9 jobs of an earlier run again, submitted 0 jobs as 0 arrays"), "\(second.text)")
        try wait("a training advances") { try fractions().last ?? 0 > 0.02 }
        let before = try fractions()
        // Takes both processors for a job of higher priority.
        try cluster.client("sbatch", ["--partition=urgent", "--cpus-per-task=2", "--chdir=/tmp", "--output=/dev/null", "--wrap=sleep 2"])
        try wait("both trainings are in the queue again") { try cluster.queue().filter { $0.hasPrefix("1_") && $0.hasSuffix(" PENDING") }.count == 2 }
        try wait("both trainings run again") {
            try cluster.hurry()
            return try cluster.queue().filter { $0.hasPrefix("1_") && !$0.hasSuffix(" PENDING") }.count == 2
        }

        try cluster.stopController()
        #expect(second.read(until: "no answer from Slurm"), "\(second.text)")
        try cluster.startController()
        #expect(second.read(until: "Slurm answers again"), "\(second.text)")
        #expect(second.status() == .status(0), "\(second.text)")
        #expect(try results(folder, profile: "long") == expected)
        #expect(try cluster.arrays() == 7, "six of ours and the urgent one")
        // If the preempted training had started from scratch, its progress would have fallen back to zero.
        let after = try fractions()
        #expect(after.count > before.count)
        for (earlier, later) in zip(after, after.dropFirst()) { #expect(later > earlier - 0.02, "the training began anew") }
    }

    /// Waits until a condition holds, at most ten minutes.
    private func wait(_ what: String, until isSo: () throws -> Bool) throws {
        let start = ContinuousClock.now
        while try !isSo() {
            try #require(ContinuousClock.now - start < .seconds(600), "never came: \(what)")
            usleep(200_000)
        }
    }

    /// The progress that the first training has reported.
    private func fractions() throws -> [Double] {
        struct Line: Decodable { let fraction: Double }
        let place = "\(folder.path)/store/.slurm"
        let trainings = try FileManager.default.contentsOfDirectory(atPath: place).filter {
            FileManager.default.fileExists(atPath: "\(place)/\($0)/1.progress")
        }
        let texts = trainings.compactMap { try? String(contentsOfFile: "\(place)/\($0)/0.progress", encoding: .utf8) }.filter { $0.contains("epoch") }
        return try texts.joined().split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)).fraction }
    }

    @Test(.enabled(if: isSoak, "make soak")) func aCancelledJobFailsAndTheNextRunCompletesIt() throws {
        let (profile, expected) = try long()
        let first = try start(profile: profile)
        #expect(first.read(until: "started    train plain"), "\(first.text)")
        try cluster.client("scancel", ["1_0"])
        #expect(first.status() == .status(1), "\(first.text)")
        #expect(first.text.contains("FAILED     train plain: cancelled"), "\(first.text)")
        #expect(first.text.contains("skipped    attack plain with PGD, because of train plain"), "\(first.text)")
        #expect(first.text.contains("done       train regularised"), "\(first.text)")
        let second = try start(profile: profile)
        #expect(second.status() == .status(0), "\(second.text)")
        #expect(try results(folder, profile: "long") == expected)
    }

    @Test(.enabled(if: isSoak, "make soak")) func aCtrlCLeavesTheJobsOnTheClusterAndSaysHowToCancelThem() throws {
        let (profile, _) = try long(), running = try start(profile: profile)
        #expect(running.read(until: "started    train plain"), "\(running.text)")
        running.process.send(SIGINT)
        #expect(running.status() == .status(128 + SIGINT), "\(running.text)")
        let place = try #require(
            running.text.firstRange(of: "9 jobs stay on the cluster, and the same command finds them again. To cancel them: scancel "))
        #expect(try cluster.queue().count { $0.hasSuffix(" RUNNING") || $0.hasSuffix(" PENDING") } == 9)
        try cluster.client("scancel", [running.text[place.upperBound...].prefix { $0 != "\n" }].map(String.init))
        #expect(try cluster.queue().allSatisfy { !$0.hasSuffix(" RUNNING") && !$0.hasSuffix(" PENDING") })
    }

    @Test(.enabled(if: isSoak, "make soak")) func aJobBeyondItsTimeLimitIsNamedSo() throws {
        let running = try start(profile: "tiny", "time: 1\nsetup: [sleep 600]\n")
        #expect(running.status() == .status(1), "\(running.text)")
        #expect(running.text.contains("FAILED     train plain: exceeded its time limit of 1;"), "\(running.text)")
    }
}
