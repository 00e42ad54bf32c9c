public import Records
import Declarations
import Files
import Foundation
import Reports
import Scheduling

/// Everything that a store knows about a job, for reading.
public struct Dossier: Sendable {
    private let key: Key, store: Store, item: Plan.Item?, state: String

    /// The dossier of a planned job; `state` in words.
    public init(_ item: Plan.Item, _ state: String, in store: Store) { (key, self.item, self.state, self.store) = (item.key, item, state, store) }

    /// The dossier of a job in the store that this profile does not plan.
    public init(_ key: Key, in store: Store) { (self.key, item, state, self.store) = (key, nil, "not planned by this profile", store) }

    /// Lines of a name and a text, then the declaration, a line for each setting. Throws `FileError`, `RecordsError`, and `ManifestError` for a
    /// declaration that is damaged.
    public var lines: [String] {
        get throws {
            var facts: [(String, String)] = [("key", "\(key)")]
            if let item {
                facts.append(("job", item.label))
                facts.append(("wanted by", item.wantedBy.sorted().joined(separator: ", ")))
                facts += item.job.work.inputs.map { ("reads", "\($0.key.short)  \($0.work.label)") }
            }
            facts.append(("state", state))
            if let record = try store.provenance(key) { facts += Self.facts(record) }
            if Disk.exists(store.path(key, "log.txt")) { facts.append(("log", store.path(key, "log.txt"))) }
            let files = try store.files(key).map { name in "\(name) (\(Self.size(store.path(key, name))))" }
            if !files.isEmpty { facts.append(("files", files.joined(separator: ", "))) }
            return facts.map { "\($0.padding(toLength: 12, withPad: " ", startingAt: 0))\($1)" } + ["", "declaration"] + (try declaration)
        }
    }

    private var declaration: [String] {
        get throws {
            let tree =
                if let item {
                    try Tree(of: item.job)
                } else if store.has(key, "job.json") {
                    try Tree(json: String(decoding: try store.read(key, "job.json"), as: UTF8.self), file: store.path(key, "job.json"))
                } else {
                    Tree(.null)
                }
            return tree.leaves.map { "  \($0.path.dropFirst().joined(separator: ".")): \($0.text)" }
        }
    }

    private static func facts(_ record: Provenance) -> [(String, String)] {
        let commit = record.source.commit.map { "commit \($0)" + (record.source.isDirty == true ? ", with changes" : "") } ?? "commit unknown"
        let time = "\(duration(record.cost.wall)), \(duration(record.cost.processor)) of processors, \(record.cost.peakMemory >> 20) MiB"
        let machine = record.machine
        return [
            ("finished", "\(record.date.formatted(.iso8601)) after \(time)"), ("source", "\(commit); \(record.source.compiler)"),
            ("machine", "\(machine.processor), \(machine.cores) cores, \(machine.system); \(record.threads) threads, \(record.instructionSet)"),
            ("library", record.openBLASVersion), ("data", record.data.isEmpty ? "none" : record.data),
            ("seeds", record.seeds.isEmpty ? "none" : record.seeds.map(String.init).joined(separator: ", ")),
        ]
    }

    private static func size(_ file: String) -> String {
        "\(ByteCount(((try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int) ?? 0))"
    }
}

extension Results {
    /// A cell's current number from the store, in words; nil for a word that does not name a cell of a table, and while rows are missing.
    public func cell(named word: String, from store: Store) throws -> String? {
        for manifest in session.manifests where word.hasPrefix(manifest.id + "/") {
            guard
                let cell = try table(manifest, StoredRows(store, of: session.plan))?.cells.first(where: {
                    word == "\(manifest.id)/\($0.row)/\($0.column)"
                }),
                let value = cell.value
            else { continue }
            let unit = cell.unit == "percent" ? " %" : cell.unit.isEmpty ? "" : " \(cell.unit)"
            func shown(_ number: Double) -> String { Numbers.shown(number, unit: cell.unit) }
            let interval = cell.low.flatMap { low in cell.high.map { ", 95 % interval \(shown(low)) to \(shown($0))" } } ?? ""
            return "\(value)\(unit)\(interval)" + (cell.images.map { ", n = \($0)" } ?? "") + (cell.published.map { "; the paper: \($0)" } ?? "")
        }
        return nil
    }
}
