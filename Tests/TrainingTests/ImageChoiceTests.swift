import Classification
import Declarations
import ElementaryFunctions
import Networks
import Tensors
import Testing
import Training
import Widths

/// Losses are of order 1, and their rounding error, 1e-7, is divided by the step 1/100.
private let differencesRounding = 1e-4

/// The image of a Lipschitz term with finite differences, chosen by their estimate or by the norm of the gradient.
@Suite struct ImageChoiceTests {
    /// A net on batches of numbers x_i whose loss at label 0 is l_i = 2 + a_i (x_i - mean x): images interact, as in batch normalisation.
    final class Centred: TrainableNetwork {
        let variables: Variables
        private var x: [[Float]] = [[], []], losses: [[Float]] = [[], []]
        init(_ a: [Float]) { variables = Variables(Parameters(names: ["a"], tensors: [Tensor(shape: [a.count], values: a)])) }
        private var a: [Float] { variables.all[0].value.values }
        private func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }

        func packWeights() {}
        /// Logits (0, log(e^l - 1)), whose cross-entropy is l.
        func forward(_ images: Tensor, slot: Int, updateRunningStatistics: Bool) -> Tensor {
            x[slot] = images.values.map { $0 - mean(images.values) }
            losses[slot] = zip(a, x[slot]).map { 2 + $0 * $1 }
            return Tensor(shape: [images.count, 2], values: losses[slot].flatMap { [0, Float(Elementary.log(Elementary.exp(Double($0)) - 1))] })
        }
        func adjoint(_ cotangent: Tensor, slot: Int, images: Bool, gradients: GradientUse, keep: Bool) -> Tensor? {
            let g = losses[slot].indices.map { cotangent[$0][1] / (1 - Float(Elementary.exp(Double(-losses[slot][$0])))) }  // of the losses
            if gradients != .none {
                for n in g.indices {
                    let old = gradients == .accumulate ? variables.all[0].gradient.floats[n] : 0
                    variables.all[0].gradient.floats[n] = old + g[n] * x[slot][n]
                }
            }
            let products = zip(a, g).map { $0 * $1 }
            return images ? Tensor(shape: [g.count, 1, 1, 1], values: products.map { $0 - mean(products) }) : nil
        }
        func tangent(_ direction: Tensor) -> Tensor { direction }
        func secondAdjoint(_ cotangent: Tensor) {}
    }

    private func penalty(_ choice: ImageChoice, _ weight: Float = 1) -> Lipschitz {
        var penalty = lipschitz(weight)
        penalty.choice = choice
        return penalty
    }

    /// g_i = a_i - mean a, both of norm 1; the estimates are -1 and 3.
    @Test(arguments: [(ImageChoice.estimate, 3.0, [0.0, 1.0]), (.gradient, 1, [-0.5, 0.5])])
    func imagesThatSeeOneAnother(_ choice: ImageChoice, _ value: Double, _ slope: [Double]) throws {
        let net = Centred([1, 3]), x: [Float] = [0.25, 0.75]
        let batch = LabelledImages(images: Tensor(shape: [2, 1, 1, 1], values: x), labels: [0, 0], samples: [0, 1])
        let values = try Objective(penalties: [penalty(choice)], method: differences(Fraction(1, 10)))(net, batch) {
            throw Invalid("", expected: "asked for")
        }
        #expect(abs(values.penalty - value) < 1e-5, "\(values.penalty)")
        // The mean loss has the slope (x_i - mean x) / 2 in a_i; the penalty has that of its difference quotient.
        for (n, (mine, mean)) in zip(net.variables.all[0].gradient.values, [-0.125, 0.125]).enumerated() {
            #expect(abs(Double(mine) - mean - slope[n]) < 1e-5, "d/da_\(n): \(mine)")
        }
    }

    /// Without batch normalisation both choices give the same objective.
    @Test func theyAgreeInANetWithoutBatchNormalisation() throws {
        var perceptron = MLP()
        perceptron.hidden = [16]
        let batch = Subject(width: 4, batch: 6, side: 4).images
        let parameters = perceptron.initial(image: [4, 4, 3], classes: 10, RandomSource(seed: 3))
        func run(_ choice: ImageChoice) throws -> (penalty: Double, gradient: [Float]) {
            let net = try perceptron.trainable(parameters, image: [4, 4, 3], classes: 10, batch: 6, on: Widths.team(threads: 1))
            let objective = Objective(penalties: [totalVariation(0.1), penalty(choice)], method: differences(Fraction(1, 100)))
            let values = try objective(net, batch) {
                try perceptron.classifier(parameters, image: [4, 4, 3], classes: 10, on: Widths.team(threads: 1))
            }
            return (values.penalty, net.variables.gradients.tensors.flatMap(\.values))
        }
        let (estimate, gradient) = (try run(.estimate), try run(.gradient))
        #expect(estimate.penalty > 0.01 && abs(estimate.penalty - gradient.penalty) < differencesRounding, "\(estimate.penalty), \(gradient.penalty)")
        for (a, b) in zip(estimate.gradient, gradient.gradient) { #expect(abs(a - b) < Float(differencesRounding)) }
    }

    /// With batch normalisation the choice by the gradient is the exact method's objective, up to the step.
    @Test func theChoiceByTheGradientIsThatOfDoubleBackpropagation() throws {
        let subject = Subject(width: 8, batch: 6, side: 8), batch = subject.images
        func run(_ method: any PenaltyGradient) throws -> Double {
            let objective = Objective(penalties: [penalty(.gradient)], method: method)
            return try objective(subject.trainable(on: Widths.team(threads: 1)), batch) {
                try subject.classifier(subject.parameters, on: Widths.team(threads: 1))
            }.penalty
        }
        let exact = try run(DoubleBackpropagation()), estimate = try run(differences(Fraction(1, 1000)))
        #expect(abs(estimate - exact) < 0.02 * exact, "\(estimate), exactly \(exact)")  // curvature over a step of 1/1000
    }

    /// Neither option changes the key of a declaration that does not use it.
    @Test func defaultsStayOutOfKeys() throws {
        let key = try Tree(of: Lipschitz(), .key)
        #expect(key["scale"] == nil && key["choice"] == nil)
        #expect(try Tree(of: penalty(.gradient), .key)["choice"] != nil)
    }
}
