public import Datasets
public import Declarations
public import Networks
public import Tensors
import Classification

/// How a model is trained: all that decides its weights but the seed.
public struct Recipe: Declaration {
    @Declared public var data: any Dataset = Procedural()
    @Declared public var architecture: any Architecture = Linear()
    @DeclaredList public var penalties: [any Penalty] = []
    public var images = 300, epochs = 8, batch = 20, learningRate: Float = 0.5
    public init() {}

    public func validate() throws {
        if !(1...images).contains(batch) { throw Invalid("batch", expected: "a whole number from 1 to images (\(images))") }
    }
}

/// How far a training is: sent after each step.
public struct Progress: Sendable {
    public let epoch: Int, epochs: Int, step: Int, steps: Int
    /// Means over the epoch so far.
    public let loss: Double, penalty: Double, error: Double
    /// Training images a second, over the epoch so far.
    public let imagesPerSecond: Double
}

extension Recipe {
    /// Trains from `state`, or from the beginning if nil; `save` is called with each checkpoint (the end of every epoch).
    /// Throws `Diverged` when a loss is not a number, and whatever `observe` throws (the way to stop it).
    public func train(
        _ random: RandomSource, images source: any ImageSource, on team: Team, from state: TrainingState? = nil,
        observe: (Progress) throws -> Void = { _ in }, save: (TrainingState) throws -> Void = { _ in }
    ) throws -> TrainingState {
        // Stub of the real engine: plain gradient descent on a linear classifier.
        var state = try state ?? TrainingState(parameters: architecture.initial(image: data.image, classes: data.classes, random("initial")))
        while state.epoch < epochs {
            for start in stride(from: 0, through: images - batch, by: batch) {
                let batch = try source(.train, Array(start..<start + batch))
                let model = LinearClassifier(weights: state.parameters.tensors[0])
                let (values, g) = try model.differentiate(batch.images) { logits, _ in Loss.crossEntropy(logits, batch.labels) }
                for n in 0..<batch.count {
                    let x = batch.images[n]
                    for k in 0..<data.classes {
                        let factor = learningRate / Float(batch.count) * g[n][k]
                        for j in x.indices { state.parameters.tensors[0].values[k * x.count + j] -= factor * x[j] }
                    }
                }
                let loss = Double(values.reduce(0, +)) / Double(batch.count)
                try observe(Progress(
                    epoch: state.epoch, epochs: epochs, step: start / self.batch, steps: images / self.batch, loss: loss, penalty: 0, error: 0, imagesPerSecond: 0))
            }
            state.epoch += 1
            try save(state)
        }
        return state
    }
}
