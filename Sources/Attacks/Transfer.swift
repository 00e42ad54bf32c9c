public import Classification
public import Declarations
public import Tensors

/// An attack that makes its adversarial images for another model, the source, and only queries the attacked one.
public protocol TransferAttack: MinimumNormAttack {
    /// Makes images for `source` and queries `model` with them. Throws `NotANumber` when either gives logits or gradients that are not finite.
    func callAsFunction(
        _ model: some DifferentiableClassifier, from source: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource
    ) throws -> Adversarials
}

extension TransferAttack {
    /// The model itself as the source.
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        try self(model, from: model, batch, random)
    }
}

/// Projected gradient ascent on the source's loss within a radius. All steps are taken whether or not the source is fooled on the way: a higher loss
/// transfers better.
public struct Transfer: TransferAttack {
    /// The norm of the ball.
    public var norm = Norm.l2
    /// The radius in units of the norm, 0 to 1e6.
    public var radius = Fraction(100, 255)
    /// Gradient steps, 1 to 10,000.
    public var steps = 40
    /// The step size in radii, 1e-6 to 1000.
    public var stepSize = Fraction(1, 10)
    /// Forty steps within 100/255 in l2.
    public init() {}
    /// The radius.
    public var reach: Fraction? { radius }
    /// Two per step, and one query of the attacked model before and one after.
    public var passes: Double { 2 * Double(steps) + 2 }

    /// Throws `Invalid` for a setting out of range.
    public func validate() throws {
        try (0...1e6).check("radius", radius)
        try (1...10_000).check("steps", steps)
        try (1e-6...1000).check("stepSize", stepSize)
    }

    /// Moves every image that the attacked model classifies correctly, and queries it once.
    public func callAsFunction(
        _ model: some DifferentiableClassifier, from source: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource
    ) throws -> Adversarials {
        var result = try Adversarials(asTheyAre: batch, to: model)
        let standing = result.found.indices.filter { !result.found[$0] }
        if standing.isEmpty { return result }
        let rest = batch.rows(standing),
            ascent = SteadyAscent(norm: norm, radius: radius.float, stepSize: stepSize.float * radius.float, steps: steps)
        let points = try ascent(rest, start: nil) { points in
            try source.differentiate(points) { logits, pullback in
                _ = try logits.predictions(samples: rest.samples)
                let gradient = try pullback(Loss.crossEntropy(logits, rest.labels).cotangent)
                for (row, sample) in rest.samples.enumerated() where !Norm.linf(gradient[row]).isFinite {
                    throw NotANumber("gradient", sample: sample)
                }
                return gradient
            }
        }
        let predicted = try model.labels(points, samples: rest.samples)
        result.look(standing, at: points, reached: zip(predicted, rest.labels).map { $0 != $1 }, batch, norm)
        result.countFailures()
        // The radius as declared, not rounded to Float.
        for n in standing { result.tried[n] = radius.value }
        return result
    }
}
