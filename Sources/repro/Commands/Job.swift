import ArgumentParser
import Experiments
import Foundation
import Records
import Scheduling

struct JobCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Runs one job of a store: what `repro run` starts as a process of its own.",
        discussion: """
            The job's folder must hold its job.json, which `repro run` writes. Ranges of images can be run apart, on several machines, and their
            files put into one folder.

              repro job KEY --images 64
              repro job KEY --images 64..128 --threads 2
            """)
    @Argument(help: "The job's key.", transform: JobCommand.key)
    var key: Key
    @OptionGroup var place: Where
    @Option(help: "The folder of the data.")
    var data: String?
    @Option(help: "Threads; no result depends on it.")
    var threads = 1
    @Option(help: "How many images, or which (A..B, without B).")
    var images = "1"
    @Option(help: "Images between two writes; no result depends on it.")
    var block: Int?
    @Option(help: "Who asks for it, for the record.")
    var manifest = ""
    @Option(help: "Under which profile, for the record.")
    var profile = ""
    @Option(help: "What its speed is kept under, for estimates of time.")
    var kind = ""
    @Flag(help: "End when the standard input ends, and report progress as lines of JSON.")
    var lifeline = false

    static func key(_ text: String) throws -> Key {
        guard let key = Key(text) else { throw ValidationError("\(text) is not a key of 64 hexadecimal digits") }
        return key
    }

    func validate() throws {
        if threads < 1 || block.map({ $0 < 1 }) == true { throw ValidationError("--threads and --block are at least 1") }
        _ = try range()
    }

    private func range() throws -> Range<Int> {
        if let count = Int(images), count >= 0 { return 0..<count }
        let ends = images.components(separatedBy: "..").compactMap { Int($0) }
        guard ends.count == 2, ends[0] >= 0, ends[0] <= ends[1] else { throw ValidationError("\(images) is not a number of images or a range A..B") }
        return ends[0]..<ends[1]
    }

    func run() throws {
        try Host.checkKernels()
        if lifeline { Lifeline.hold() }
        let talks = lifeline
        let workspace = Workspace(folder: place.folder, data: data, threads: threads, block: block, manifest: manifest, profile: profile) { message in
            // Nobody may be listening any more: then the lifeline ends this process.
            if talks { try? FileHandle.standardOutput.write(contentsOf: message.line) }
        }
        signal(SIGPIPE, SIG_IGN)
        let range = try range()
        try JobRun(key, kind: kind, in: workspace)(images: range.upperBound, range: range)
    }
}
