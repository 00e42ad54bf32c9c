import Autodiff
import Classification
import Networks
import Tensors
import Testing
import Widths

/// Rounding of float32 through some twenty layers; a wrong term in a formula is off by at least a hundredth.
private let rounding = 2e-5
/// The same for sums of second derivatives, which scatter more.
private let secondOrderRounding = 2e-4

@Suite struct PassesTests {
    @Test(arguments: Case.all) func evaluationAgreesWithTheReference(_ example: Case) throws {
        let model = try example.net.classifier(example.parameters, image: example.image, classes: 10, on: Widths.team(threads: 2)),
            images = example.images
        let reference = example.reference, cotangent = (0..<example.batch * 10).map { Float($0 % 7) - 3 }
        try model.differentiate(images) { logits, pullback in
            #expect(distance(logits.values, reference.logits(array(images), .evaluation)) < rounding)
            let gradient = try pullback(Tensor(shape: logits.shape, values: cotangent))
            #expect(distance(gradient.values, reference.imagePullback(array(images), cotangent: cotangent.map(Double.init), .evaluation)) < rounding)
        }
        #expect(distance(try model.logits(images).values, reference.logits(array(images), .evaluation)) < rounding)
    }

    @Test(arguments: Case.all) func forwardAndAdjointAgreeWithTheReference(_ example: Case) throws {
        let net = try example.net.trainable(example.parameters, image: example.image, classes: 10, batch: example.batch, on: Widths.team(threads: 2))
        let images = example.images, reference = example.reference
        let logits = net.forward(images, slot: 0, updateRunningStatistics: true)
        #expect(distance(logits.values, reference.logits(array(images), .training)) < rounding)
        let moved = net.variables.parameters
        for statistic in reference.runningStatistics(after: array(images)) {
            let mine = try #require(moved[statistic.name])
            #expect(distance(mine.values, statistic.values) < rounding, "\(statistic.name)")
        }
        let cotangent = Loss.crossEntropy(logits, example.labels).cotangent
        let gradient = try #require(net.adjoint(cotangent, slot: 0, images: true, gradients: .none, keep: false))
        #expect(distance(gradient.values, reference.imageGradient(array(images), example.labels, .training)) < rounding)

        let mean = Tensor(shape: cotangent.shape, values: cotangent.values.map { $0 / Float(example.batch) })
        _ = net.adjoint(mean, slot: 0, images: false, gradients: .store, keep: false)
        try compare(net.variables.gradients, reference.meanLoss(array(images), example.labels).gradient, rounding)
        _ = net.adjoint(mean, slot: 0, images: true, gradients: .accumulate, keep: false)
        let doubled = reference.meanLoss(array(images), example.labels).gradient.map {
            NamedArray($0.name, shape: $0.shape, values: $0.values.map { 2 * $0 })
        }
        try compare(net.variables.gradients, doubled, rounding)
    }

    @Test(arguments: Case.all) func tangentIsTheDerivativeAndSecondAdjointTheGradientOfThePenalty(_ example: Case) throws {
        let net = try example.net.trainable(example.parameters, image: example.image, classes: 10, batch: example.batch, on: Widths.team(threads: 2))
        let images = example.images, N = example.batch, weights = (0..<N).map { Float($0 + 1) / 10 }
        let logits = net.forward(images, slot: 0, updateRunningStatistics: false), cotangent = Loss.crossEntropy(logits, example.labels).cotangent
        var direction = try #require(net.adjoint(cotangent, slot: 0, images: true, gradients: .none, keep: true)), penalty = 0.0
        for n in 0..<N {
            let size = Norm.l2(direction[n])
            penalty += Double(weights[n]) * Double(size)
            direction[n] = direction[n].map { $0 / size * weights[n] }
        }
        let tangent = net.tangent(direction)
        let along = zip(tangent.values, cotangent.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(abs(along - penalty) < rounding * abs(penalty))

        var primal = cotangent
        for n in 0..<N {
            let p = softmax(logits[n]), mean = (0..<10).reduce(Float(0)) { $0 + p[$1] * tangent[n][$1] }
            for k in 0..<10 { primal.values[n * 10 + k] = p[k] * (tangent[n][k] - mean) + cotangent[n][k] / Float(N) }
        }
        net.secondAdjoint(primal)
        let expected = example.reference.objective(array(images), example.labels, .euclideanNorm, weights: weights.map(Double.init))
        try compare(net.variables.gradients, expected.gradient, secondOrderRounding)
    }

    private func compare(_ mine: Parameters, _ reference: [NamedArray<Double>], _ tolerance: Double) throws {
        #expect(Set(mine.names) == Set(reference.map(\.name)))
        let size = reference.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1 * $1 } }.squareRoot()
        for expected in reference {
            let values = try #require(mine[expected.name]).values
            let difference = zip(values, expected.values).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }.squareRoot()
            let own = expected.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(difference < tolerance * max(own, size / 30), "\(expected.name): \(difference) of \(own)")
        }
    }
}
