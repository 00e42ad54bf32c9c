// A store as a whole: its jobs, and which of them are needed. A job is needed if it is in the plan of any profile, behind numbers of any results
// or baselines (provenance.csv), pinned or running, or if a needed job reads it.

import Declarations
import Files
public import Foundation
public import Records
import Reports
import Scheduling

/// The jobs of a store, with the reasons for which they are needed.
public struct StoreKeeping: Sendable {
    /// The state of a job in a store.
    public enum State: String, Sendable, Encodable {
        /// It has all samples that a profile wants; for a job that no profile plans, any.
        case finished
        /// Interrupted; the next run resumes from the part that is kept.
        case partial
        /// Started without a result.
        case failed
        /// Declared and never started.
        case notStarted = "not started"
        /// A process is working on it now.
        case running
        /// Its declaration or its rows are not what was written.
        case damaged
        /// This program cannot read its declaration.
        case otherVersion = "other version"
    }

    /// A job of the store.
    public struct Entry: Sendable, Encodable {
        /// Its key.
        public let key: Key
        /// The declared name of its work, as in `attackImages`; nil if its declaration cannot be read.
        public let work: String?
        /// The job in words; the reason if its declaration cannot be read.
        public let label: String
        /// Its state.
        public let state: State
        /// The bytes of its files.
        public let bytes: Int
        /// The time at which it was finished, else at which its newest file was written; nil for a folder without files.
        public let date: Date?
        /// The reasons for which it is needed: profiles, results, `pinned`, `running`, the job that reads it. Empty for a job that may be collected.
        public let neededBy: [String]
    }

    let store: Store, results: String
    private let plans: [(name: String, plan: Plan)], workspace: Workspace
    /// The jobs behind the numbers of each profile's results and baselines.
    private let origins: [(name: String, keys: Set<Key>)]
    /// The file that keeps a job from being collected.
    static let pin = "pinned"

    /// The jobs of a store, needed by the plans of every profile of the paper and of the papers in neighbouring folders, and by the results in
    /// `results`.
    ///
    /// Throws if any of them cannot be read: as long as a plan is unknown, no job can be called unneeded.
    /// - Parameter profile: a further profile, if it is a file elsewhere.
    public init(_ store: Store, paper folder: String, profile: String? = nil, results: String) throws {
        (self.store, self.results, workspace) = (store, results, Workspace(folder: store.folder, data: nil, threads: 1))
        let own = URL(filePath: folder).standardizedFileURL, parent = own.deletingLastPathComponent().path
        let others = ((try? Disk.list(parent)) ?? []).filter { $0 != own.lastPathComponent && Disk.exists("\(parent)/\($0)/profiles") }
        var plans: [(name: String, plan: Plan)] = []
        for (paper, prefix) in [(folder, "")] + others.map({ ("\(parent)/\($0)", "\($0)/") }) {
            for name in try Session.profiles(paper) { plans.append(("profile \(prefix)\(name)", try Session(folder: paper, profile: name).plan)) }
        }
        if let profile, profile.hasSuffix(".yaml") || profile.contains("/") {
            plans.append(("profile \(profile)", try Session(folder: folder, profile: profile).plan))
        }
        self.plans = plans
        origins = try Self.profiles(of: results).compactMap { place in
            try FolderFormat.check(place, upTo: FolderFormat.results)
            let file = "\(place)/provenance.csv"
            guard Disk.exists(file) else { return nil }
            return (place, Set(try ProvenanceReport(csv: try TextFile.read(file), file: file).lines.compactMap { Key($0.key) }))
        }
    }

    /// The folders of the results and the baselines of every paper and profile. Throws `FileError` for a folder that cannot be listed.
    static func profiles(of results: String) throws -> [String] {
        func below(_ folder: String) throws -> [String] {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else { return [] }
            return try Disk.list(folder).map { "\(folder)/\($0)" }
        }
        return try below(results).flatMap(below).flatMap { $0.hasSuffix("/baselines") ? try below($0) : [$0] }
    }

