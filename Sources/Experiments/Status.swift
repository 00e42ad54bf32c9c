public import Records
import Foundation

/// The state of a planned job in a store.
public struct Status: Sendable {
    /// The planned job.
    public let item: Plan.Item
    /// The work that is left.
    public let remainder: Remainder
    /// True if nothing is left.
    public var isDone: Bool { remainder.missing.isEmpty }
}

extension Status {
    /// The status of a job that was never run.
    public init(undone item: Plan.Item) {
        let count = item.samples.reduce(0) { $0 + $1.count }
        self.init(item: item, remainder: Remainder(missing: item.samples, units: count * item.job.work.effort.unitsPerSample, why: ""))
    }
}

extension Plan {
    /// The status of every job in a store, in the order of the plan. Trained nets in `atHand` (files by key) count as done. Throws `FileError` and
    /// `RecordsError`.
    public func status(in store: Store, atHand: [Key: String] = [:]) throws -> [Status] {
        try items.map { item in
            if let file = atHand[item.key] { return Status(item: item, remainder: Remainder(missing: [], units: 0, why: "taken from \(file)")) }
            return Status(item: item, remainder: try item.job.work.remainder(of: item.samples, store, item.key))
        }
    }

    /// Removes damaged results that open jobs will read and, if nets are to be copied, damaged nets, so that they are recomputed. Returns a line for
    /// each file.
    public func discardDamaged(in store: Store, nets: Bool) throws -> [String] {
        var found: [String] = [], checked: Set<Key> = [], again = true
        // A discarded result reopens its job, whose own inputs are then read.
        while again {
            again = false
            let open = try status(in: store).filter { !$0.isDone }
            let read = open.flatMap { $0.item.job.work.inputs.map(\.key) }
            for key in read + (nets ? items.filter { $0.job.work is any NetWork }.map(\.key) : []) where checked.insert(key).inserted {
                guard let item = self[key], store.has(key, "job.json"), let lock = try store.tryLock(key) else { continue }
                defer { withExtendedLifetime(lock) {} }
                let damaged = try item.job.work.discardDamaged(store, key)
                found += damaged
                again = again || !damaged.isEmpty
            }
        }
        return found
    }
}
