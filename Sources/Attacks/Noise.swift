public import Classification
import Declarations
public import Tensors

/// Random points of the ball: a baseline that any attack must beat. A model that errs on them is sensitive to
/// mere noise.
public struct Noise: BoundedAttack {
    /// The norm of the ball.
    public var norm = Norm.l2
    /// Points drawn for each image, 1 to 100,000.
    public var draws = 100
    /// True: points of the ball's surface; false: drawn uniformly from the ball.
    public var onSurface = true
    /// A hundred points of the surface in l2.
    public init() {}
    /// Points of the surface in a norm.
    public init(norm: Norm, draws: Int = 100) { (self.norm, self.draws) = (norm, draws) }
    /// The original image and the draws.
    public var passes: Double { 1 + Double(draws) }
    /// Throws `Invalid` for a number of draws out of range.
    public func validate() throws { try (1...100_000).check("draws", draws) }

    /// Queries one point after another until one succeeds. Throws `NotANumber` for logits that are not finite.
    public func callAsFunction(
        _ model: some DifferentiableClassifier, _ batch: LabelledImages, radii: [Float], _ random: RandomSource
    ) throws -> Adversarials {
        precondition(radii.count == batch.count && radii.allSatisfy { $0 >= 0 && $0.isFinite })
        var pursuit = Pursuit(batch, radii, norm, aim, .stay)
        _ = try pursuit.ask(model, gradient: false)
        for draw in 0..<draws where !pursuit.standing.isEmpty {
            pursuit.scatter(random("noise", draw), onSurface: onSurface)
            _ = try pursuit.ask(model, gradient: false)
        }
        return pursuit.result
    }
}
