import ArgumentParser
import Experiments
import Files
import Foundation
import Records

struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Lists, checks and cleans a store, and pins jobs in it.",
        discussion: """
            A job is needed if a profile's plan has it, if numbers beside the results rest on it (provenance.csv), if it is pinned or running, \
            or if a needed job reads it. All profiles count, also those of papers in sibling folders.

              repro store ls
              repro store gc            what nothing needs; --delete removes it
              repro store verify        status 1 if a file is damaged
              repro store pin 3f2a
            """,
        subcommands: [StoreList.self, StoreCollect.self, StoreVerify.self, StorePin.self])
}

/// A store, with the profile and the results that need its jobs.
struct Kept: ParsableArguments {
    @OptionGroup var context: Context
    @OptionGroup var place: Where
    @OptionGroup var output: Output

    func keeping() throws -> StoreKeeping {
        try context.checkFolder()
        return try StoreKeeping(place.store, paper: context.folder, profile: context.profile, results: output.folder)
    }
}

struct StoreList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "Lists the jobs of a store, and what needs them.",
        discussion: "Examples: repro store ls, repro store ls 3f2a --json")
    @Argument(help: "The first digits of keys; by default all jobs.")
    var digits = ""
    @OptionGroup var kept: Kept
    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() throws {
        let entries = try kept.keeping().entries(beginning: digits)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            encoder.dateEncodingStrategy = .iso8601
            return try say(String(decoding: try encoder.encode(["jobs": entries]), as: UTF8.self))
        }
        for entry in entries {
            let date = entry.date?.formatted(.iso8601.year().month().day()) ?? ""
            let needs = entry.neededBy.isEmpty ? "nothing" : entry.neededBy.joined(separator: ", ")
            let facts = [(entry.state.rawValue, 14), ("\(ByteCount(entry.bytes))", 12), (date, 11)]
            let columns = facts.map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }.joined()
            try say("\(entry.key.short)  \(columns)\(entry.label)  [\(needs)]")
        }
        let free = entries.filter(\.neededBy.isEmpty)
        try say(
            "\(entries.count) jobs, \(ByteCount(entries.total)), in \(kept.place.folder); nothing needs \(free.count) of them, "
                + "\(ByteCount(free.total)).")
    }
}

struct StoreCollect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc", abstract: "Lists the jobs that nothing needs, or removes them.",
        discussion: """
            Only names them unless --delete is given. Files that killed writers left are removed as well. While a run uses the store, nothing is \
            removed.

              repro store gc
              repro store gc --older-than 30 --delete
            """)
    @OptionGroup var kept: Kept
    @Flag(help: "Remove them.")
    var delete = false
    @Option(help: "Only jobs older than this many days; a date in the future does not count as old.")
    var olderThan: Double?

    func validate() throws {
        if let olderThan, !(olderThan >= 0 && olderThan.isFinite) { throw ValidationError("--older-than is a number of days, not \(olderThan)") }
    }

    func run() throws {
        if !Disk.exists(kept.output.folder) { note("There is no folder \(kept.output.folder): no results count as a need.") }
        let keeping = try kept.keeping(), unneeded = try keeping.unneeded(olderThan: olderThan), left = keeping.leftovers()
        let removed = delete ? try keeping.collect(unneeded) : unneeded
        for entry in removed {
            try say("\(delete ? "removed" : "would remove")  \(entry.key.short)  \(entry.label)  (\(ByteCount(entry.bytes)))")
        }
        let stayed = unneeded.count - removed.count
        if stayed > 0 { try say("\(stayed) jobs stay: they were pinned or started meanwhile.") }
        let leftovers = left.count == 0 ? "" : ", and \(left.count) files of killed writers"
        try say(
            "\(removed.count) jobs\(leftovers): \(ByteCount(removed.total + left.bytes)) \(delete ? "freed." : "would be freed; --delete removes them.")"
        )
    }
}

struct StoreVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks every file of a store against its checksum.",
        discussion: """
            Also the nets, unfinished trainings and adversarial images that are kept beside the results. Status 1 if a file is not what was written. \
            A run computes damaged rows again, and damaged nets and images where an open job reads them; --discard removes all that is damaged, so \
            that the next run computes it again.

              repro store verify
            """)
    @OptionGroup var kept: Kept
    @Flag(help: "Remove what is damaged in the store; files beside the results stay.")
    var discard = false

    func run() throws {
        let keeping = try kept.keeping()
        var read = (jobs: 0, files: 0)
        let faults = try keeping.faults { read = ($0, $1) }
        for fault in faults { try say("damaged  \(fault.file): \(fault.found)  (\(fault.owner))") }
        let kept = faults.count { $0.key == nil }
        if faults.isEmpty { return try say("\(read.files) files of \(read.jobs) jobs are sound.") }
        if faults.count > kept {
            let keys = Set(faults.compactMap(\.key)).sorted()
            if discard { for line in try keys.flatMap({ try keeping.discardDamaged($0) }) { try say("removed  \(line)") } }
            try say(
                discard
                    ? "The next `repro run` computes what was removed again."
                    : "The next `repro run` recomputes those that it needs; --discard makes it compute all of them.")
        }
        if kept > 0 { try say("Files beside the results come back from version control, or from a run after they were deleted.") }
        throw ExitCode(1)
    }
}

struct StorePin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin", abstract: "Keeps a job, and what it reads, from `repro store gc`.",
        discussion: "Examples: repro store pin 3f2a, repro store pin --remove 3f2a")
    @Argument(help: "The job's key, or its first digits.")
    var key: String
    @OptionGroup var place: Where
    @Flag(help: "Remove the pin.")
    var remove = false

    func run() throws {
        let key = try place.store.key(beginning: key)
        try StoreKeeping.pin(key, !remove, in: place.store)
        try say("\(key.short) is \(remove ? "not pinned any more" : "pinned").")
    }
}

extension [StoreKeeping.Entry] {
    /// The total number of bytes.
    fileprivate var total: Int { reduce(0) { $0 + $1.bytes } }
}
