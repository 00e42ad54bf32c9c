import Tensors

/// A layer on rows [N, F] with its four passes; each layer keeps what its later passes need.
///
/// In the second adjoint `f` is the primal adjoint of the output; the kept adjoint of pass 2 is the adjoint of the tangent variable.
protocol DenseLayer: AnyObject {
    func forward(_ x: Tensor) -> Tensor
    func adjoint(_ g: Tensor, _ gradients: GradientUse) -> Tensor
    func tangent(_ x: Tensor) -> Tensor
    func secondAdjoint(_ f: Tensor) -> Tensor
    /// Moves the running statistics towards those of the batch, if the layer has any.
    func updateRunningStatistics()
}

extension DenseLayer {
    func updateRunningStatistics() {}
}

/// x W^T + b, W [K, F].
final class LinearLayer: DenseLayer {
    private let weight: Variables.Variable, bias: Variables.Variable?
    private var x = Tensor(zeros: [0, 0]), xt = Tensor(zeros: [0, 0]), g = Tensor(zeros: [0, 0])
    private var inputs: Int { weight.shape[1] }
    private var outputs: Int { weight.shape[0] }

    init(weight: Variables.Variable, bias: Variables.Variable?) { (self.weight, self.bias) = (weight, bias) }

    func forward(_ x: Tensor) -> Tensor {
        x.demand([x.count, inputs], "input")
        self.x = x
        return apply(x, bias)
    }
    func tangent(_ x: Tensor) -> Tensor {
        x.demand(self.x.shape, "tangent of the input")
        xt = x
        return apply(x, nil)
    }
    func adjoint(_ g: Tensor, _ gradients: GradientUse) -> Tensor {
        g.demand([x.count, outputs], "adjoint of the output")
        self.g = g
        if gradients != .none { accumulate(g, x, fresh: gradients == .store, bias: true) }
        return applyTransposed(g)
    }
    func secondAdjoint(_ f: Tensor) -> Tensor {
        f.demand([x.count, outputs], "second adjoint of the output")
        accumulate(f, x, fresh: true, bias: true)
        accumulate(g, xt, fresh: false, bias: false)
        return applyTransposed(f)
    }

    /// One sum for each output, four partial sums by index mod 4: the order does not depend on the batch.
    private func apply(_ x: Tensor, _ bias: Variables.Variable?) -> Tensor {
        let (F, K, N) = (inputs, outputs, x.count), w = weight.value.floats
        var y = Tensor(zeros: [N, K])
        x.values.withUnsafeBufferPointer { x in
            y.values.withUnsafeMutableBufferPointer { y in
                for n in 0..<N {
                    for k in 0..<K {
                        var sums = SIMD4<Float>.zero
                        let (row, weights) = (n * F, w + k * F)
                        var j = 0
                        while j + 4 <= F {
                            sums +=
                                SIMD4(x[row + j], x[row + j + 1], x[row + j + 2], x[row + j + 3])
                                * SIMD4(weights[j], weights[j + 1], weights[j + 2], weights[j + 3])
                            j += 4
                        }
                        while j < F {
                            sums[j % 4] += x[row + j] * weights[j]
                            j += 1
                        }
                        y[n * K + k] = (sums[0] + sums[1]) + (sums[2] + sums[3]) + (bias?.value.floats[k] ?? 0)
                    }
                }
            }
        }
        return y
    }

    private func applyTransposed(_ g: Tensor) -> Tensor {
        let (F, K, N) = (inputs, outputs, g.count), w = weight.value.floats
        var x = Tensor(zeros: [N, F])
        x.values.withUnsafeMutableBufferPointer { x in
            for n in 0..<N {
                for k in 0..<K {
                    let factor = g.values[n * K + k], weights = w + k * F
                    for j in 0..<F { x[n * F + j] += factor * weights[j] }
                }
            }
        }
        return x
    }

    /// dW (+)= sum over images of g (x) x, in order.
    private func accumulate(_ g: Tensor, _ x: Tensor, fresh: Bool, bias withBias: Bool) {
        let (F, K, N) = (inputs, outputs, g.count), dw = weight.gradient.floats
        if fresh { weight.gradient.clear() }
        x.values.withUnsafeBufferPointer { x in
            for n in 0..<N {
                for k in 0..<K {
                    let factor = g.values[n * K + k], row = dw + k * F
                    for j in 0..<F { row[j] += factor * x[n * F + j] }
                }
            }
        }
        guard withBias, let bias else { return }
        if fresh { bias.gradient.clear() }
        for n in 0..<N {
            for k in 0..<K { bias.gradient.floats[k] += g.values[n * K + k] }
        }
    }
}

/// max(x, 0); NaN stays NaN.
final class ReLULayer: DenseLayer {
    private var x = Tensor(zeros: [0, 0])
    func forward(_ x: Tensor) -> Tensor {
        self.x = x
        return Tensor(shape: x.shape, values: x.values.map { $0 < 0 ? 0 : $0 })
    }
    private func mask(_ v: Tensor) -> Tensor { Tensor(shape: v.shape, values: zip(x.values, v.values).map { $0 > 0 ? $1 : 0 }) }
    func adjoint(_ g: Tensor, _ gradients: GradientUse) -> Tensor { mask(g) }
    func tangent(_ x: Tensor) -> Tensor { mask(x) }
    func secondAdjoint(_ f: Tensor) -> Tensor { mask(f) }
}
