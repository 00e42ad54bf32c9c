// Decoupled direction and norm (Rony et al. 2019, arXiv:1811.09600, algorithm 1): steepest ascent on the cross-entropy in l2. Each step ends on a
// sphere around the image, whose radius shrinks by a share gamma where the model errs and grows by it elsewhere:
//   d += step g / ||g||_2;  radius *= 1 -+ gamma;  x' = box(x + radius d / ||d||_2);  d = x' - x.
// The last equation is from the authors' code; the printed algorithm does not project d. The step falls from `stepSize` to `finalStepSize` along a
// cosine. The settings are the paper's; its rounding to 8 bits is left out.

public import Classification
public import Declarations
public import Tensors
import ElementaryFunctions

/// Ascent on a sphere whose radius follows the boundary, in l2.
public struct DDN: MinimumNormAttack {
    /// Gradient steps, 1 to 100,000.
    public var steps = 100
    /// The initial radius, 1e-6 to 1e6.
    public var initialRadius = Fraction(1)
    /// The share by which the radius changes in a step, 1e-6 to below 1.
    public var gamma = Fraction(5, 100)
    /// The initial step size, 1e-6 to 1000.
    public var stepSize = Fraction(1)
    /// The final step size, 1e-6 to 1000.
    public var finalStepSize = Fraction(1, 100)
    /// The loss whose gradient the steps follow.
    public var loss = Loss.crossEntropy
    /// The direction where the gradient is zero.
    public var zeroGradient = ZeroGradient.followMargin
    /// The settings of the paper, with 100 steps.
    public init() {}
    /// The l2 norm.
    public var norm: Norm { .l2 }
    /// Two per step, and a final check.
    public var passes: Double { 2 * Double(steps) + 1 }

    /// Throws `Invalid` for a setting out of range.
    public func validate() throws {
        try (1...100_000).check("steps", steps)
        try (1e-6...1e6).check("initialRadius", initialRadius)
        if !(gamma.value >= 1e-6 && gamma.value < 1) { throw Invalid("gamma", expected: "a number from 1e-6 to below 1") }
        try (1e-6...1000).check("stepSize", stepSize)
        try (1e-6...1000).check("finalStepSize", finalStepSize)
    }

    /// The nearest success of all steps, for each image. Throws `NotANumber`, and `TooFewClasses` where the loss is not defined.
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        try Aim(loss: loss).check(classes: model.classes)
        var best = Adversarials(batch), active = Array(0..<batch.count), points = batch.images
        let diameter = Double(norm.diameter(of: points.stride))
        var radii = active.map { _ in min(initialRadius.value, diameter) }
        for step in 0...steps where !active.isEmpty {
            let (reached, gradient) = try ask(model, batch, active, points, isFirst: step == 0, gradient: step < steps, &best)
            if step == 0 {  // images that are already misclassified leave
                let kept = active.filter { !reached[$0] }
                (active, points) = (kept, points.rows(kept))
            }
            guard let gradient, step < steps else { break }
            let share = (1 + Elementary.cos(Double.pi * Double(step) / Double(steps))) / 2
            let size = Float(finalStepSize.value + (stepSize.value - finalStepSize.value) * share)
            for (row, n) in active.enumerated() {
                let slope = gradient[step == 0 ? n : row], length = Norm.l2(slope), image = batch.images[n]
                guard length.isFinite else { throw NotANumber("gradient", sample: batch.samples[n]) }
                radii[n] = min(radii[n] * (step > 0 && reached[row] ? 1 - gamma.value : 1 + gamma.value), diameter)
                let move = zip(zip(points[row], image), slope).map { $0.0 - $0.1 + (length > 0 ? size * $1 / length : 0) }, reach = Norm.l2(move)
                let scale = reach > 0 ? Float(radii[n]) / reach : 0
                points[row] = zip(image, move).map { min(max($0 + scale * $1, 0), 1) }
            }
        }
        best.countFailures()
        return best
    }

    /// One query for each active image. Returns where the model errs and, if wanted, the direction [active, H, W, C].
    private func ask(
        _ model: some DifferentiableClassifier, _ batch: LabelledImages, _ active: [Int], _ points: Tensor, isFirst: Bool, gradient wanted: Bool,
        _ best: inout Adversarials
    ) throws -> (reached: [Bool], gradient: Tensor?) {
        let labels = active.map { batch.labels[$0] }
        return try model.differentiate(points) { logits, pullback in
            let predicted = try logits.predictions(samples: active.map { batch.samples[$0] }), reached = zip(predicted, labels).map { $0 != $1 }
            if isFirst { try best.ask(of: batch, logits, Aim(loss: loss)) } else { best.look(active, at: points, reached: reached, batch, norm) }
            if !wanted { return (reached, nil) }
            var gradient = try pullback(loss(logits, labels).cotangent)
            let standing = active.indices.filter { !reached[$0] }
            for row in try zeroGradient.replace(&gradient, standing, of: loss, logits, labels, pullback) { best.zeroGradients[active[row]] += 1 }
            return (reached, gradient)
        }
    }
}
