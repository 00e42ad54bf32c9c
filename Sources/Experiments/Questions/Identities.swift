import Declarations
import Records

/// The identities of jobs. They hold what no declaration shows: the data's checksum and the versions of the numerics and of the algorithms.
struct Identities {
    private let plan: Plan, store: Store

    /// Knows planned jobs, and jobs whose identity is in the store.
    init(_ plan: Plan, in store: Store) { (self.plan, self.store) = (plan, store) }

    /// The changes from one job to another in data, numerics and versions, of these jobs and of the jobs that they read, each in words. Nil if either
    /// identity is unknown, as that of a job from before the store kept them.
    func changes(from old: Key, to new: Key) -> [String]? {
        guard let before = self[old], let after = self[new] else { return nil }
        return after.changes(since: before).flatMap { change -> [String] in
            switch (change.path.last, change.old, change.new) {
            case ("data", let old?, let new?) where change.path.count == 1: return ["the data changed: checksum \(old) -> \(new)"]
            case ("numerics", let old?, let new?) where change.path.count == 1: return ["the numerics went from version \(old) to \(new)"]
            case ("version", let old?, let new?):
                return ["algorithm \(change.path.dropLast().last ?? "") went from version \(old) to \(new)"]
            case (_, let old?, let new?):
                guard let old = Key(old), let new = Key(new) else { return [] }
                return (changes(from: old, to: new) ?? []).map { "\(plan[new]?.label ?? "job \(new.short)"): \($0)" }
            default: return []
            }
        }
    }

    private subscript(key: Key) -> Tree? {
        if let item = plan[key] { return (try? item.job.identity).flatMap { try? Tree(json: $0, file: Job.identityFile) } }
        return store.tree(key, Job.identityFile)
    }
}

extension Store {
    /// A JSON file of a job; nil if it is missing or damaged.
    func tree(_ key: Key, _ name: String) -> Tree? {
        (try? read(key, name)).flatMap { try? Tree(json: String(decoding: $0, as: UTF8.self), file: path(key, name)) }
    }
}
