import Foundation
import Records

/// The time a job took: the basis of later estimates.
struct Timing: Codable {
    /// Jobs of one kind take equally long per unit.
    struct Kind: Codable, Hashable { let name: String, threads: Int, machine: String }
    static let file = "timing.json"
    /// `units`: image-epochs of a training, images of other work.
    let kind: Kind, units: Int, seconds: Double

    /// Seconds per unit, by kind, over all jobs of a store.
    static func speeds(in store: Store) throws -> [Kind: Double] {
        var totals: [Kind: (units: Int, seconds: Double)] = [:]
        for key in try store.keys() where store.has(key, file) {
            guard let timing = try? JSONDecoder().decode(Timing.self, from: store.read(key, file)) else { continue }
            let sum = totals[timing.kind] ?? (0, 0)
            totals[timing.kind] = (sum.units + timing.units, sum.seconds + timing.seconds)
        }
        return totals.compactMapValues { $0.units > 0 ? $0.seconds / Double($0.units) : nil }
    }
}
