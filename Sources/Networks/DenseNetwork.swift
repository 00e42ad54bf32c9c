public import Classification
public import Tensors
import Declarations

/// A perceptron with ReLU between its linear layers.
public struct MLP: Architecture {
    /// Widths of the hidden layers: at most 100, each 1...1,000,000.
    public var hidden = [64]
    /// A single hidden layer of 64.
    public init() {}
    /// Throws `Invalid` for too many layers or a width out of range.
    public func validate() throws {
        if hidden.count > 100 || hidden.contains(where: { !(1...1_000_000 ~= $0) }) {
            throw Invalid("hidden", expected: "a list of at most 100 whole numbers from 1 to 1000000")
        }
    }
    /// The parameters of the linear layers, and the inputs and outputs that they keep.
    public func size(image: [Int], classes: Int, batch: Int) -> NetSize {
        DenseNetwork.size([image.reduce(1, *)] + hidden + [classes], bias: true, batch: batch)
    }
    /// Weights and biases uniform in +-1/sqrt(fan-in).
    public func initial(image: [Int], classes: Int, _ random: RandomSource) -> Parameters {
        DenseNetwork.initial([image.reduce(1, *)] + hidden + [classes], bias: true, random)
    }
    /// The net in evaluation mode; throws `ParameterMismatch`.
    public func classifier(_ parameters: Parameters, image: [Int], classes: Int, on team: Team) throws -> any DifferentiableClassifier {
        try size(image: image, classes: classes, batch: 1).validate()
        return DenseClassifier(try parameters.matching(initial(image: image, classes: classes, RandomSource(seed: 0))), classes: classes)
    }
    /// The net in training mode; throws `ParameterMismatch`.
    public func trainable(_ parameters: Parameters, image: [Int], classes: Int, batch: Int, on team: Team) throws -> any TrainableNetwork {
        try size(image: image, classes: classes, batch: batch).validate()
        return DenseNetwork(try parameters.matching(initial(image: image, classes: classes, RandomSource(seed: 0))))
    }
}

/// Logits W x, no bias: a classifier whose least distances have a closed form.
public struct Linear: Architecture {
    /// The classifier has no settings.
    public init() {}
    /// The parameters of the linear layer, and its inputs and outputs.
    public func size(image: [Int], classes: Int, batch: Int) -> NetSize {
        DenseNetwork.size([image.reduce(1, *), classes], bias: false, batch: batch)
    }
    /// Weights uniform in +-1/sqrt(fan-in).
    public func initial(image: [Int], classes: Int, _ random: RandomSource) -> Parameters {
        DenseNetwork.initial([image.reduce(1, *), classes], bias: false, random)
    }
    /// The net in evaluation mode; throws `ParameterMismatch`.
    public func classifier(_ parameters: Parameters, image: [Int], classes: Int, on team: Team) throws -> any DifferentiableClassifier {
        try size(image: image, classes: classes, batch: 1).validate()
        return DenseClassifier(try parameters.matching(initial(image: image, classes: classes, RandomSource(seed: 0))), classes: classes)
    }
    /// The net in training mode; throws `ParameterMismatch`.
    public func trainable(_ parameters: Parameters, image: [Int], classes: Int, batch: Int, on team: Team) throws -> any TrainableNetwork {
        try size(image: image, classes: classes, batch: batch).validate()
        return DenseNetwork(try parameters.matching(initial(image: image, classes: classes, RandomSource(seed: 0))))
    }
}

/// Linear layers `layers.N.weight` [K, F] (and `layers.N.bias`) with ReLU between them, on images laid out as rows.
final class DenseNetwork: TrainableNetwork {
    let variables: Variables
    private let slots: [[any DenseLayer]]

    static func size(_ widths: [Int], bias: Bool, batch: Int) -> NetSize {
        let weights = zip(widths, widths.dropFirst()).reduce(0) { $0 + Double($1.1) * (Double($1.0) + (bias ? 1 : 0)) }
        return NetSize(parameters: weights, activations: Double(batch) * widths.reduce(0) { $0 + Double($1) })
    }

    static func initial(_ widths: [Int], bias: Bool, _ random: RandomSource) -> Parameters {
        var parameters = Parameters()
        for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
            var stream = random("weights", index).stream(sample: 0)
            let bound = 1 / Float(inputs).squareRoot()
            func uniform(_ shape: [Int]) -> Tensor {
                Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in stream.uniform(-bound, bound) })
            }
            parameters.append("layers.\(index).weight", uniform([outputs, inputs]))
            if bias { parameters.append("layers.\(index).bias", uniform([outputs])) }
        }
        return parameters
    }

    static func layers(_ variables: Variables) -> [any DenseLayer] {
        let weights = variables.all.filter { $0.name.hasSuffix("weight") }
        return weights.enumerated().flatMap { index, weight -> [any DenseLayer] in
            let bias = variables.all.first { $0.name == "layers.\(index).bias" }
            let linear = LinearLayer(weight: weight, bias: bias)
            return index + 1 < weights.count ? [linear, ReLULayer()] : [linear]
        }
    }

    init(_ parameters: Parameters) {
        let variables = Variables(parameters)
        self.variables = variables
        slots = [Self.layers(variables), Self.layers(variables)]
    }

    private var image: [Int] = [], order = PassOrder()
    private func rows(_ images: Tensor) -> Tensor { Tensor(shape: [images.count, images.stride], values: images.values) }

    func packWeights() { order.packWeights() }
    func forward(_ images: Tensor, slot: Int, updateRunningStatistics: Bool) -> Tensor {
        order.forward(slot: slot)
        image = Array(images.shape.dropFirst())
        return slots[slot].reduce(rows(images)) { $1.forward($0) }
    }
    func adjoint(_ cotangent: Tensor, slot: Int, images: Bool, gradients: GradientUse, keep: Bool) -> Tensor? {
        order.adjoint(slot: slot, keep: keep)
        let g = slots[slot].reversed().reduce(cotangent) { $1.adjoint($0, gradients) }
        return images ? Tensor(shape: [g.count] + image, values: g.values) : nil
    }
    func tangent(_ direction: Tensor) -> Tensor {
        order.tangent()
        return slots[0].reduce(rows(direction)) { $1.tangent($0) }
    }
    func secondAdjoint(_ cotangent: Tensor) {
        order.secondAdjoint()
        _ = slots[0].reversed().reduce(cotangent) { $1.secondAdjoint($0) }
    }
}

/// The same in evaluation mode: each call makes its own layers, so that concurrent calls do not interfere.
struct DenseClassifier: DifferentiableClassifier {
    let parameters: Parameters, classes: Int
    init(_ parameters: Parameters, classes: Int) { (self.parameters, self.classes) = (parameters, classes) }
    func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
        let network = DenseNetwork(parameters)
        let logits = network.forward(images, slot: 0, updateRunningStatistics: false)
        return try body(logits) { cotangent in
            network.adjoint(cotangent, slot: 0, images: true, gradients: .none, keep: false) ?? Tensor(zeros: images.shape)
        }
    }
}
