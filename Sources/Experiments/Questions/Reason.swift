public import Records
import Declarations
import Reports
import Scheduling

/// The reason why a job would run, or would not.
public enum Reason: Sendable, Equatable {
    /// Its result is in the store.
    case done
    /// Another process runs it now.
    case running
    /// Partly done, as in "6 of 10 epochs are done".
    case unfinished(String)
    /// It was started but produced nothing; the associated values are its log and an excerpt.
    case failed(log: String, excerpt: [String])
    /// The nearest earlier job differs in these points, each in words.
    case changed([String], since: Key)
    /// The store has no similar job.
    case new

    /// The reason in words, without a line break and without the excerpt of a log.
    public var words: String {
        switch self {
        case .done: "done"
        case .running: "runs now, in another process"
        case .unfinished(let what): what
        case .failed(let log, _): "failed or was stopped before its first result; log: \(log)"
        case .changed(let changes, let key): "\(changes.joined(separator: "; ")) (since \(key.short))"
        case .new: "never run; the store holds no similar job"
        }
    }
}

/// Explains jobs from a store, whose declarations it reads once.
public final class Reasons {
    private let plan: Plan, store: Store
    private lazy var earlier: [Earlier] = read()

    /// Explains the jobs of a plan, which should be the whole profile's: its other jobs must not pass for earlier states of a job.
    public init(_ plan: Plan, in store: Store) { (self.plan, self.store) = (plan, store) }

    /// The reason for one planned job. Throws `FileError` and `RecordsError`.
    public func callAsFunction(_ item: Plan.Item) throws -> Reason {
        let remainder = try item.job.work.remainder(of: item.samples, store, item.key)
        if remainder.missing.isEmpty { return .done }
        let isKnown = store.has(item.key, "job.json")
        if isKnown, try store.tryLock(item.key) == nil { return .running }
        let isUntouched = remainder.count == item.samples.reduce(0) { $0 + $1.count }
        if !isUntouched || !remainder.why.hasPrefix("never") { return .unfinished(remainder.why) }
        let log = store.path(item.key, "log.txt"), excerpt = isKnown ? Scheduling.excerpt(ofLog: log) : []
        if !excerpt.isEmpty { return .failed(log: log, excerpt: excerpt) }
        return nearest(to: item).map { .changed($0.changes, since: $0.key) } ?? .new
    }

    private struct Earlier {
        let key: Key, job: Tree
        /// The name of the declared work.
        var type: String? { job["work"]?.entries.first?.key }
    }

    /// Every job of the store that has left something and is not planned.
    private func read() -> [Earlier] {
        ((try? store.keys()) ?? []).compactMap { key in
            guard plan[key] == nil, store.has(key, "provenance.json"), let job = store.tree(key, "job.json") else { return nil }
            return Earlier(key: key, job: job)
        }
    }

    /// The earlier job with the fewest changes. Titles are not part of a job, but a job with other titles must be very similar.
    private func nearest(to item: Plan.Item) -> (changes: [String], key: Key)? {
        guard let job = try? Tree(of: item.job), let type = job["work"]?.entries.first?.key else { return nil }
        let candidates = earlier.filter { $0.type == type }.compactMap { earlier -> (Int, Earlier, [Tree.Change])? in
            let changes = job.changes(since: earlier.job), own = changes.filter { $0.path.last != "title" }
            let isRenamed = own.count < changes.count
            return isRenamed && own.count > 2 ? nil : (own.count + (isRenamed ? 1000 : 0), earlier, own)
        }
        guard let (_, nearest, changes) = candidates.min(by: { $0.0 < $1.0 }) else { return nil }
        let words = changes.map(\.words) + (Identities(plan, in: store).changes(from: nearest.key, to: item.key) ?? [])
        if words.isEmpty { return (["the data, the numerics or the version of an algorithm changed; that job is too old to say which"], nearest.key) }
        return (unique(words), nearest.key)
    }
}

extension Tree.Change {
    /// As in "totalVariation.weight: 0.1 -> 0.2", with the last two names of the path.
    var words: String {
        let names = path.filter { Int($0) == nil }.suffix(2).joined(separator: ".")
        return "\(names): \(old ?? "nothing") -> \(new ?? "nothing")"
    }
}
