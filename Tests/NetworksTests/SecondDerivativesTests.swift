import Autodiff
import Classification
import Networks
import Tensors
import Testing
import Widths

/// Rounding of float32 through a forward, an adjoint, a tangent and another adjoint pass; a wrong term in a formula is off by at least a hundredth.
private let rounding = 1e-4

@Suite struct SecondDerivativesTests {
    private func model(_ example: Case, _ team: Team = Widths.team(threads: 2)) throws -> any TwiceDifferentiableClassifier {
        let model = try example.net.classifier(example.parameters, image: example.image, classes: 10, on: team)
        return try #require(model as? any TwiceDifferentiableClassifier)
    }

    /// g = grad_x l and H g, the derivative of the gradient along itself.
    private func curve(_ model: some TwiceDifferentiableClassifier, _ images: Tensor, _ labels: [Int]) throws -> (slope: Tensor, bend: Tensor) {
        try model.differentiateTwice(images) { logits, pullback, derivative in
            let cotangent = Loss.crossEntropy(logits, labels).cotangent, slope = try pullback(cotangent)
            return (slope, try derivative(slope, cotangent) { Loss.crossEntropyChange(logits, along: $0) })
        }
    }

    /// 2 H g is the gradient of the sum of ||grad_x l||_2^2 on the float64 tape, in evaluation mode.
    @Test(arguments: Case.all) func theGradientOfTheSquaredGradientNorm(_ example: Case) throws {
        let (slope, bend) = try curve(model(example), example.images, example.labels)
        let tape = Tape<Double>(), reference = example.reference, images = array(example.images)
        let x = tape.variable(images.values, shape: images.shape)
        let loss = reference.logits(x, reference.variables(on: tape), .evaluation).crossEntropy(example.labels).sum()
        let gradient = tape.gradient(of: loss, withRespectTo: [x])[0]
        let twice = tape.gradient(of: (gradient * gradient).sum(), withRespectTo: [x])[0]
        #expect(distance(slope.values, gradient.values) < rounding)
        #expect(distance(bend.values.map { 2 * $0 }, twice.values) < rounding, "\(distance(bend.values.map { 2 * $0 }, twice.values))")
    }

    /// An image's bits depend on the image and the weights alone.
    @Test(arguments: SameBitsTests.subjects) func sameBitsAloneInABatchAndOnAnyThreads(_ example: Case) throws {
        let all = try curve(model(example, Widths.team(threads: 1)), example.images, example.labels).bend
        for threads in 2...3 {
            #expect(try curve(model(example, Widths.team(threads: threads)), example.images, example.labels).bend == all, "\(threads) threads")
        }
        let shared = try model(example)
        for n in 0..<example.batch {
            #expect(try curve(shared, example.images.rows([n]), [example.labels[n]]).bend[0] == all[n], "image \(n)")
        }
        // Signs are kept in memory that is reused: a pullback between two derivatives changes nothing.
        #expect(try curve(shared, example.images, example.labels).bend == all)
    }

    /// A perceptron with ReLU is piecewise linear: its curvature is the loss's, along the tangent that central differences of the logits give.
    @Test func aPerceptronsCurvatureIsTheLosss() throws {
        var net = MLP()
        net.hidden = [9, 7]
        let image = [2, 2, 3], parameters = net.initial(image: image, classes: 5, RandomSource(seed: 4))
        let made = try net.classifier(parameters, image: image, classes: 5, on: Widths.team(threads: 1))
        let model = try #require(made as? any TwiceDifferentiableClassifier)
        var stream = RandomSource(seed: 8)("images").stream(sample: 0)
        let images = Tensor(shape: [3] + image, values: (0..<36).map { _ in stream.uniform() }), labels = [0, 3, 4]
        func check(_ model: some TwiceDifferentiableClassifier) throws {
            let (slope, bend) = try curve(model, images, labels), h: Float = 1e-2
            func moved(_ sign: Float) throws -> Tensor {
                try model.logits(Tensor(shape: images.shape, values: zip(images.values, slope.values).map { $0 + sign * h * $1 }))
            }
            let (up, down) = (try moved(1), try moved(-1))
            let tangent = Tensor(shape: up.shape, values: zip(up.values, down.values).map { ($0 - $1) / (2 * h) })
            let expected = try model.differentiate(images) { logits, pullback in try pullback(Loss.crossEntropyChange(logits, along: tangent)) }
            #expect(distance(bend.values, expected.values.map(Double.init)) < 1e-3)
        }
        try check(model)
    }
}
