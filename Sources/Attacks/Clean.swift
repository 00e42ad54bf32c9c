public import Classification
import Declarations
public import Tensors

/// No attack: an image that is already wrong counts as found, at distance 0 and after 0 queries. Nothing else is tried.
public struct Clean: MinimumNormAttack {
    /// The l2 norm; every distance is 0 or infinite.
    public var norm: Norm { .l2 }
    /// False.
    public var changesImages: Bool { false }
    /// One forward pass.
    public var passes: Double { 1 }
    /// The attack has no settings.
    public init() {}
    /// Classifies the original images. Throws `NotANumber` for logits that are not finite.
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        try Adversarials(asTheyAre: batch, to: model)
    }
}
