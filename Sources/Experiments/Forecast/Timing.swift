import Foundation
import Records

/// The time and the memory that a job took: the basis of later estimates.
struct Timing: Codable {
    /// Jobs of one kind take equally long per unit.
    struct Kind: Codable, Hashable { let name: String, threads: Int, machine: String }
    static let file = "timing.json"
    /// `units`: image-epochs of a training, images of other work.
    let kind: Kind, units: Int, seconds: Double
    /// The peak memory in bytes; nil in the records of older programs.
    let peakMemory: UInt64?

    /// The records of all jobs of a store. Throws `FileError`.
    static func all(in store: Store) throws -> [Timing] {
        try store.keys().filter { store.has($0, file) }.compactMap { try? JSONDecoder().decode(Timing.self, from: store.read($0, file)) }
    }

    /// Seconds per unit, by kind, over all jobs of a store. Throws `FileError`.
    static func speeds(in store: Store) throws -> [Kind: Double] {
        var totals: [Kind: (units: Int, seconds: Double)] = [:]
        for timing in try all(in: store) {
            let sum = totals[timing.kind] ?? (0, 0)
            totals[timing.kind] = (sum.units + timing.units, sum.seconds + timing.seconds)
        }
        return totals.compactMapValues { $0.units > 0 ? $0.seconds / Double($0.units) : nil }
    }
}
