import ArgumentParser
import Experiments
import Files
import Foundation
import Records
import Scheduling

/// The paper and the profile.
struct Context: ParsableArguments {
    @Option(help: "A profile's name, or a file.")
    var profile = "smoke"
    @Option(name: .customLong("experiments"), help: "The paper's folder of manifests.", transform: namedFolder)
    var folder = "experiments/finlay2019"

    /// Throws `Refused` with the remedy if the folder does not exist.
    func checkFolder() throws {
        if !Disk.exists(folder) {
            throw Refused("there is no folder \(folder) here: run from the repository's folder, or name the manifests with --experiments DIR")
        }
    }

    /// The session of these experiments, by default all of the profile's. Throws `Refused` with the remedy if the folder does not exist.
    func session(_ ids: [String] = []) throws -> Session {
        try checkFolder()
        return try Session(folder: folder, profile: profile, ids: ids)
    }
}

/// The experiments and the profile.
struct What: ParsableArguments {
    @Argument(help: "The experiments, by id; by default all of the folder.")
    var ids: [String] = []
    @OptionGroup var context: Context
    var profile: String { context.profile }
    var folder: String { context.folder }

    func session() throws -> Session { try context.session(ids) }
}

/// The location of the store.
struct Where: ParsableArguments {
    @Option(name: .customLong("store"), help: "The run store: a folder for each job.", transform: namedFolder)
    var folder = ".repro"
    var store: Store { Store(folder) }

    func validate() throws { try store.checkFormat() }
}

/// The location of tables and figures.
struct Output: ParsableArguments {
    @Option(
        name: .customLong("results"), help: "The folder of results: tables, figures and baselines of each paper and profile.",
        transform: namedFolder)
    var folder = "results"

    /// The results of a session. Throws `RecordsError` for a format that this program does not know.
    func results(_ session: Session) throws -> Results {
        let results = Results(session, folder: folder)
        try results.checkFormat()
        return results
    }
}

/// Reads the name of a folder. An empty one, as from an unset variable, would mean the root and is refused.
@Sendable func namedFolder(_ text: String) throws -> String {
    if text.isEmpty { throw ValidationError("the name of a folder is empty; leave the option out for its default, or name the folder") }
    return text
}

/// Writes a line to the standard output. Throws `FileError` if it cannot be written.
func say(_ line: String) throws { try StandardStreams.say(line + "\n") }

/// Writes a line to the standard error; a line that cannot be written is dropped.
func note(_ line: String) { StandardStreams.note(line + "\n") }

/// The division of the machine among jobs.
struct Cores: ParsableArguments {
    @Option(help: "Jobs that run at once, 1 to 1000; by default as many as there are cores.")
    var jobs: Int?
    @Option(help: "Threads of each job; by default the cores are divided among the jobs. Results do not depend on them.")
    var threads: Int?
    @Option(
        help:
            "The memory of all running jobs together, such as 8G; by default the machine's. A job starts only while the memory that it expects is free.",
        transform: Amount.bytes)
    var memory: UInt64?

    func validate() throws {
        if let jobs, !(1...1000).contains(jobs) { throw ValidationError("--jobs is 1 to 1000, not \(jobs)") }
    }

    func sharing() throws -> Sharing {
        let threads = try threads.map(usable), cores = ProcessInfo.processInfo.activeProcessorCount
        return Sharing(cores: cores, jobs: jobs ?? max(1, cores / (threads ?? 1)), threads: threads, memory: memory ?? Host.memory)
    }
}

extension Sharing {
    /// The threads of a job, in words.
    var words: String { threads.map { "\($0) \($0 == 1 ? "thread" : "threads") each" } ?? "sharing \(cores) \(cores == 1 ? "core" : "cores")" }
}

/// The number of threads to use if `threads` are requested: at least 1, and no more than the machine can use, with a note.
func usable(threads: Int) throws -> Int {
    if threads < 1 { throw ValidationError("--threads is at least 1, not \(threads)") }
    if threads > Host.mostThreads {
        note("--threads \(threads): using \(Host.mostThreads), the most that this machine can use; results are unaffected")
    }
    return min(threads, Host.mostThreads)
}

/// The path of this program, for the child processes.
var executable: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

/// An option's value: whole numbers from 1 to 100,000, separated by commas.
struct Counts {
    let values: [Int]
    init(_ text: String, _ option: String) throws {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.allSatisfy({ (1...100_000).contains($0 ?? 0) }) else {
            throw ValidationError("\(option) takes whole numbers of 1 to 100000, separated by commas, not \(text)")
        }
        values = parts.compactMap { $0 }
    }
}

/// An option's value: a positive number with a unit, such as `8G` of memory or `30m` of time.
enum Amount {
    /// Bytes: `512M`, `8G`, `1T`.
    @Sendable static func bytes(_ text: String) throws -> UInt64 {
        let units: [Character: Double] = ["M": 1_048_576, "G": 1_073_741_824, "T": 1_099_511_627_776]
        guard let bytes = value(text, units), bytes < 1e18 else { throw ValidationError("memory is written as 512M, 8G or 1T, not as \(text)") }
        return UInt64(bytes)
    }

    /// Seconds: `90s`, `30m`, `2h`, `1d`.
    @Sendable static func seconds(_ text: String) throws -> Double {
        guard let seconds = value(text, ["s": 1, "m": 60, "h": 3600, "d": 86400]), seconds < 1e9 else {
            throw ValidationError("a time is written as 90s, 30m, 2h or 1d, not as \(text)")
        }
        return seconds
    }

    private static func value(_ text: String, _ units: [Character: Double]) -> Double? {
        guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()), number > 0 else { return nil }
        return number * unit
    }
}
