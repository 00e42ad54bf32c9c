// Machines that share nothing can divide a plan: each runs its shard with a separate store, and the stores are then merged (`repro merge`). A job
// is in the same shard as its first training, so that few trainings are run more than once.

public import Records

/// One of several parts of a plan.
public struct Shard: Sendable, Equatable {
    /// Its number, from 1.
    public let number: Int
    /// The number of parts, 1 to 10,000.
    public let count: Int

    /// Reads a text such as `2/4`; nil for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1], (1...10_000).contains(count), (1...count).contains(number) else {
            return nil
        }
        (self.number, self.count) = (number, count)
    }
}

extension Plan {
    /// The keys of a shard's jobs. Each job of the plan is in at least one shard, together with the jobs that it needs.
    public func keys(of shard: Shard) -> Set<Key> {
        var groups: [Key: Int] = [:], count = 0, keys: Set<Key> = []
        for item in items {
            if let first = item.job.work.inputs.first, let group = groups[first.key] {
                groups[item.key] = group
            } else {
                groups[item.key] = count
                count += 1
            }
        }
        // Inputs come before the jobs that need them.
        for item in items.reversed() where keys.contains(item.key) || groups[item.key].map({ $0 % shard.count == shard.number - 1 }) == true {
            keys.insert(item.key)
            keys.formUnion(item.job.work.inputs.map(\.key))
        }
        return keys
    }
}
