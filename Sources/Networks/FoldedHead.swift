import CKernels
import ElementaryFunctions
import Tensors

/// The layers after the last node in evaluation mode: average pooling, the linear layer, and the output layer folded into a linear map and an
/// activation.
struct FoldedHead {
    private let weight: [Float], bias: [Float], classes: Int, features: Int
    /// The output layer: z -> a z + b (its normalisation), then a ReLU or |t| tanh(z / |t|).
    private let slope: [Float], shift: [Float], output: ResNeXt.Output, t: Float

    init(_ net: ResNeXt, _ parameters: Parameters, classes: Int) {
        func values(_ name: String) -> [Float] { parameters[name]?.values ?? [] }
        let zero = [Float](repeating: 0, count: classes), own = values("head.bias"), name = net.output.normalisation ?? ""
        (weight, bias) = (values("head.weight"), net.output == .normalised ? zero : own)
        (self.classes, features, output) = (classes, net.width * 4, net.output)
        let factor = parameters.normalisationFactors(scale: nil, variance: "\(name).running_var")
        slope = factor.map { Float($0) }
        shift = zip(zip(net.output == .normalised ? own : zero, values("\(name).running_mean")), factor).map {
            Float(Double($0.0) - Double($0.1) * $1)
        }
        t = abs(values("tanh.scale").first ?? 1)
    }

    private func through(_ z: Float, _ k: Int) -> Float {
        switch output {
        case .plain: return z
        case .normalised:
            let y = z * slope[k] + shift[k]
            return y < 0 ? 0 : y
        case .tanh: return t * Elementary.tanh((z * slope[k] + shift[k]) / t)
        }
    }
    /// d output / d z from the output itself.
    private func derivative(_ y: Float, _ k: Int) -> Float {
        switch output {
        case .plain: 1
        case .normalised: y > 0 ? slope[k] : 0
        case .tanh: (1 - (y / t) * (y / t)) * slope[k]
        }
    }

    /// d2 output / d z2 from the output itself.
    private func curvature(_ y: Float, _ k: Int) -> Float { output == .tanh ? -2 * (y / t) / t * derivative(y, k) * slope[k] : 0 }

    /// The means over pixels [features].
    private func means(_ geometry: Padded, _ a: View) -> [Float] {
        var mean = [Float](repeating: 0, count: features)
        for r in 0..<geometry.height {
            for p in 0..<geometry.width {
                let pixel = a.data + r * a.row + p * a.pixel
                for c in 0..<features { mean[c] += pixel[c] }
            }
        }
        let pixels = Float(geometry.height * geometry.width)
        for c in 0..<features { mean[c] /= pixels }
        return mean
    }

    func logits(_ geometry: Padded, _ a: View, into logits: UnsafeMutablePointer<Float>) {
        let mean = means(geometry, a)
        for k in 0..<classes {
            var z: Float = 0
            for c in 0..<features { z += weight[k * features + c] * mean[c] }
            logits[k] = through(z + bias[k], k)
        }
    }

    /// For one image, from the tangent of the last node to that of the logits, and to cotangent * d2 output / d z2 * (tangent of z), each [K].
    func tangent(
        _ geometry: Padded, _ a: View, logits: [Float], cotangent: [Float], image: Int, into tangent: UnsafeMutablePointer<Float>,
        bend: UnsafeMutablePointer<Float>
    ) {
        let mean = means(geometry, a)
        for k in 0..<classes {
            var z: Float = 0
            for c in 0..<features { z += weight[k * features + c] * mean[c] }
            let y = logits[image * classes + k]
            tangent[k] = derivative(y, k) * z
            bend[k] = cotangent[image * classes + k] * curvature(y, k) * z
        }
    }

    /// From the cotangent of an image's logits [K] to the adjoint of the last node; `bend` [N, K], if any, is added to the cotangent of z.
    func pull(
        _ cotangent: UnsafePointer<Float>, logits: [Float], bend: [Float]?, image: Int, _ geometry: Padded, mask: UnsafePointer<UInt8>,
        into adjoint: View
    ) {
        var mean = [Float](repeating: 0, count: features)
        for k in 0..<classes {
            var g = cotangent[k] * derivative(logits[image * classes + k], k)
            if let bend { g += bend[image * classes + k] }
            for c in 0..<features { mean[c] += g * weight[k * features + c] }
        }
        let pixels = Float(geometry.height * geometry.width)
        for c in 0..<features { mean[c] /= pixels }
        for r in 0..<geometry.height {
            for p in 0..<geometry.width {
                let at = r * adjoint.row + p * adjoint.pixel
                for c in 0..<features { adjoint.data[at + c] = mask[(at + c) / 8] >> UInt8((at + c) % 8) & 1 != 0 ? mean[c] : 0 }
            }
        }
    }
}
