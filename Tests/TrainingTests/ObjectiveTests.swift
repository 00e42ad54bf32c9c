import Autodiff
import Classification
import Declarations
import Networks
import Tensors
import Testing
import Training
import Widths

/// Rounding of float32 through some twenty layers, to second order.
private let rounding = 2e-4
/// The same for a value or a first derivative.
private let firstOrderRounding = 2e-5

/// The objective of a training step against the tape, which has no passes, folds or shared directions.
@Suite struct ObjectiveTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String, penalties: [any Penalty]
        var subject = Subject(width: 8, batch: 5, side: 8)
    }
    static let examples = [
        Example(testDescription: "no penalty", penalties: []),
        Example(testDescription: "l2 total variation", penalties: [totalVariation(0.3)]),
        Example(testDescription: "l2 total variation and Lipschitz: one direction", penalties: [totalVariation(0.1), lipschitz(0.2)]),
        Example(
            testDescription: "Lipschitz over the batch", penalties: [lipschitz(0.5, .l2, .overBatch)], subject: Subject(width: 4, batch: 3, side: 12)),
        Example(testDescription: "l1 total variation", penalties: [totalVariation(0.02, .l1)]),
        Example(testDescription: "l1 total variation by root pixel", penalties: [totalVariation(0.3, .l1, .unitDirection)]),
        Example(testDescription: "linf total variation", penalties: [totalVariation(2, .linf)]),
        Example(testDescription: "mixed norms", penalties: [lipschitz(0.1, .l2), totalVariation(0.01, .l1), totalVariation(0.1, .l2)]),
        Example(
            testDescription: "tanh output", penalties: [totalVariation(0.3), lipschitz(0.2)],
            subject: Subject(width: 4, output: .tanh, batch: 4, side: 8)),
        Example(
            testDescription: "normalised output", penalties: [totalVariation(0.3)], subject: Subject(width: 4, output: .normalised, batch: 4, side: 8)
        ),
    ]

    @Test(arguments: examples) func doubleBackpropagationIsExact(_ example: Example) throws {
        try check(example, DoubleBackpropagation(), rounding) { reference, images, labels, _, direction, weights in
            reference.objective(images, labels, .directional(direction), weights: weights)
        }
    }

    /// Rounding of the losses and gradients is divided by the step.
    @Test(arguments: examples, [Fraction(1, 10), Fraction(1, 100)]) func finiteDifferencesAreThoseOfTheTape(_ example: Example, _ h: Fraction) throws
    {
        try check(example, differences(h), firstOrderRounding / h.value) { reference, images, labels, _, direction, weights in
            reference.objective(images, labels, .finiteDifferences(step: h.value, direction), weights: weights)
        }
    }

    /// The direction is taken in the declared mode and held constant.
    @Test func directionsOfTheNetInEvaluationMode() throws {
        let example = Self.examples[1], h = Fraction(1, 10)
        try check(example, differences(h, .evaluation), firstOrderRounding / h.value, .evaluation) {
            reference, images, labels, _, direction, weights in
            reference.objective(images, labels, .finiteDifferences(step: h.value, direction), weights: weights)
        }
    }

    /// The objective is a sum, so each penalty's part is what it adds to the mean loss; `part` makes an objective with one penalty.
    private func check(
        _ example: Example, _ method: any PenaltyGradient, _ tolerance: Double, _ mode: ReferenceMode = .training,
        _ part: (ReferenceResNeXt<Double>, NamedArray<Double>, [Int], Norm, [Double], [Double]) -> ReferenceObjective<Double>
    ) throws {
        let subject = example.subject, team = Widths.team(threads: 2), net = try subject.trainable(on: team), batch = subject.images,
            reference = try subject.reference
        let values = try Objective(penalties: example.penalties, method: method)(net, batch) { try subject.classifier(subject.parameters, on: team) }
        let images = NamedArray("images", shape: batch.images.shape, values: batch.images.values.map(Double.init)), D = batch.images.stride
        let plain = reference.meanLoss(images, batch.labels), gradient = reference.imageGradient(images, batch.labels, mode)
        var penalty = 0.0, expected = plain.gradient
        for term in example.penalties {
            let factor = Double(term.factor(D))
            let direction = (0..<batch.count).flatMap { n in steepest(term.norm, Array(gradient[n * D..<(n + 1) * D])).map { $0 * factor } }
            func norms(_ weights: [Double]) -> ReferenceObjective<Double> { part(reference, images, batch.labels, term.norm, direction, weights) }
            let sizes = norms(Array(repeating: 0, count: batch.count)).penalties, weights = try weights(term, sizes), found = norms(weights)
            penalty += zip(weights, sizes).reduce(0) { $0 + $1.0 * $1.1 }
            for index in expected.indices {
                for at in expected[index].values.indices {
                    expected[index].values[at] += found.gradient[index].values[at] - plain.gradient[index].values[at]
                }
            }
        }
        #expect(values.losses.count == batch.count)
        for (mine, loss) in zip(values.losses, plain.losses) { #expect(abs(Double(mine) - loss) < firstOrderRounding * max(1, loss)) }
        #expect(abs(values.penalty - penalty) <= tolerance * abs(penalty), "penalty \(values.penalty), expected \(penalty)")
        let logits = reference.logits(images, .training)
        #expect(values.correct == (0..<batch.count).count { n in (0..<10).allSatisfy { logits[n * 10 + $0] <= logits[n * 10 + batch.labels[n]] } })

        let gradients = net.variables.gradients
        #expect(Set(gradients.names) == Set(expected.map(\.name)))
        let size = expected.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1 * $1 } }.squareRoot()
        for parameter in expected {
            let mine = try #require(gradients[parameter.name]).values, own = parameter.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let error = zip(mine, parameter.values).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }.squareRoot()
            #expect(error < tolerance * max(own, size / 30), "\(parameter.name): \(error) of \(own)")
        }
    }

    /// The weights that the paper gives: eps / N, or lambda (over the batch) on the image with the largest norm.
    private func weights(_ term: any Penalty, _ norms: [Double]) throws -> [Double] {
        let N = Double(norms.count)
        if let variation = term as? TotalVariation { return norms.map { _ in Double(variation.weight) / N } }
        let lipschitz = try #require(term as? Lipschitz), largest = norms.max()
        return norms.map { $0 == largest ? Double(lipschitz.weight) / (lipschitz.scaling == .overBatch ? N : 1) : 0 }
    }

    /// The direction along which a norm grows: its subgradient.
    private func steepest(_ norm: Norm, _ g: [Double]) -> [Double] {
        switch norm {
        case .l2:
            let size = g.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return g.map { $0 / size }
        case .l1: return g.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
        case .linf:
            let largest = g.map(abs).max()
            return g.map { abs($0) == largest ? ($0 < 0 ? -1 : 1) : 0 }
        }
    }

    @Test func weightsOfPenalties() {
        #expect(totalVariation(0.5).weights([3, 1, 4, 1]) == [0.125, 0.125, 0.125, 0.125])
        #expect(lipschitz(0.5).weights([3, 1, 4, 4]) == [0, 0, 0.5, 0])  // the first of the largest
        #expect(lipschitz(0.5, .l2, .overBatch).weights([3, 1, 2, 1]) == [0.125, 0, 0, 0])
        var constant = lipschitz(0.5, .l2, .overBatch)
        constant.scale = Fraction(1, 128)
        for batch in [1, 32, 128] { #expect(constant.weights(Array(repeating: 1, count: batch)).reduce(0, +) == 0.5 / 128, "batch \(batch)") }
        #expect(totalVariation(1).factor(64) == 1 && totalVariation(1, .l1, .unitDirection).factor(64) == 0.125 && lipschitz(1).factor(64) == 1)
    }

    /// Where the gradient vanishes there is no direction, and no NaN.
    @Test(arguments: [differences(Fraction(1, 1000)) as any PenaltyGradient, DoubleBackpropagation()])
    func aVanishingGradientAddsNothing(_ method: any PenaltyGradient) throws {
        let linear = Linear(), parameters = Parameters(names: ["layers.0.weight"], tensors: [Tensor(zeros: [10, 48])])
        let net = try linear.trainable(parameters, image: [4, 4, 3], classes: 10, batch: 5, on: Widths.team(threads: 1))
        let batch = Subject(width: 4, batch: 5, side: 4).images
        let values = try Objective(penalties: [totalVariation(1), lipschitz(1)], method: method)(net, batch) {
            try linear.classifier(parameters, image: [4, 4, 3], classes: 10, on: Widths.team(threads: 1))
        }
        #expect(values.penalty == 0 && net.variables.all[0].gradient.values.allSatisfy(\.isFinite))
    }
}
