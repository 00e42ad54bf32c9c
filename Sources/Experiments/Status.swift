import Foundation
public import Records

/// What is still to be done of a planned job, and why.
public struct Status: Sendable {
    public let item: Plan.Item
    /// Samples that the store lacks.
    public let missing: Int
    /// `trained for 3 epochs of 8`, `64 of 128 images are there`.
    public let why: String
    /// From past jobs of the same kind in this store; nil where there is none.
    public let seconds: Double?
    /// Whether nothing is left to do.
    public var isDone: Bool { missing == 0 }
}

extension Plan {
    /// The state of every job in a store, in the order of the plan; trained nets `atHand` (files by key) are as good as done.
    public func status(in store: Store, atHand: [Key: String] = [:]) throws -> [Status] {
        let speeds = try Timing.speeds(in: store)
        return try items.map { item in
            if let file = atHand[item.key] { return Status(item: item, missing: 0, why: "taken from \(file)", seconds: nil) }
            let missing = try item.job.work.missing(item.images, store, item.key).count
            let train = item.job.work as? Train
            let units = missing * (train == nil ? 1 : item.images)
            return Status(item: item, missing: missing, why: why(item, train, missing, store), seconds: speeds[item.kind].map { $0 * Double(units) })
        }
    }

    private func why(_ item: Item, _ train: Train?, _ missing: Int, _ store: Store) -> String {
        if missing == 0 { return "done" }
        if train != nil { return store.has(item.key, Train.state) ? "begun, goes on from its checkpoint" : "never run with these settings" }
        return missing == item.images ? "never run with these settings" : "\(item.images - missing) of \(item.images) images are there"
    }
}

/// How long a job took: what later estimates rest on.
public struct Timing: Codable, Sendable {
    static let file = "timing.json"
    let kind: String, units: Int, seconds: Double

    /// Keeps what a finished run of `units` (image-epochs or images) took.
    public static func record(_ item: Plan.Item, missing: Int, seconds: Double, in store: Store) throws {
        let timing = Timing(kind: item.kind, units: missing * (item.job.work is Train ? item.images : 1), seconds: seconds)
        if timing.units > 0 { try store.write(try JSONEncoder().encode(timing), item.key, file) }
    }

    /// Seconds for each unit, by kind, over all jobs of a store.
    static func speeds(in store: Store) throws -> [String: Double] {
        var totals: [String: (units: Int, seconds: Double)] = [:]
        for key in try store.keys() where store.has(key, file) {
            guard let timing = try? JSONDecoder().decode(Timing.self, from: store.read(key, file)) else { continue }
            let sum = totals[timing.kind] ?? (0, 0)
            totals[timing.kind] = (sum.units + timing.units, sum.seconds + timing.seconds)
        }
        return totals.mapValues { $0.seconds / Double($0.units) }
    }
}
