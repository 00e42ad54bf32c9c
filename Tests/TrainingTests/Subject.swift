import Autodiff
import Classification
import Declarations
import Networks
import Tensors
import Training

/// A small net with arbitrary weights and statistics, a batch, and the float64 reference of the net.
struct Subject: Sendable, CustomStringConvertible {
    var net = ResNeXt(), batch: Int, side: Int
    var description: String { "\(net.blocks) blocks, width \(net.width), \(net.output), \(batch) x \(side)" }

    init(blocks: Int = 1, width: Int, output: ResNeXt.Output = .plain, batch: Int, side: Int) {
        (net.blocks, net.width, net.output) = (blocks, width, output)
        (self.batch, self.side) = (batch, side)
    }

    var image: [Int] { [side, side, 3] }

    var parameters: Parameters {
        get throws {
            var parameters = try net.initial(image: image, classes: 10, RandomSource(seed: 5))
            var stream = RandomSource(seed: 11)("statistics").stream(sample: 0)
            for (index, name) in parameters.names.enumerated() {
                let (low, high): (Float, Float)
                switch name {
                case _ where name.hasSuffix("running_mean"): (low, high) = (-0.1, 0.1)
                case _ where name.hasSuffix("running_var") || name.hasSuffix("scale") || name.hasSuffix("bn0.weight") || name.hasSuffix("bn1.weight"):
                    (low, high) = (0.5, 1.5)
                case _ where name.hasSuffix("bias"): (low, high) = (-0.3, 0.3)
                default: continue
                }
                parameters.tensors[index].values = parameters.tensors[index].values.map { _ in stream.uniform(low, high) }
            }
            return parameters
        }
    }

    var images: LabelledImages {
        var stream = RandomSource(seed: 3)("images").stream(sample: 0)
        let values = (0..<batch * side * side * 3).map { _ in stream.uniform() }
        return LabelledImages(
            images: Tensor(shape: [batch] + image, values: values), labels: (0..<batch).map { $0 * 7 % 10 }, samples: Array(0..<batch))
    }

    var reference: ReferenceResNeXt<Double> {
        get throws {
            var family = ResNeXtFamily(blocks: net.blocks, width: net.width, branches: net.branches)
            (family.normalisedOutput, family.tanhOutput) = (net.output == .normalised, net.output == .tanh)
            let parameters = try parameters
            return ReferenceResNeXt(
                family,
                parameters: zip(parameters.names, parameters.tensors).map { NamedArray($0, shape: $1.shape, values: $1.values.map(Double.init)) })
        }
    }

    func trainable(on team: Team) throws -> any TrainableNetwork {
        try net.trainable(parameters, image: image, classes: 10, batch: batch, on: team)
    }
    func classifier(_ parameters: Parameters, on team: Team) throws -> any DifferentiableClassifier {
        try net.classifier(parameters, image: image, classes: 10, on: team)
    }
}

func totalVariation(_ weight: Float, _ norm: Norm = .l2, _ scaling: TotalVariation.Scaling = .none) -> TotalVariation {
    var penalty = TotalVariation()
    (penalty.weight, penalty.norm, penalty.scaling) = (weight, norm, scaling)
    return penalty
}
func lipschitz(_ weight: Float, _ norm: Norm = .l2, _ scaling: Lipschitz.Scaling = .maximum) -> Lipschitz {
    var penalty = Lipschitz()
    (penalty.weight, penalty.norm, penalty.scaling) = (weight, norm, scaling)
    return penalty
}
func differences(_ h: Fraction, _ direction: FiniteDifferences.Direction = .training) -> FiniteDifferences {
    var method = FiniteDifferences()
    (method.h, method.direction) = (h, direction)
    return method
}
