import Foundation
import Training
public import Records

/// What is still to be done of a planned job, and why.
public struct Status: Sendable {
    public let item: Plan.Item
    /// Samples that the store lacks.
    public let missing: Int
    /// `trained for 3 epochs of 8`, `64 of 128 images are there`.
    public let why: String
    /// What its time is proportional to: images, or a training's image-epochs.
    public let units: Int
    /// Whether nothing is left to do.
    public var isDone: Bool { missing == 0 }
}

extension Status {
    /// A job as if nothing of it were done.
    public init(undone item: Plan.Item) {
        let train = item.job.work as? Train
        self.init(
            item: item, missing: train == nil ? item.images : 1, why: "", units: train.map { $0.recipe.images * $0.recipe.epochs } ?? item.images)
    }
}

extension Plan {
    /// The state of every job in a store, in the order of the plan; trained nets `atHand` (files by key) are as good as done.
    public func status(in store: Store, atHand: [Key: String] = [:]) throws -> [Status] {
        try items.map { item in
            if let file = atHand[item.key] { return Status(item: item, missing: 0, why: "taken from \(file)", units: 0) }
            let work = item.job.work, missing = try work.missing(item.images, store, item.key).count
            return Status(
                item: item, missing: missing, why: why(item, work as? Train, missing, store), units: try work.units(item.images, store, item.key))
        }
    }

    private func why(_ item: Item, _ train: Train?, _ missing: Int, _ store: Store) -> String {
        if missing == 0 { return "done" }
        if train != nil { return store.has(item.key, Train.state) ? "begun, goes on from its checkpoint" : "never run with these settings" }
        return missing == item.images ? "never run with these settings" : "\(item.images - missing) of \(item.images) images are there"
    }
}
