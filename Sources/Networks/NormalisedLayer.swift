import CKernels
import Tensors

/// Batch normalisation of rows [N, K], without scale and with an optional shift; formulas as in `Normalisation`, one pixel per image.
final class NormalisedLayer: DenseLayer {
    private let mean: Variables.Variable, variance: Variables.Variable, shift: Variables.Variable?
    private var normalisation = Normalisation(channels: 1, images: 1, pixels: 1)
    private var y = Tensor(zeros: [0, 0]), yt = Tensor(zeros: [0, 0]), g = Tensor(zeros: [0, 0])
    /// Substitutes for a missing shift and its gradient.
    private let noShift: Storage, unused: Storage

    init(_ variables: Variables, _ name: String, shift: Variables.Variable?) {
        mean = variables["\(name).running_mean"]
        variance = variables["\(name).running_var"]
        self.shift = shift
        (noShift, unused) = (Storage(mean.value.count), Storage(mean.value.count))
    }

    private func coefficient(_ index: Int, _ c: Int) -> Float { normalisation.coefficients.floats[index * normalisation.channels + c] }
    /// Stores the sums where the folds expect those of the kernels.
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
    /// v k_first + (y k_first+1 + k_first+2), by channel; shared by the adjoint, the tangent and the second adjoint.
    private func operate(_ first: Int, _ v: Tensor) -> Tensor {
        map(v) { value(v, $0, $1) * coefficient(first, $1) + (value(y, $0, $1) * coefficient(first + 1, $1) + coefficient(first + 2, $1)) }
    }
    private var gradients: NormalisationGradients { NormalisationGradients(gamma: nil, beta: (shift?.gradient ?? unused).floats) }

    func forward(_ x: Tensor) -> Tensor {
        y = x
        if normalisation.channels != x.stride || normalisation.images != x.count {
            normalisation = Normalisation(channels: x.stride, images: x.count, pixels: 1)
        }
        sum({ _, _ in 0 }, { _, _ in 0 }, { value(x, $0, $1) })
        normalisation.foldForward(gamma: nil, beta: (shift?.value ?? noShift).floats)
        return map(x) { value(x, $0, $1) * coefficient(CoefficientOutput, $1) + coefficient(CoefficientOutput + 1, $1) }
    }
    func updateRunningStatistics() { normalisation.updateRunningStatistics(mean.value.floats, variance.value.floats) }
    func adjoint(_ g: Tensor, _ use: GradientUse) -> Tensor {
        self.g = g
        sum({ value(g, $0, $1) }, { value(g, $0, $1) * (value(y, $0, $1) - normalisation.mean.floats[$1]) })
        normalisation.foldAdjoint(gamma: nil, gradients: use == .none ? nil : gradients, accumulate: use == .accumulate)
        return operate(CoefficientAdjoint, g)
    }
    func tangent(_ x: Tensor) -> Tensor {
        yt = x
        sum(
            { value(x, $0, $1) }, { value(x, $0, $1) * (value(y, $0, $1) - normalisation.mean.floats[$1]) },
            { value(x, $0, $1) * value(g, $0, $1) })
        normalisation.foldTangent(gamma: nil)
        return operate(CoefficientTangent, x)
    }
    func secondAdjoint(_ f: Tensor) -> Tensor {
        sum({ value(f, $0, $1) }, { value(f, $0, $1) * (value(y, $0, $1) - normalisation.mean.floats[$1]) })
        normalisation.foldSecond(gamma: nil, gradients: gradients)
        let first = CoefficientSecond, rest = operate(first + 2, yt)
        return map(f) { value(f, $0, $1) * coefficient(first, $1) + (value(g, $0, $1) * coefficient(first + 1, $1) + value(rest, $0, $1)) }
    }
}
