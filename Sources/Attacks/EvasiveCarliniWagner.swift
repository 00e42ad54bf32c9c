// An attack on a detector that rejects images with a large gradient (Finlay et al. 2019, section on detection): Carlini and Wagner's, targeted at the
// second most likely class t, with a penalty on the squared norm of the loss's gradient,
//   min_d ||d||_2^2 + c max(max_{k != t} z_k - z_t, -confidence) + weight ||grad_x l(x + d)||_2^2.
// The penalty's gradient is exact, 2 H g by a tangent pass and a pullback. The paper prints neither the weight nor the label of l: here it is the
// target, the class that the detector would see, unless `penalised` says otherwise. The success with the least ||d||^2 + penalty is reported, which
// need not be the nearest. A weight of 0 with a confidence is the high-confidence attack, the control for detectors.

public import Classification
public import Declarations
public import Tensors

/// Carlini and Wagner's l2 attack, targeted at the second most likely class, with a penalty on large gradients to evade a detector.
public struct EvasiveCarliniWagner: MinimumNormAttack {
    /// The number of values of c, 1 to 100, each tried from the original image.
    public var searches = 5
    /// Steps of Adam for each, 1 to 100,000.
    public var steps = 1000
    /// The learning rate of Adam in tanh space, 1e-6 to 100.
    public var learningRate = Fraction(5, 1000)
    /// The first c, 1e-9 to 1e9; multiplied by 10, up to 1e10, until one works, then bisected.
    public var initialConstant = Fraction(1, 100)
    /// Stops a search whose loss no longer falls.
    public var abortEarly = true
    /// The weight of ||grad_x l||_2^2 against ||d||_2^2, 0 to 1e6.
    public var weight = Fraction(1, 100)
    /// The label of the loss whose gradient is penalised.
    public var penalised = Penalised.target
    /// The lead in logits, 0 to 1e6, that the target must have for a success.
    public var confidence = Fraction(0)

    /// A label for the penalised loss.
    public enum Penalised: String, Codable, Sendable, CaseIterable {
        /// The class that the attack steers to.
        case target
        /// The image's own label.
        case label
    }

    /// The settings of `CarliniWagner`, and a weight of 0.01.
    public init() {}
    /// The l2 norm.
    public var norm: Norm { .l2 }
    /// On average about a fifth of the steps are made with early abort, half without; a step with a penalty takes five passes.
    public var passes: Double { (weight.value > 0 ? 5 : 2) * Double(searches) * Double(steps) * (abortEarly ? 0.2 : 0.5) }

    private var search: TanhSearch {
        TanhSearch(searches: searches, steps: steps, learningRate: learningRate, initialConstant: initialConstant, abortEarly: abortEarly)
    }

    /// Throws `Invalid` for a setting out of range.
    public func validate() throws {
        try search.validate()
        try (0...1e6).check("weight", weight)
        try (0...1e6).check("confidence", confidence)
    }

    /// The success with the least sum of squared distance and penalty, for each image. Throws `NotANumber`, and `NoSecondDerivatives` for a model
    /// that is not a `TwiceDifferentiableClassifier`.
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        guard let model = model as? any TwiceDifferentiableClassifier else { throw NoSecondDerivatives() }
        return try attack(model, batch)
    }

    private func attack(_ model: some TwiceDifferentiableClassifier, _ batch: LabelledImages) throws -> Adversarials {
        let aim = Aim(loss: .margin, target: 1, goal: .reachTarget)
        var best = try Adversarials(asTheyAre: batch, to: model, aim: aim)
        guard let targets = best.targets else { return best }
        try search(batch, &best) { points, rows, constants in
            try answer(model, points, batch.rows(rows), rows.map { targets[$0] }, aim, constants)
        }
        return best
    }

    /// One query for each point [rows, H, W, C].
    private func answer(
        _ model: some TwiceDifferentiableClassifier, _ points: Tensor, _ asked: LabelledImages, _ targets: [Int], _ aim: Aim, _ constants: [Float]
    ) throws -> TanhSearch.Answer {
        try model.differentiateTwice(points) { logits, pullback, derivative in
            let predicted = try logits.predictions(samples: asked.samples)
            var (margins, cotangent) = aim.margins(logits, asked.labels, targets)
            let reached = predicted.indices.map { predicted[$0] == targets[$0] && -margins[$0] >= confidence.float }
            for n in predicted.indices {
                let isFlat = margins[n] <= -confidence.float
                if isFlat { margins[n] = -confidence.float }
                cotangent[n] = cotangent[n].map { isFlat ? 0 : constants[n] * $0 }
            }
            var gradient = try pullback(cotangent), penalties = predicted.map { _ in 0.0 }
            if weight.value > 0 {
                let loss = Loss.crossEntropy(logits, penalised == .target ? targets : asked.labels).cotangent, slope = try pullback(loss)
                let bend = try derivative(slope, loss) { Loss.crossEntropyChange(logits, along: $0) }
                for n in predicted.indices { penalties[n] = weight.value * slope[n].reduce(0) { $0 + Double($1) * Double($1) } }
                for j in gradient.values.indices { gradient.values[j] += 2 * weight.float * bend.values[j] }
            }
            // A NaN penalty would end the search silently.
            for n in predicted.indices where !Norm.linf(gradient[n]).isFinite || !penalties[n].isFinite {
                throw NotANumber("gradient", sample: asked.samples[n])
            }
            return TanhSearch.Answer(
                reached: reached, losses: predicted.indices.map { Double(constants[$0] * margins[$0]) + penalties[$0] }, penalties: penalties,
                gradient: gradient, factors: predicted.map { _ in 1 })
        }
    }
}
