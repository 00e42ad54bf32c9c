import Declarations
public import Records
import Foundation

extension Session {
    /// The planned jobs that a word means: the beginning of a key (4 digits or more), the title of a model (its training), the id of a manifest, a
    /// cell as `table2/ROW/COLUMN`, or a job's whole label. Throws `Refused` for any other word, with a similar one.
    public func jobs(named word: String) throws -> [Plan.Item] {
        for found in [
            plan.items.filter { Key.isPrefix(word) && $0.key.description.hasPrefix(word) }, plan.items.filter { $0.job.work.netTitle == word },
            plan.items.filter { $0.wantedBy.contains(word) }, cell(named: word), plan.items.filter { $0.label == word },
        ] where !found.isEmpty { return found }
        let models = plan.items.compactMap(\.job.work.netTitle), near = nearest(word, models + manifests.map(\.id))
        throw Refused(
            "\(word) is not a key, model, experiment, cell (EXPERIMENT/ROW/COLUMN) or job of profile \(profileName)"
                + (near.count == 1 ? ", did you mean \(near[0])?" : ""))
    }

    /// The jobs behind a cell. Titles may contain slashes.
    private func cell(named word: String) -> [Plan.Item] {
        for manifest in manifests where word.hasPrefix(manifest.id + "/") {
            guard let grid = manifest.grid else { continue }
            for request in plan.requests[manifest.id] ?? []
            where word == "\(manifest.id)/\(grid.down[request.row].label)/\(grid.across[request.column].label)" {
                return request.reads.flatMap { [$0.rows] + ($0.beside.map { [$0] } ?? []) }.compactMap { plan[$0] }
            }
        }
        return []
    }
}

extension Key {
    /// True for at least 4 of a key's first digits.
    static func isPrefix(_ text: String) -> Bool {
        (4...64).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}

extension Store {
    /// The key in this store that begins with these digits. Throws `Refused` for none and for several, and `FileError`.
    public func key(beginning digits: String) throws -> Key {
        guard Key.isPrefix(digits) else { throw Refused("\(digits) is not the beginning of a key: 4 to 64 digits of 0-9 and a-f") }
        let found = try keys().filter { $0.description.hasPrefix(digits) }
        if found.count == 1 { return found[0] }
        throw Refused(
            found.isEmpty
                ? "no job in \(folder) has a key that begins with \(digits)"
                : "\(found.count) jobs in \(folder) have keys that begin with \(digits); give more digits")
    }
}
