import Tensors

/// The layers after the pooled features, in training mode: a linear layer and, if declared, one of the output layers.
final class Head {
    private let layers: [any DenseLayer]

    init(_ net: ResNeXt, _ variables: Variables, features: Int) {
        let weight = variables["head.weight"], bias = variables["head.bias"]
        layers =
            switch net.output {
            case .plain: [LinearLayer(weight: weight, bias: bias)]
            case .normalised: [LinearLayer(weight: weight, bias: nil), NormalisedLayer(variables, "head.bn", shift: bias), ReLULayer()]
            case .tanh:
                [
                    LinearLayer(weight: weight, bias: bias), NormalisedLayer(variables, "tanh.bn", shift: nil),
                    TanhLayer(scale: variables["tanh.scale"]),
                ]
            }
    }
    func forward(_ x: Tensor) -> Tensor { layers.reduce(x) { $1.forward($0) } }
    func tangent(_ x: Tensor) -> Tensor { layers.reduce(x) { $1.tangent($0) } }
    func adjoint(_ g: Tensor, _ gradients: GradientUse) -> Tensor { layers.reversed().reduce(g) { $1.adjoint($0, gradients) } }
    func secondAdjoint(_ f: Tensor) -> Tensor { layers.reversed().reduce(f) { $1.secondAdjoint($0) } }
    func updateRunningStatistics() { for layer in layers { layer.updateRunningStatistics() } }
}
