import ElementaryFunctions
import Tensors

/// What follows the pooled features: a linear layer and, if declared, one of the output layers.
final class Tail {
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
    func track() { for layer in layers { layer.track() } }
}

/// Batch normalisation of rows [N, K], without scale and with an optional shift; formulas as in `Normalisation`, one pixel an image.
final class NormalisedLayer: DenseLayer {
    private let mean: Variables.Variable, variance: Variables.Variable, shift: Variables.Variable?
    private var normalisation = Normalisation(channels: 1, images: 1, pixels: 1)
    private var y = Tensor(zeros: [0, 0]), yt = Tensor(zeros: [0, 0]), g = Tensor(zeros: [0, 0])
    /// In place of a shift that is not there, and of its gradient.
    private let noShift: Storage, unused: Storage

    init(_ variables: Variables, _ name: String, shift: Variables.Variable?) {
        mean = variables["\(name).running_mean"]
        variance = variables["\(name).running_var"]
        self.shift = shift
        (noShift, unused) = (Storage(mean.value.count), Storage(mean.value.count))
    }

    private func coefficient(_ index: Int, _ c: Int) -> Float { normalisation.coefficients.floats[index * normalisation.channels + c] }
    /// Puts what the kernels would sum where the folds expect it.
    private func sum(_ first: (Int, Int) -> Float, _ second: (Int, Int) -> Float, _ third: (Int, Int) -> Float = { _, _ in 0 }) {
        let K = normalisation.channels
        for n in 0..<normalisation.images {
            let sums = normalisation.sums(of: n)
            for c in 0..<K { (sums[c], sums[K + c], sums[2 * K + c]) = (first(n, c), second(n, c), third(n, c)) }
        }
    }
    private func value(_ x: Tensor, _ n: Int, _ c: Int) -> Float { x.values[n * normalisation.channels + c] }
    private func map(_ x: Tensor, _ body: (Int, Int) -> Float) -> Tensor {
        let K = normalisation.channels
        return Tensor(shape: x.shape, values: (0..<x.values.count).map { body($0 / K, $0 % K) })
    }
    private var gradients: NormalisationGradients { NormalisationGradients(gamma: nil, beta: (shift?.gradient ?? unused).floats) }

    func forward(_ x: Tensor) -> Tensor {
        y = x
        if normalisation.channels != x.stride || normalisation.images != x.count {
            normalisation = Normalisation(channels: x.stride, images: x.count, pixels: 1)
        }
        sum({ _, _ in 0 }, { _, _ in 0 }, { value(x, $0, $1) })
        normalisation.foldForward(gamma: nil, beta: (shift?.value ?? noShift).floats)
        return map(x) { value(x, $0, $1) * coefficient(0, $1) + coefficient(1, $1) }
    }
    func track() { normalisation.track(mean.value.floats, variance.value.floats) }
    func adjoint(_ g: Tensor, _ use: GradientUse) -> Tensor {
        self.g = g
        sum({ value(g, $0, $1) }, { value(g, $0, $1) * (value(y, $0, $1) - normalisation.mean.floats[$1]) })
        normalisation.foldAdjoint(gamma: nil, gradients: use == .none ? nil : gradients, accumulate: use == .accumulate)
        return map(g) { value(g, $0, $1) * coefficient(5, $1) + (value(y, $0, $1) * coefficient(6, $1) + coefficient(7, $1)) }
    }
    func tangent(_ x: Tensor) -> Tensor {
        yt = x
        sum(
            { value(x, $0, $1) }, { value(x, $0, $1) * (value(y, $0, $1) - normalisation.mean.floats[$1]) },
            { value(x, $0, $1) * value(g, $0, $1) })
        normalisation.foldTangent(gamma: nil)
        return map(x) { value(x, $0, $1) * coefficient(2, $1) + (value(y, $0, $1) * coefficient(3, $1) + coefficient(4, $1)) }
    }
    func secondAdjoint(_ f: Tensor) -> Tensor {
        sum({ value(f, $0, $1) }, { value(f, $0, $1) * (value(y, $0, $1) - normalisation.mean.floats[$1]) })
        normalisation.foldSecond(gamma: nil, gradients: gradients)
        return map(f) {
            let tail = value(yt, $0, $1) * coefficient(10, $1) + (value(y, $0, $1) * coefficient(11, $1) + coefficient(12, $1))
            return value(f, $0, $1) * coefficient(8, $1) + (value(g, $0, $1) * coefficient(9, $1) + tail)
        }
    }
}

/// |t| tanh(z / |t|) with one learned t.
final class TanhLayer: DenseLayer {
    private let scale: Variables.Variable
    private var z = Tensor(zeros: [0, 0]), zt = Tensor(zeros: [0, 0]), g = Tensor(zeros: [0, 0])
    init(scale: Variables.Variable) { self.scale = scale }

    private var t: Float { abs(scale.value.floats[0]) }
    private var sign: Float { scale.value.floats[0] < 0 ? -1 : 1 }
    private func th(_ z: Float) -> Float { Elementary.tanh(z / t) }

    func forward(_ x: Tensor) -> Tensor {
        z = x
        return Tensor(shape: x.shape, values: x.values.map { t * th($0) })
    }
    /// With h = tanh(z / t): dy/dz = 1 - h^2, dy/dt = h - z / t (1 - h^2).
    func adjoint(_ g: Tensor, _ gradients: GradientUse) -> Tensor {
        self.g = g
        if gradients != .none {
            let sum = zip(z.values, g.values).reduce(Float(0)) { $0 + $1.1 * (th($1.0) - $1.0 / t * (1 - th($1.0) * th($1.0))) }
            scale.gradient.floats[0] = sign * sum + (gradients == .accumulate ? scale.gradient.floats[0] : 0)
        }
        return Tensor(shape: g.shape, values: zip(z.values, g.values).map { (1 - th($0) * th($0)) * $1 })
    }
    func tangent(_ x: Tensor) -> Tensor {
        zt = x
        return Tensor(shape: x.shape, values: zip(z.values, x.values).map { (1 - th($0) * th($0)) * $1 })
    }
    /// d2y/dz2 = -2 h (1 - h^2) / t, d2y/dz dt = 2 h (1 - h^2) z / t^2.
    func secondAdjoint(_ f: Tensor) -> Tensor {
        var result = f, sum: Float = 0
        for i in f.values.indices {
            let h = th(z.values[i]), slope = 1 - h * h, ratio = z.values[i] / t, bend = 2 * h * slope / t * zt.values[i] * g.values[i]
            result.values[i] = slope * f.values[i] - bend
            sum += f.values[i] * (h - ratio * slope) + bend * ratio
        }
        scale.gradient.floats[0] = sign * sum
        return result
    }
}
