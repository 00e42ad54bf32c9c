// Machines that share nothing divide a plan by themselves: each runs its shard with a store of its own, and the stores are then collected in one
// (`repro merge`). A job goes where its first training goes, so that few trainings are run more than once.

public import Records

/// One of several parts of a plan.
public struct Shard: Sendable, Equatable {
    /// Its number, from 1.
    public let number: Int
    /// The number of parts, 1 to 10,000.
    public let count: Int

    /// The shard that a text such as `2/4` names; nil for another text.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1], (1...10_000).contains(count), (1...count).contains(number) else {
            return nil
        }
        (self.number, self.count) = (number, count)
    }
}

extension Plan {
    /// The keys of a shard's jobs. Each job of the plan is in at least one shard; what a job needs is in its shard as well.
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
