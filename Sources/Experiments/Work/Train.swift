public import Datasets
import Declarations
public import Records
public import Training
import Foundation
import Networks
import Scheduling
import Tensors

/// Trains a model: `weights.safetensors` at the end, `state.safetensors` and `history.csv` after every epoch, from which a killed run goes on.
public struct Train: Work {
    public var recipe = Recipe(), seed: UInt64 = 0
    public init() {}
    public init(recipe: Recipe, seed: UInt64) { (self.recipe, self.seed) = (recipe, seed) }

    static let weights = "weights.safetensors", state = "state.safetensors", history = "history.csv"
    static let columns = "epoch,loss,penalty,error"

    public var inputs: [Key] { [] }
    public var data: any Dataset { recipe.data }
    public var block: Int { 1 }
    public func missing(_ images: Int, _ store: Store, _ key: Key) throws -> [Int] { store.has(key, Self.weights) ? [] : [0] }

    public func units(_ images: Int, _ store: Store, _ key: Key) throws -> Int {
        if store.has(key, Self.weights) { return 0 }
        // A line for each epoch under the head, if there is a checkpoint; killed between the two files, they may be an epoch apart.
        let done =
            store.has(key, Self.state) && store.has(key, Self.history)
            ? String(decoding: try store.read(key, Self.history), as: UTF8.self).split(separator: "\n").count - 1 : 0
        return recipe.images * max(recipe.epochs - done, 0)
    }

    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let images = try workspace.open(data), store = workspace.store, name = "\(key)"
        let state = store.has(key, Self.state) ? try workspace.read(key, Self.state) { try TrainingState(decoding: $0, for: name) } : nil
        return { _ in
            let final = try recipe.train(
                RandomSource(seed: seed), images: images, on: workspace.team, from: state,
                observe: { workspace.report(Self.message($0)) },
                save: { state in
                    let lines = state.history.enumerated().map { "\($0 + 1),\($1.loss),\($1.penalty),\($1.error)" }
                    try workspace.write(Data(([Self.columns] + lines).joined(separator: "\n").appending("\n").utf8), key, Self.history)
                    try workspace.write(try state.encoded(for: name), key, Self.state)
                })
            try workspace.write(try SafeTensors.encode(final.chosen, metadata: ["key": name]), key, Self.weights)
        }
    }

    private static func message(_ progress: Training.Progress) -> Message {
        let done = Double(progress.epoch) + Double(progress.step) / Double(progress.steps)
        let loss = (progress.loss * 1000).rounded() / 1000, error = (progress.error * 1000).rounded() / 10
        return Message(
            fraction: done / Double(progress.epochs),
            text: "epoch \(progress.epoch + 1)/\(progress.epochs)  loss \(loss)  error \(error) %  \(Int(progress.imagesPerSecond)) images/s")
    }
}
