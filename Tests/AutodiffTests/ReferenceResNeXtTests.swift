import Autodiff
import Testing

/// The reference nets against naive formulas and central differences, in Double.
struct ReferenceResNeXtTests {
    /// Central differences at this step; a ReLU kink between the three points shows as a jump between the one-sided slopes.
    private static let step = 1e-5
    private static let oneSided = 1e-2
    /// The remaining error of a difference at that step: step^2, and rounding / step.
    private static let difference = 1e-6

    @Test(arguments: SmallNet.variants)
    func logitsAreThoseOfTheNaiveNet(_ small: SmallNet) {
        for mode in [ReferenceMode.training, .evaluation] {
            #expect(deviation(small.net.logits(small.images, mode), naiveLogits(small, mode).values) < Tolerance.rounding)
        }
    }

    @Test(arguments: SmallNet.variants)
    func imageGradientIsTheDifferenceOfTheLosses(_ small: SmallNet) {
        for mode in [ReferenceMode.training, .evaluation] {
            let gradient = small.net.imageGradient(small.images, small.labels, mode)
            for element in stride(from: 0, to: gradient.count, by: max(1, gradient.count / 7)) {
                expectSlope(gradient[element], "\(mode) \(element)") { h in
                    var images = small.images
                    images.values[element] += h
                    return small.net.losses(images, small.labels, mode).reduce(0, +)
                }
            }
        }
    }

    enum Kind: CaseIterable { case plain, euclideanNorm, directional, finiteDifferences }

    @Test(arguments: SmallNet.variants, Kind.allCases)
    func weightGradientIsTheDifferenceOfTheObjective(_ small: SmallNet, _ kind: Kind) {
        let penalty: ReferencePenalty<Double> =
            switch kind {
            case .plain, .euclideanNorm: .euclideanNorm
            case .directional: .directional(small.directions)
            case .finiteDifferences: .finiteDifferences(step: 1e-3, small.directions)
            }
        let weights = kind == .plain ? [] : small.penaltyWeights
        let exact = small.net.objective(small.images, small.labels, penalty, weights: weights)
        for (index, parameter) in small.net.parameters.enumerated() {
            guard let gradient = exact.gradient.first(where: { $0.name == parameter.name }) else {
                #expect(parameter.name.contains(".running_"))
                continue
            }
            // One element of each parameter, at varying places.
            let element = (7 * index + 3) % parameter.values.count
            expectSlope(gradient.values[element], "\(parameter.name) \(element)") { h in
                var parameters = small.net.parameters
                parameters[index].values[element] += h
                let net = ReferenceResNeXt(small.net.family, parameters: parameters)
                return net.objectiveValue(small.images, small.labels, penalty, weights: weights)
            }
        }
    }

    /// The slope is the difference quotient, since seeds and step were chosen so that the three points are on one smooth piece.
    private func expectSlope(_ slope: Double, _ place: String, _ f: (Double) -> Double) {
        let (before, here, after) = (f(-Self.step), f(0), f(Self.step))
        let (left, right) = ((here - before) / Self.step, (after - here) / Self.step)
        #expect(abs(left - right) < Self.oneSided * max(1, abs(slope)), "a kink at \(place)")
        #expect(abs((left + right) / 2 - slope) < Self.difference * max(1, abs(slope)), "\(place)")
    }

