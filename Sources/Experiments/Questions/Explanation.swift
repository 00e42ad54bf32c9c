public import Records
import Declarations
import Foundation
import Reports

/// The differences between two jobs of a store: in their declarations, in their records, and in the outcome of each image.
public struct Explanation: Sendable {
    /// The explanation, line by line.
    public let lines: [String]

    /// The differences of two jobs, each named by its label, by the beginning of its key or, for a training, by the title of its model.
    ///
    /// Throws `Refused` for a word that names no job or several, and `FileError`, `RecordsError` and `ManifestError` for files of the store that
    /// cannot be read.
    public init(_ first: String, _ second: String, in session: Session, _ store: Store) throws {
        let jobs = try [first, second].map { try Side($0, session, store) }
        let names = jobs.map { "\($0.key.short)  \($0.label)" }
        var lines = ["from  \(names[0])", "to    \(names[1])"]
        if jobs[0].key == jobs[1].key {
            self.lines = lines + ["They are the same job: titles are not part of a job."]
            return
        }
        let changes = jobs[1].declaration.changes(since: jobs[0].declaration).filter { $0.path.last != "title" }
        lines += Self.section("declared", changes.map(\.words), nothing: "the same")
        if let changes = Identities(session.plan, in: store).changes(from: jobs[0].key, to: jobs[1].key) {
            lines += Self.section("data, numerics and algorithms", unique(changes), nothing: "the same")
        } else {
            lines.append("data, numerics and algorithms: not recorded for one of them")
        }
        let records = try jobs.map { try store.provenance($0.key).map(\.fields) }
        if let old = records[0], let new = records[1] {
            let recorded = zip(old, new).filter { $0.text != $1.text }.map { "\($0.name): \($0.text) -> \($1.text)" }
            lines += Self.section("recorded", recorded, nothing: "the same")
        } else {
            lines += ["recorded: nothing of \(records[0] == nil ? names[0] : names[1])"]
        }
        lines += Self.section(
            "images", try Self.flips(jobs.map(\.key), session, store).map(\.text), nothing: "no rows to compare, or all are the same")
        self.lines = lines
    }

    private static func section(_ title: String, _ entries: [String], nothing: String) -> [String] {
        entries.isEmpty ? ["\(title): \(nothing)"] : ["\(title):"] + entries.map { "  \($0)" }
    }

    /// The images whose rows differ: of the two jobs themselves or, for nets, of the jobs that do the same with both.
    private static func flips(_ keys: [Key], _ session: Session, _ store: Store) throws -> [Flips] {
        func flips(_ label: String, _ old: Key, _ new: Key) throws -> Flips? {
            let rows = (try store.rows(old), try store.rows(new))
            if rows.0.count == 0 || rows.1.count == 0 { return nil }
            let flips = Flips(label, from: rows.0, to: rows.1)
            return flips.isNothing ? nil : flips
        }
        let own = try flips(session.plan[keys[1]]?.label ?? keys[1].short, keys[0], keys[1]).map { [$0] } ?? []
        // A job's identity contains the keys of its inputs: replacing one key by the other gives the identity of the counterpart.
        let readers = session.plan.items.filter { $0.job.work.inputs.contains { $0.key == keys[0] } }
        return own
            + (try readers.compactMap { item in
                let counterpart = Key(hashing: try item.job.identity.replacing("\(keys[0])", with: "\(keys[1])"))
                return try session.plan[counterpart].flatMap { try flips($0.label, item.key, counterpart) }
            })
    }

    /// A job that a word names.
    private struct Side {
        let key: Key, label: String, declaration: Tree

        init(_ word: String, _ session: Session, _ store: Store) throws {
            let found = try? session.jobs(named: word), training = found?.filter { $0.job.work.netTitle == word } ?? []
            if let item = training.first ?? (found?.count == 1 ? found?.first : nil) {
                (key, label, declaration) = (item.key, item.label, try Tree(of: item.job))
                return
            }
            if let found, found.count > 1 { throw Refused("\(word) names \(found.count) jobs: give the label or the key of one of them") }
            guard Key.isPrefix(word) else {
                _ = try session.jobs(named: word)
                throw Refused("\(word) names no job")
            }
            key = try store.key(beginning: word)
            declaration = try Tree(json: String(decoding: try store.read(key, "job.json"), as: UTF8.self), file: store.path(key, "job.json"))
            label = "not planned by the profile \(session.profileName)"
        }
    }
}

extension Provenance {
    /// The fields that may explain a difference, by name.
    fileprivate var fields: [(name: String, text: String)] {
        [
            ("commit", source.commit ?? "unknown"), ("changed files", source.isDirty.map { $0 ? "yes" : "no" } ?? "unknown"),
            ("compiler", source.compiler), ("data", data), ("seeds", seeds.map(String.init).joined(separator: " ")),
            ("processor", machine.processor), ("instructions", instructionSet), ("OpenBLAS", "\(openBLASVersion), core \(openBLASCore)"),
            ("threads", "\(threads)"), ("date", date.formatted(.iso8601)),
        ]
    }
}
