public import Classification
import Declarations
public import Tensors
import ElementaryFunctions

/// The paper's net (ResNeXt-34 is `blocks: 5, width: 32, branches: 2`): a stem, three stages of blocks, average pooling, a linear layer.
///
/// A block of width c with b branches: conv3x3 c -> bc, BN, ReLU, conv3x3 in b groups, BN, mean over the branches, plus the block's input,
/// ReLU. Stages 2 and 3 begin with conv1x1, which doubles the channels, BN, bias, ReLU and 2 x 2 average pooling.
/// Parameters are named and shaped as in PyTorch: `features.N.conv0.weight` [O, I, 3, 3], `features.N.bn0.running_mean`, `head.weight`.
public struct ResNeXt: Architecture {
    /// The layers after the last linear one.
    public enum Output: String, Codable, Sendable, CaseIterable {
        case plain
        /// The linear layer without bias, then batch normalisation without scale, bias, ReLU: the authors' code of 2019.
        case normalised
        /// Batch normalisation without scale, then |t| tanh(z / |t|) with a learned t: the "tanh" layer of their code of 2018.
        case tanh

        var normalisation: String? {
            switch self {
            case .plain: nil
            case .normalised: "head.bn"
            case .tanh: "tanh.bn"
            }
        }
    }
    /// Blocks of each stage, 1...1000.
    public var blocks = 5
    /// Channels of the first stage, a multiple of 4 in 4...4096; the second has twice as many, the third four times.
    public var width = 32
    /// Branches of each block, 1...64.
    public var branches = 2
    // Choice(C2): the paper does not say which output layer its nets have; plain is the default.
    /// The layer after the last linear one.
    public var output = Output.plain
    /// ResNeXt-34 (2x32) with a plain output.
    public init() {}

    /// Throws `Invalid` for a number out of range.
    public func validate() throws {
        if !(1...1000 ~= blocks) { throw Invalid("blocks", expected: "a whole number from 1 to 1000") }
        if !(4...4096 ~= width) || width % 4 != 0 { throw Invalid("width", expected: "a multiple of 4 from 4 to 4096") }
        if !(1...64 ~= branches) { throw Invalid("branches", expected: "a whole number from 1 to 64") }
    }

    /// The net's parameters, and the raw outputs and nodes that training keeps. Throws `Invalid` for images whose sides are not multiples of 4.
    public func size(image: [Int], classes: Int, batch: Int) throws -> NetSize {
        try check(image)
        let plan = ResNeXtPlan(self, image: image), head = classes * (4 * width + 1), outputLayer = output == .plain ? 0 : 2 * classes
        var size = NetSize(parameters: Double(head + outputLayer + (output == .tanh ? 1 : 0)), activations: Double(image.reduce(1, *)))
        for unit in plan.units {
            let weights = unit.shape.weights.reduce(1) { $0 * Double($1) }
            size.parameters += weights + Double(unit.shape.outputs) * (unit.names.scale == nil ? 3 : 4)
            size.activations += Double(unit.shape.outputs) * Double(unit.shape.height * unit.shape.width)
        }
        for node in plan.nodes { size.activations += Double(node.count) }
        size.activations *= Double(batch)
        return size
    }

    /// Weights and biases uniform in +-1/sqrt(fan-in), scales 1, statistics those of a standard normal.
    public func initial(image: [Int], classes: Int, _ random: RandomSource) throws -> Parameters {
        try size(image: image, classes: classes, batch: 1).validate()
        var parameters = Parameters(), plan = 0
        func uniform(_ shape: [Int], fanIn: Int) -> Tensor {
            var stream = random("weights", plan).stream(sample: 0)
            plan += 1
            let bound = 1 / Float(fanIn).squareRoot()
            return Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in stream.uniform(-bound, bound) })
        }
        func constant(_ value: Float, _ count: Int) -> Tensor { Tensor(shape: [count], values: Array(repeating: value, count: count)) }
        for unit in ResNeXtPlan(self, image: image).units {
            let shape = unit.shape, fanIn = shape.groupInputs * shape.kernel * shape.kernel, names = unit.names
            parameters.append(names.weight, uniform(shape.weights, fanIn: fanIn))
            if let scale = names.scale {
                parameters.append(scale, constant(1, shape.outputs))
                parameters.append(names.shift, constant(0, shape.outputs))
            } else {
                parameters.append(names.shift, uniform([shape.outputs], fanIn: fanIn))
            }
            parameters.append(names.runningMean, constant(0, shape.outputs))
            parameters.append(names.runningVariance, constant(1, shape.outputs))
        }
        parameters.append("head.weight", uniform([classes, 4 * width], fanIn: 4 * width))
        parameters.append("head.bias", uniform([classes], fanIn: 4 * width))
        if let name = output.normalisation {
            parameters.append("\(name).running_mean", constant(0, classes))
            parameters.append("\(name).running_var", constant(1, classes))
        }
        if output == .tanh { parameters.append("tanh.scale", constant(1, 1)) }
        return parameters
    }

    /// Multiply-adds of the convolutions in one forward pass over one image [H, W, C].
    public func multiplyAdds(image: [Int]) -> Int { ResNeXtPlan(self, image: image).multiplyAdds }

    func check(_ image: [Int]) throws {
        guard image.count == 3, image[0] % 4 == 0, image[1] % 4 == 0 else {
            throw Invalid("", expected: "for images whose height and width are multiples of 4, not \(image)")
        }
    }

    /// The net in evaluation mode. Throws `ParameterMismatch`, and `Invalid` for images that it cannot take.
    public func classifier(_ parameters: Parameters, image: [Int], classes: Int, on team: Team) throws -> any DifferentiableClassifier {
        let expected = try initial(image: image, classes: classes, RandomSource(seed: 0))
        return ResNeXtClassifier(self, try parameters.matching(expected), image: image, classes: classes, team)
    }

    /// The net in training mode. Throws `ParameterMismatch`, and `Invalid` for images that it cannot take.
    public func trainable(_ parameters: Parameters, image: [Int], classes: Int, batch: Int, on team: Team) throws -> any TrainableNetwork {
        try size(image: image, classes: classes, batch: batch).validate()
        let expected = try initial(image: image, classes: classes, RandomSource(seed: 0))
        return ResNeXtTraining(self, try parameters.matching(expected), image: image, classes: classes, batch: batch, team)
    }
}
