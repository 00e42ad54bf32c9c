import CKernels
import Tensors

/// One convolution kernel on one shape, on one thread.
public struct KernelRate: Codable, Sendable {
    /// Inputs, outputs and size of the images; method and pass; GFLOP/s counted in direct convolutions, and their share of the peak.
    public let shape: String, pass: String, gflops: Double, share_of_peak: Double

    /// The 3x3 convolutions of the paper's net and of the small one: inputs, outputs, side of the images.
    static let shapes = [
        (32, 64, 32), (32, 32, 32), (64, 32, 32), (64, 128, 16), (64, 64, 16), (128, 256, 8), (128, 128, 8), (16, 32, 32), (16, 16, 32),
    ]

    /// Measures each method, forward and weight gradient, on each shape.
    static func measure(_ team: Team, peak: Double, _ stopwatch: Stopwatch, _ report: (String) -> Void) -> [KernelRate] {
        shapes.flatMap { C, O, side in
            ConvolutionMethod.allCases.flatMap { method in
                let subject = Subject(C, O, side, method, team)
                return [("forward", subject.forward), ("weight gradient", subject.weightGradient)].map { pass, body in
                    let turns = max(1, Int(2e8 / subject.operations))
                    let gflops = subject.operations * Double(turns) / stopwatch.measure { for _ in 0..<turns { body() } } / 1e9
                    let rate = KernelRate(
                        shape: "\(C) -> \(O), \(side) x \(side)", pass: "\(method) \(pass)", gflops: gflops,
                        share_of_peak: gflops / peak)
                    report("\(rate.shape)  \(rate.pass): \(rounded(gflops)) GFLOP/s, \(Int((100 * rate.share_of_peak).rounded())) % of peak")
                    return rate
                }
            }
        }
    }
}

/// A convolution of about 4,096 pixels, with the buffers that its kernels read and write.
private struct Subject {
    let C: Int32, O: Int32, side: Int32, images: Int32, method: ConvolutionMethod, kernels: Kernels
    let x: View, y: View, scratch: Scratch, output: Storage, packed: Storage, gradient: Storage

    init(_ C: Int, _ O: Int, _ side: Int, _ method: ConvolutionMethod, _ team: Team) {
        let set = team.instructions.fitting(C, O), parts = method.parts(taps: 3), images = max(1, 4096 / (side * side))
        (self.C, self.O, self.side, self.images) = (Int32(C), Int32(O), Int32(side), Int32(images))
        (self.method, kernels) = (method, set.kernels)
        scratch = Scratch(slots: 1, channels: max(C, O))
        x = scratch.padded(0, Padded(height: side, width: side, channels: C), images: images)
        output = Storage(images * side * side * O)
        y = plainView(output.floats, height: side, width: side, channels: O)
        (packed, gradient) = (Storage(parts * C * O), Storage(parts * C * O))
        let weights = Storage((0..<9 * C * O).map { Float($0 % 17) / 17 - 0.5 })
        kernels.pack(weights.floats, Int32(O), Int32(C), 3, 0, Int32(method.step), Int32(set.tile(O)), packed.floats)
    }

    /// GFLOP of one call, counted in the direct convolution.
    var operations: Double { 2 * 9 * Double(C) * Double(O) * Double(side * side * images) }

    func forward() {
        if method == .direct {
            kernels.convolve(x, packed.floats, y, images, side, side, C, O, 3, Epilogue())
        } else {
            kernels.winograd(
                x, packed.floats, y, images, side, side, C, O, Int32(method.step), Epilogue(), scratch.transformed.floats, scratch.products.floats)
        }
    }
    func weightGradient() {
        if method == .direct {
            kernels.weight_gradient(x, y, gradient.floats, images, side, side, C, O, 3)
        } else {
            kernels.winograd_weight_gradient(
                x, y, gradient.floats, images, side, side, C, O, Int32(method.step), scratch.transformed.floats, scratch.products.floats)
        }
    }
}