    /// Every job whose key begins with these digits, by key. Throws `FileError` and `RecordsError`.
    public func entries(beginning digits: String = "") throws -> [Entry] {
        let needs = try needs()
        return try store.keys().filter { $0.description.hasPrefix(digits) }.map { try entry($0, needs[$0] ?? []) }
    }

    private func entry(_ key: Key, _ needs: [String]) throws -> Entry {
        let files = try store.files(key), job = Result { try declared(key) }
        let attributes = files.map { (try? FileManager.default.attributesOfItem(atPath: store.path(key, $0))) ?? [:] }
        return Entry(
            key: key, work: (try? job.get()).map { type(of: $0.work).name }, label: Self.label(job, store.path(key)),
            state: try state(key, files, try? job.get()), bytes: attributes.reduce(0) { $0 + (($1[.size] as? Int) ?? 0) },
            date: (try? store.provenance(key))?.date ?? attributes.compactMap { $0[.modificationDate] as? Date }.max(), neededBy: needs)
    }

    private static func label(_ job: Result<Job, any Error>, _ folder: String) -> String {
        switch job {
        case .success(let job): job.work.label
        case .failure(let error): "\(error)".replacing("\(folder)/", with: "").split(separator: "\n").first.map(String.init) ?? ""
        }
    }

    private func state(_ key: Key, _ files: [String], _ job: Job?) throws -> State {
        if try store.isLocked(key) { return .running }
        let hasResults = files.contains { $0.hasPrefix("rows-") || $0.hasSuffix(".safetensors") }
        if !store.has(key, "job.json") { return hasResults ? .damaged : .notStarted }
        if try identityFault(key) != nil { return .damaged }
        guard let job else { return .otherVersion }
        var isDamaged = false
        guard let rows = try? store.rows(key, columns: job.work.columns, isDamaged: { _ in isDamaged = true }), !isDamaged else { return .damaged }
        let wanted = plans.compactMap { $0.plan[key]?.samples },
            asked = wanted.isEmpty ? [job.work is any NetWork || rows.count == 0 ? [0..<1] : []] : wanted
        if try asked.contains(where: { try job.work.remainder(of: $0, store, key).missing.isEmpty }) { return .finished }
        if hasResults { return .partial }
        return excerpt(ofLog: store.path(key, "log.txt")).isEmpty ? .notStarted : .failed
    }

    /// The job that a folder declares. Throws what reading it throws.
    func declared(_ key: Key) throws -> Job { try workspace.job(key) }

    /// The fault of a job's identity, whose checksum is the key; nil if it is sound or missing.
    func identityFault(_ key: Key) throws -> String? {
        guard store.has(key, Job.identityFile) else { return nil }
        let isSound = Key(hashing: String(decoding: try store.read(key, Job.identityFile), as: UTF8.self)) == key
        return isSound ? nil : "its checksum is not the job's key"
    }

    // MARK: Needs

    /// The reasons for which each job is needed.
    private func needs() throws -> [Key: [String]] {
        let keys = try store.keys()
        var needs: [Key: [String]] = [:], open: [Key] = []
        func add(_ reason: String, to key: Key) {
            if needs[key] == nil { open.append(key) }
            needs[key, default: []].append(reason)
        }
        for (name, plan) in plans { for item in plan.items { add(name, to: item.key) } }
        for (name, jobs) in origins { for key in jobs { add(name, to: key) } }
        for key in keys {
            if store.has(key, Self.pin) { add("pinned", to: key) }
            if try store.isLocked(key) { add("running", to: key) }
        }
        while let key = open.popLast() {
            for input in inputs(of: key) where needs[input] == nil { add("read by \(key.short)", to: input) }
        }
        return needs
    }

    /// The jobs that a job reads, including those read through jobs that the store lacks. For a job of another version, those in its identity.
    private func inputs(of key: Key) -> Set<Key> {
        var found: Set<Key> = [], open = plans.lazy.compactMap { $0.plan[key]?.job.work.inputs }.first ?? (try? declared(key))?.work.inputs ?? []
        while let input = open.popLast() {
            if found.insert(input.key).inserted { open += input.work.inputs }
        }
        let identity = (try? store.read(key, Job.identityFile)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return found.union(identity.split(separator: "\"").compactMap { Key(String($0)) })
    }
}