    @Test(arguments: SmallNet.variants)
    func penaltiesAreWhatTheySay(_ small: SmallNet) {
        let gradient = small.net.imageGradient(small.images, small.labels, .training)
        let stride = gradient.count / small.labels.count
        let norms = small.labels.indices.map { gradient[$0 * stride..<($0 + 1) * stride].reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let losses = small.net.losses(small.images, small.labels, .training)
        let exact = small.net.objective(small.images, small.labels, .euclideanNorm, weights: small.penaltyWeights)
        #expect(deviation(exact.penalties, norms) < Tolerance.rounding)
        #expect(deviation(exact.losses, losses) < Tolerance.rounding)
        let expected = losses.reduce(0, +) / Double(losses.count) + zip(small.penaltyWeights, norms).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(deviation([exact.value], [expected]) < Tolerance.rounding)

        // At the unit gradient the derivative of the norm is the one with the direction held constant.
        let directional = small.net.objective(small.images, small.labels, .directional(small.directions), weights: small.penaltyWeights)
        let scale = 10.0  // sums of a few thousand products on either side
        for (a, b) in zip(exact.gradient, directional.gradient) { #expect(deviation(a.values, b.values) < scale * Tolerance.rounding) }
    }

    @Test func finiteDifferencesTendToTheDirectionalPenalty() {
        // The difference moves every image of the batch at once, so the limit holds for the sum of the penalties, not for each of them.
        let small = SmallNet.variants[0]
        let ones = Array(repeating: 1.0, count: small.labels.count)
        let directional = small.net.objective(small.images, small.labels, .directional(small.directions), weights: ones)
        let differences = small.net.objective(
            small.images, small.labels, .finiteDifferences(step: 1e-6, small.directions), weights: ones)
        let (limit, sum) = (directional.penalties.reduce(0, +), differences.penalties.reduce(0, +))
        let firstOrder = 1e-4  // step times curvature, rounding / step
        #expect(deviation([sum], [limit]) < firstOrder)
        for (a, b) in zip(differences.gradient, directional.gradient) { #expect(deviation(a.values, b.values) < firstOrder) }
    }

    @Test(arguments: SmallNet.variants)
    func evaluationOfAnImageIgnoresItsBatch(_ small: SmallNet) {
        let (count, classes) = (small.labels.count, small.net.family.classes)
        let stride = small.images.values.count / count
        let together = small.net.logits(small.images, .evaluation)
        for i in 0..<count {
            let alone = NamedArray("image", shape: [1] + small.images.shape[1...], values: Array(small.images.values[i * stride..<(i + 1) * stride]))
            #expect(small.net.logits(alone, .evaluation) == Array(together[i * classes..<(i + 1) * classes]))
        }
    }

    @Test(arguments: SmallNet.variants)
    func pullbackOfTheSoftmaxErrorIsTheImageGradient(_ small: SmallNet) {
        let classes = small.net.family.classes
        for mode in [ReferenceMode.training, .evaluation] {
            let logits = small.net.logits(small.images, mode)
            let cotangent = small.labels.indices.flatMap { i in
                let exponentials = logits[i * classes..<(i + 1) * classes].map(Double.exp)
                let total = exponentials.reduce(0, +)
                return (0..<classes).map { exponentials[$0] / total - ($0 == small.labels[i] ? 1 : 0) }
            }
            let found = small.net.imagePullback(small.images, cotangent: cotangent, mode)
            #expect(deviation(found, small.net.imageGradient(small.images, small.labels, mode)) < Tolerance.rounding)
        }
    }

    @Test func singlePrecisionFollowsDouble() {
        let small = SmallNet.variants[0]
        let net = ReferenceResNeXt<Float>(
            small.net.family, parameters: small.net.parameters.map { NamedArray($0.name, shape: $0.shape, values: $0.values.map { Float($0) }) })
        let images = NamedArray("images", shape: small.images.shape, values: small.images.values.map { Float($0) })
        let single = net.objective(images, small.labels, .euclideanNorm, weights: small.penaltyWeights.map { Float($0) })
        let double = small.net.objective(small.images, small.labels, .euclideanNorm, weights: small.penaltyWeights)
        for (a, b) in zip(single.gradient, double.gradient) {
            #expect(deviation(a.values.map { Double($0) }, b.values) < Tolerance.singlePrecision, "\(a.name)")
        }
    }

    @Test func doubleBackpropagationIsFastEnoughForTests() {
        let small = SmallNet("speed", ResNeXtFamily(blocks: 1, width: 8), images: 4, size: 8, seed: 1)
        let elapsed = ContinuousClock().measure {
            _ = small.net.objective(small.images, small.labels, .euclideanNorm, weights: small.penaltyWeights)
        }
        #expect(elapsed < .seconds(2))
    }
}
