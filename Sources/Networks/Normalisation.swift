import CKernels
import Tensors

/// Batch normalisation of one layer in training mode: the batch statistics that its passes need, by channel.
///
/// All means are over images and pixels, in Double; xh = (y - mean) r. With g the adjoint of the output, u that of y, a dot for
/// a tangent and f for a second adjoint:
///     u  = ga r (g - s1 - xh s2),              s1 = mean g,  s2 = mean(g xh)
///     o' = ga r (y' - m - xh q),               m = mean y',  q = mean(y' xh)
///     yf = ga r (gf - f1 - xh f2) - [xh ga r^2 cov + r q u + ga r^2 s2 (y' - m - xh q)],
///          cov = mean(y' g) - s1 m - s2 q;     d ga = M (f2 + r cov), d be = M f1.
final class Normalisation {
    static let epsilon = 1e-5

    let channels: Int, images: Int, pixels: Int
    /// [images, 3, channels]: the kernels' sums over each image.
    let sums: Storage
    /// [CoefficientCount, channels].
    let coefficients: Storage
    /// [channels], for the kernels.
    let mean: Storage
    private var mu: [Double], r: [Double], variance: [Double]
    private var s1: [Double], s2: [Double], m: [Double], q: [Double], cov: [Double]

    init(channels: Int, images: Int, pixels: Int) {
        (self.channels, self.images, self.pixels) = (channels, images, pixels)
        sums = Storage(images * 3 * channels)
        coefficients = Storage(CoefficientCount * channels)
        mean = Storage(channels)
        let zero = [Double](repeating: 0, count: channels)
        (mu, r, variance, s1, s2, m, q, cov) = (zero, zero, zero, zero, zero, zero, zero, zero)
    }

    func sums(of image: Int) -> UnsafeMutablePointer<Float> { sums.floats + image * 3 * channels }

    private var total: Double { Double(images * pixels) }

    private func set(_ index: Int, _ channel: Int, _ value: Double) { coefficients.floats[index * channels + channel] = Float(value) }

    /// Mean over the batch of the sums at `row`.
    private func average(_ row: Int) -> [Double] {
        var result = [Double](repeating: 0, count: channels)
        for image in 0..<images {
            let from = sums.floats + (image * 3 + row) * channels
            for c in 0..<channels { result[c] += Double(from[c]) }
        }
        for c in 0..<channels { result[c] /= total }
        return result
    }

    /// After the forward pass. The variance is combined from each image's sum and sum of squares about its own shift (Chan et al. 1979).
    func foldForward(gamma: UnsafePointer<Float>?, beta: UnsafePointer<Float>) {
        let pixels = Double(pixels)
        for c in 0..<channels {
            var count = 0.0, mean = 0.0, squares = 0.0
            for image in 0..<images {
                let from = sums.floats + image * 3 * channels + c
                let (sum, square, shift) = (Double(from[0]), Double(from[channels]), Double(from[2 * channels]))
                let delta = shift + sum / pixels - mean
                squares += square - sum * sum / pixels + delta * delta * count * pixels / (count + pixels)
                mean += delta * pixels / (count + pixels)
                count += pixels
            }
            (mu[c], variance[c]) = (mean, max(squares / count, 0))
            r[c] = 1 / (variance[c] + Self.epsilon).squareRoot()
            self.mean.floats[c] = Float(mean)
            let scale = Double(gamma?[c] ?? 1) * r[c]
            set(CoefficientOutput, c, scale)
            set(CoefficientOutput + 1, c, Double(beta[c]) - mean * scale)
        }
    }

    /// Moves the running statistics a tenth of the way (PyTorch's momentum 0.1, unbiased variance).
    func updateRunningStatistics(_ runningMean: UnsafeMutablePointer<Float>, _ runningVariance: UnsafeMutablePointer<Float>) {
        let unbiased = total / max(total - 1, 1)
        for c in 0..<channels {
            runningMean[c] = Float(0.9 * Double(runningMean[c]) + 0.1 * mu[c])
            runningVariance[c] = Float(0.9 * Double(runningVariance[c]) + 0.1 * variance[c] * unbiased)
        }
    }

    /// The operator that the adjoint and the tangent share: v -> ga r (v - a - xh b).
    private func operate(_ first: Int, _ a: [Double], _ b: [Double], _ gamma: UnsafePointer<Float>?) {
        for c in 0..<channels {
            let scale = Double(gamma?[c] ?? 1) * r[c]
            set(first, c, scale)
            set(first + 1, c, -scale * r[c] * b[c])
            set(first + 2, c, scale * (r[c] * mu[c] * b[c] - a[c]))
        }
    }

    /// After the adjoint's sums are complete.
    func foldAdjoint(gamma: UnsafePointer<Float>?, gradients: NormalisationGradients?, accumulate: Bool) {
        s1 = average(0)
        s2 = zip(average(1), r).map { $0 * $1 }
        operate(CoefficientAdjoint, s1, s2, gamma)
        guard let gradients else { return }
        for c in 0..<channels {
            gradients.add(c, gamma: total * s2[c], beta: total * s1[c], accumulate)
        }
    }

    /// After the tangent pass.
    func foldTangent(gamma: UnsafePointer<Float>?) {
        m = average(0)
        q = zip(average(1), r).map { $0 * $1 }
        let product = average(2)
        for c in 0..<channels { cov[c] = product[c] - s1[c] * m[c] - s2[c] * q[c] }
        operate(CoefficientTangent, m, q, gamma)
    }

    /// After the second adjoint's sums are complete.
    func foldSecond(gamma: UnsafePointer<Float>?, gradients: NormalisationGradients?) {
        let f1 = average(0), f2 = zip(average(1), r).map { $0 * $1 }, first = CoefficientSecond
        for c in 0..<channels {
            let g = Double(gamma?[c] ?? 1), r = r[c], square = g * r * r
            // yf = v1 gf + v2 g + v3 y' + x xh + constant
            let x = -g * r * f2[c] - square * cov[c] + 2 * square * q[c] * s2[c]
            let constant = -g * r * f1[c] + square * (q[c] * s1[c] + s2[c] * m[c])
            set(first, c, g * r)
            set(first + 1, c, -square * q[c])
            set(first + 2, c, -square * s2[c])
            set(first + 3, c, x * r)
            set(first + 4, c, constant - x * r * mu[c])
            gradients?.add(c, gamma: total * (f2[c] + r * cov[c]), beta: total * f1[c], false)
        }
    }
}

/// The targets for the gradients of a normalisation's scale (if it has one) and shift.
struct NormalisationGradients {
    let gamma: UnsafeMutablePointer<Float>?, beta: UnsafeMutablePointer<Float>

    func add(_ channel: Int, gamma g: Double, beta b: Double, _ accumulate: Bool) {
        if let gamma { gamma[channel] = Float(g) + (accumulate ? gamma[channel] : 0) }
        beta[channel] = Float(b) + (accumulate ? beta[channel] : 0)
    }
}
