public import Classification
import Declarations
public import Tensors

/// No attack: an image that is already wrong counts as found, at distance 0 and after 0 queries.
public struct Clean: MinimumNormAttack {
    public var norm: Norm { .l2 }
    public var passes: Double { 1 }
    public init() {}
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        try Adversarials(asTheyAre: batch, to: model)
    }
}

extension Adversarials {
    /// Where every minimum-norm attack begins: one call an image.
    init(asTheyAre batch: LabelledImages, to model: some Classifier) throws {
        self.init(batch)
        ask(of: batch, predicted: try model.labels(batch.images, samples: batch.samples))
    }

    /// Counts one call for each image as it is; those that are wrong already are found.
    mutating func ask(of batch: LabelledImages, predicted: [Int]) {
        for n in 0..<batch.count {
            found[n] = predicted[n] != batch.labels[n]
            totalQueries[n] += 1
            queries[n] = found[n] ? 0 : 1
        }
    }
}
