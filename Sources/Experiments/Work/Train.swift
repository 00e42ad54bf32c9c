public import Datasets
public import Declarations
public import Networks
public import Records
public import Training
import Foundation
import Scheduling
import Tensors

/// Trains a model. Writes `state.safetensors` and `history.csv` after every epoch, from which an interrupted run resumes, and `weights.safetensors`
/// at the end.
public struct Train: NetWork {
    /// The recipe.
    public var recipe = Recipe()
    /// The seed of the initial weights, the order of images and the augmentation.
    public var seed: UInt64 = 0
    /// The model's title; not part of the key.
    public var title: Title = ""
    /// A training by the default recipe.
    public init() {}
    /// A training by a recipe; `title` is the model's.
    public init(recipe: Recipe, seed: UInt64, title: String = "") { (self.recipe, self.seed, self.title) = (recipe, seed, Title(title)) }

    static let state = "state.safetensors", history = "history.csv"
    static let columns = "epoch,loss,penalty,error"

    /// The data of the recipe.
    public var dataset: (any Dataset)? { recipe.data }
    /// The architecture of the recipe.
    public var architecture: any Architecture { recipe.architecture }
    /// The version of the training numerics.
    public var numerics: Int { Numerics.training }
    /// The model's title.
    public var modelTitle: Title { title }
    /// As in "train undefended".
    public var label: String { "train \(title)" }
    /// The model's title: the net is kept with the results.
    public var netTitle: String? { "\(title)" }
    /// The training seed.
    public var seeds: [UInt64] { [seed] }

    /// Image-epochs of this architecture, with or without penalties.
    public var effort: Effort {
        let isPenalised = recipe.penalties.contains { $0.weights([1]) != [0] }
        let steps = recipe.adversary.map { "against \($0.steps) steps " } ?? ""
        return Effort(
            kind: "train \(isPenalised ? "penalised " : "")\(steps)\(architecture.keyText)", unitsPerSample: recipe.images * recipe.epochs,
            exercise: .training(recipe))
    }

    /// The epochs that are left, in image-epochs.
    public func remainder(of samples: [Range<Int>], _ store: Store, _ key: Key) throws -> Remainder {
        if store.has(key, Self.weights) { return .none }
        guard store.has(key, Self.state), store.has(key, Self.history) else {
            return Remainder(missing: [0..<1], units: recipe.images * recipe.epochs, why: "never run with these settings")
        }
        // One line per epoch below the header. After a kill between the two files they may be an epoch apart.
        let done = String(decoding: try store.read(key, Self.history), as: UTF8.self).split(separator: "\n").count - 1
        return Remainder(
            missing: [0..<1], units: recipe.images * max(recipe.epochs - max(done, 0), 0), why: "\(done) of \(recipe.epochs) epochs are done")
    }

    /// Removes weights and checkpoints that are damaged or belong to another job.
    public func discardDamaged(_ store: Store, _ key: Key) throws -> [String] {
        try discard(Self.weights, store, key) { _ = try Self.parameters($0, of: key) }
            + discard(Self.state, store, key) { _ = try TrainingState(decoding: $0, for: "\(key)") }
    }

    /// Opens the data; when run, trains from the last checkpoint. Throws `Refused` for a damaged checkpoint, `DatasetError` for missing data, and
    /// `Diverged`.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let images = try workspace.open(recipe.data), store = workspace.store, name = "\(key)"
        let state = store.has(key, Self.state) ? try workspace.read(key, Self.state) { try TrainingState(decoding: $0, for: name) } : nil
        return { _ in
            let final = try recipe.train(
                RandomSource(seed: seed), images: images, on: workspace.team, from: state,
                observe: { workspace.report(Self.message($0)) },
                save: { state in
                    try workspace.write(Self.history(of: state), key, Self.history)
                    try workspace.write(try state.encoded(for: name), key, Self.state)
                })
            try workspace.write(try SafeTensors.encode(final.chosen, metadata: ["key": name]), key, Self.weights)
        }
    }

    /// The contents of `history.csv`: a table of the finished epochs.
    static func history(of state: TrainingState) -> Data {
        let lines = state.history.enumerated().map { "\($0 + 1),\($1.loss),\($1.penalty),\($1.error)" }
        return Data(([columns] + lines).joined(separator: "\n").appending("\n").utf8)
    }

    private static func message(_ progress: Training.Progress) -> Message {
        let done = Double(progress.epoch) + Double(progress.step) / Double(progress.steps)
        let loss = (progress.loss * 1000).rounded() / 1000, error = (progress.error * 1000).rounded() / 10
        return Message(
            fraction: done / Double(progress.epochs),
            text: "epoch \(progress.epoch + 1)/\(progress.epochs)  loss \(loss)  error \(error) %  \(Int(progress.imagesPerSecond)) images/s")
    }
}

extension Declaration {
    /// The declaration as in job keys: equal values give equal text.
    var keyText: String { (try? Tree(of: Declared(wrappedValue: self as any Declaration), .key).canonicalJSON) ?? Self.name }
}
