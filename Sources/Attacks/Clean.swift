public import Classification
import Declarations
public import Tensors

/// No attack: an image that is already wrong counts as found, at distance 0 and after 0 queries. Nothing else is tried.
public struct Clean: MinimumNormAttack {
    public var norm: Norm { .l2 }
    public var passes: Double { 1 }
    public init() {}
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        try Adversarials(asTheyAre: batch, to: model)
    }
}
