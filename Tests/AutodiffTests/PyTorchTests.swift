import Autodiff
import Foundation
import Testing

/// The reference nets against PyTorch in float64: the numbers in PyTorch/golden.json, written by the script next to
/// it.
struct PyTorchTests {
    struct Golden: Decodable, CustomTestStringConvertible {
        struct Family: Decodable {
            let blocks, width, branches, classes: Int
            let normalisedOutput, tanhOutput: Bool
            enum CodingKeys: String, CodingKey {
                case blocks, width, branches, classes
                case normalisedOutput = "normalised_output"
                case tanhOutput = "tanh_output"
            }
        }
        let seed: UInt64
        let images, size: Int
        let family: Family
        let names: [String]
        let shapes: [[Int]]
        let evaluationLogits, trainingLogits, running, norms: [Double]
        /// By parameter: the Euclidean norm of its gradient, and its inner product with the probe.
        let plain, doubleBackpropagation, finiteDifferences: [String: [Double]]

        var testDescription: String { "seed \(seed)" }

        var small: SmallNet {
            var family = ResNeXtFamily(blocks: family.blocks, width: family.width, branches: family.branches)
            family.classes = self.family.classes
            (family.normalisedOutput, family.tanhOutput) = (self.family.normalisedOutput, self.family.tanhOutput)
            return SmallNet("seed \(seed)", family, images: images, size: size, seed: seed)
        }
    }

    static let goldens: [Golden] = {
        let file = Bundle.module.url(forResource: "golden", withExtension: "json", subdirectory: "PyTorch")!
        return try! JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    }()
    /// Two programs in Double with different orders of summation, division by small variances, and second derivatives.
    private static let doubles = 1e-9
    /// As above, divided by the step of the finite differences.
    private static let differences = 1e-7

    @Test(arguments: goldens) func namesAndShapesAreThoseOfTheModule(_ golden: Golden) {
        let parameters = golden.small.net.parameters
        #expect(parameters.map(\.name) == golden.names && parameters.map(\.shape) == golden.shapes)
    }

    @Test(arguments: goldens) func forwardPassesAndStatistics(_ golden: Golden) {
        let small = golden.small
        #expect(deviation(small.net.logits(small.images, .evaluation), golden.evaluationLogits) < Self.doubles)
        #expect(deviation(small.net.logits(small.images, .training), golden.trainingLogits) < Self.doubles)
        let running = small.net.runningStatistics(after: small.images)
        #expect(running.map(\.name) == golden.names.filter { $0.contains("running_") })
        #expect(deviation(running.flatMap(\.values), golden.running) < Self.doubles)
    }

    @Test(arguments: goldens) func gradientsToSecondOrder(_ golden: Golden) {
        let small = golden.small
        let (images, labels, weights) = (small.images, small.labels, small.penaltyWeights)
        let exact = small.net.objective(images, labels, .euclideanNorm, weights: weights)
        let differences = small.net.objective(images, labels, .finiteDifferences(step: 1e-3, small.directions), weights: weights)
        #expect(deviation(exact.penalties, golden.norms) < Self.doubles)
        expect(small.net.meanLoss(images, labels), golden.plain, small, Self.doubles)
        expect(exact, golden.doubleBackpropagation, small, Self.doubles)
        expect(differences, golden.finiteDifferences, small, Self.differences)
    }

    private func expect(_ found: ReferenceObjective<Double>, _ golden: [String: [Double]], _ small: SmallNet, _ tolerance: Double) {
        #expect(Set(found.gradient.map(\.name)) == Set(golden.keys))
        for gradient in found.gradient {
            let norm = gradient.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let product = zip(gradient.values, small.probes[gradient.name]!).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(deviation([norm, product], golden[gradient.name]!) < tolerance, "\(gradient.name)")
        }
    }
}
