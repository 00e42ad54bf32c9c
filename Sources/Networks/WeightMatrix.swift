public import Tensors

/// A convolution or linear layer of a net as the paper's "weight matrix": the name of its weights, and the feature map that it acts on.
public struct WeightMatrix: Sendable, Equatable {
    /// The name of its weights in a weight file.
    public let name: String
    let shape: ConvolutionShape
    /// The names of the scale and the variance of the batch normalisation that follows, if any.
    let scale: String?, variance: String?

    init(_ name: String, _ shape: ConvolutionShape, scale: String? = nil, variance: String? = nil) {
        (self.name, self.shape, self.scale, self.variance) = (name, shape, scale, variance)
    }

    /// A linear layer: 1 x 1 taps on a map of one pixel.
    init(linear name: String, inputs: Int, outputs: Int, variance: String? = nil) {
        self.init(name, ConvolutionShape(inputs: inputs, outputs: outputs, kernel: 1, height: 1, width: 1), variance: variance)
    }

    /// The number of input channels.
    public var inputs: Int { shape.inputs }
    /// The number of output channels.
    public var outputs: Int { shape.outputs }
    /// The side of the kernel, in taps.
    public var kernel: Int { shape.kernel }
    /// The number of groups, which share no channels.
    public var groups: Int { shape.groups }
    /// The height of its feature map.
    public var height: Int { shape.height }
    /// The width of its feature map.
    public var width: Int { shape.width }

    /// Its linear map, without bias.
    /// - Parameter normalised: scaled by the batch normalisation that follows, if any, in evaluation mode.
    /// - Throws: `ParameterMismatch` for parameters without its weights.
    public func map(_ parameters: Parameters, normalised: Bool, on team: Team) throws -> ConvolutionMap {
        guard let weights = parameters[name]?.values, weights.count == shape.weights.reduce(1, *) else {
            throw ParameterMismatch(mistakes: ["parameter \(name) of \(shape.weights.reduce(1, *)) numbers is missing"])
        }
        let factors = normalised ? variance.map { parameters.normalisationFactors(scale: scale, variance: $0) } ?? [] : []
        return ConvolutionMap(shape, weights: weights.map(Double.init), factors: factors, on: team)
    }
}

extension ResNeXt {
    /// The convolutions in the order in which they run, and the linear layer.
    public func weightMatrices(image: [Int], classes: Int) throws -> [WeightMatrix] {
        try check(image)
        let convolutions = ResNeXtPlan(self, image: image).units.map {
            WeightMatrix($0.names.weight, $0.shape, scale: $0.names.scale, variance: $0.names.runningVariance)
        }
        let variance = output.normalisation.map { "\($0).running_var" }
        return convolutions + [WeightMatrix(linear: "head.weight", inputs: 4 * width, outputs: classes, variance: variance)]
    }
}

extension MLP {
    /// The linear layers in the order in which they run.
    public func weightMatrices(image: [Int], classes: Int) -> [WeightMatrix] {
        DenseNetwork.weightMatrices([image.reduce(1, *)] + hidden + [classes])
    }
}

extension Linear {
    /// The linear layer.
    public func weightMatrices(image: [Int], classes: Int) -> [WeightMatrix] { DenseNetwork.weightMatrices([image.reduce(1, *), classes]) }
}

extension DenseNetwork {
    fileprivate static func weightMatrices(_ widths: [Int]) -> [WeightMatrix] {
        zip(widths, widths.dropFirst()).enumerated().map { WeightMatrix(linear: "layers.\($0).weight", inputs: $1.0, outputs: $1.1) }
    }
}
