import ElementaryFunctions
import Tensors

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
