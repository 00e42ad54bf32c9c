import ArgumentParser
import Experiments
import Files
import Foundation
import Records
import Scheduling

struct JobCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Runs one job of a store, as `repro run` does for each.",
        discussion: """
            The job's folder must hold its job.json, which `repro run` writes. Ranges of samples can be run on several machines and their
            files collected in one folder.

              repro job KEY --samples 0..64
              repro job KEY --samples 64..128,500..600 --threads 2
            """)
    @Argument(help: "The job's key, or its first digits.")
    var key: String
    @OptionGroup var place: Where
    @Option(help: "The folder of the data.", transform: namedFolder)
    var data: String?
    @Option(help: "Threads; results do not depend on them.")
    var threads = 1
    @Option(help: "Ranges of samples, separated by commas: A..B is A up to B - 1.")
    var samples = "0..1"
    @Option(help: "Samples between two writes; results do not depend on it.")
    var block: Int?
    @Option(help: "The manifests that need it, for provenance.")
    var manifest = ""
    @Option(help: "The profile, for provenance.")
    var profile = ""
    @Flag(help: "End when the standard input ends, and report progress as lines of JSON.")
    var lifeline = false
    @Flag(help: "Report progress as lines of JSON.")
    var progress = false
    @Option(help: "A file that the run holds locked: leave a report beside it if its lock appears free on this machine.")
    var lockProbe: String?

    func validate() throws {
        if block.map({ $0 < 1 }) == true { throw ValidationError("--block is at least 1") }
        _ = try ranges()
    }

    private func ranges() throws -> [Range<Int>] {
        try samples.split(separator: ",", omittingEmptySubsequences: false).map { text in
            let ends = text.components(separatedBy: "..").map { Int($0) }
            guard ends.count == 2, let first = ends[0], let end = ends[1], 0 <= first, first < end, end <= JobRun.mostSamples else {
                throw ValidationError("--samples takes ranges A..B with 0 <= A < B <= \(JobRun.mostSamples), separated by commas, not \(text)")
            }
            return first..<end
        }
    }

    func run() throws {
        try Host.checkKernels()
        if lifeline { try Lifeline.hold() }
        // The holder of the lock evaluates the report; if it cannot be written, the job runs all the same.
        if let lockProbe { _ = try? FileLock.Probe.look(at: lockProbe) }
        let talks = lifeline || progress
        let workspace = Workspace(
            folder: place.folder, data: data, threads: try usable(threads: threads), block: block, manifest: manifest, profile: profile
        ) { message in
            // The receiver may be gone: then the lifeline ends this process.
            if talks { try? StandardStreams.say(String(decoding: message.line, as: UTF8.self)) }
        }
        try JobRun(Key(key) ?? place.store.key(beginning: key), in: workspace)(try ranges())
    }
}
