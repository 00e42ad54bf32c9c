import Tensors
import Testing

/// A convolution of stride 1 that keeps the size of its images.
struct ConvolutionCase: Sendable, CustomTestStringConvertible {
    let name: String, inputs: Int, outputs: Int, groups: Int, kernel: Int, height: Int, width: Int, images: Int
    /// ||F(2x2) - direct|| / ||direct|| and ||F(4x4) - direct|| / ||direct|| of the forward pass; one for each method whose tiles fit.
    let errors: [Double]

    init(
        _ name: String, _ inputs: Int, _ outputs: Int, groups: Int = 1, kernel: Int = 3, _ height: Int, _ width: Int? = nil, images: Int = 1,
        errors: Double...
    ) {
        (self.name, self.inputs, self.outputs, self.groups, self.kernel) = (name, inputs, outputs, groups, kernel)
        (self.height, self.width, self.images, self.errors) = (height, width ?? height, images, errors)
    }

    var testDescription: String { "\(name): \(inputs) -> \(outputs) in \(groups), \(kernel)x\(kernel), \(images) x \(height) x \(width)" }
    var groupInputs: Int { inputs / groups }
    var groupOutputs: Int { outputs / groups }
    var groupWeights: Int { groupInputs * groupOutputs * kernel * kernel }
    var methods: [ConvolutionMethod] { [.direct] + zip([.f2, .f4], errors).map(\.0) }
    var isTiny: Bool { images * height * width * inputs * groupOutputs * kernel * kernel < 50_000 }

    var x: [Float] { numbers(images * height * width * inputs, "x") }
    var g: [Float] { numbers(images * height * width * outputs, "g") }
    var w: [Float] { numbers(groups * groupWeights, "w") }
    var reference: GeneralConvolution { GeneralConvolution(inputs: inputs, outputs: outputs, kernel: kernel, padding: kernel / 2, groups: groups) }
    /// The forward pass in Double, of 3 x 3 taps in one group.
    var exactForward: [Double] {
        let (x, w) = (self.x, self.w)
        var y = [Double](repeating: 0, count: images * height * width * outputs)
        for n in 0..<images {
            for (row, column) in (0..<height).flatMap({ r in (0..<width).map { (r, $0) } }) {
                let at = ((n * height + row) * width + column) * outputs
                for tap in 0..<9 {
                    let (r, p) = (row + tap / 3 - 1, column + tap % 3 - 1)
                    guard (0..<height).contains(r), (0..<width).contains(p) else { continue }
                    let from = ((n * height + r) * width + p) * inputs
                    for o in 0..<outputs {
                        for c in 0..<inputs { y[at + o] += Double(x[from + c]) * Double(w[(o * inputs + c) * 9 + tap]) }
                    }
                }
            }
        }
        return y
    }

    static let all = [
        // The paper's net, width 32 with two branches: in training, then folded for evaluation.
        ConvolutionCase("stem", 3, 32, 32),
        ConvolutionCase("paper, stage 1, inner", 32, 64, 32, errors: 3.6e-7, 6.7e-7),
        ConvolutionCase("paper, stage 1, outer", 64, 64, groups: 2, 32, errors: 3.6e-7, 6.7e-7),
        ConvolutionCase("paper, stage 2, inner", 64, 128, 16, errors: 4.6e-7, 7.6e-7),
        ConvolutionCase("paper, stage 2, outer", 128, 128, groups: 2, 16, errors: 4.6e-7, 7.4e-7),
        ConvolutionCase("paper, stage 3, inner", 128, 256, 8, errors: 6.2e-7, 8.9e-7),
        ConvolutionCase("paper, stage 3, outer", 256, 256, groups: 2, 8, errors: 6.1e-7, 8.8e-7),
        ConvolutionCase("paper, stage 1, folded", 64, 32, 32, errors: 4.7e-7, 7.4e-7),
        ConvolutionCase("paper, stage 2, folded", 128, 64, 16, errors: 6.3e-7, 8.7e-7),
        ConvolutionCase("paper, stage 3, folded", 256, 128, 8, errors: 8.2e-7, 1.0e-6),
        ConvolutionCase("paper, transition 1", 32, 64, kernel: 1, 32),
        ConvolutionCase("paper, transition 2", 64, 128, kernel: 1, 16),
        // The net of profile `smoke`, width 8 with two branches.
        ConvolutionCase("small, stem", 3, 8, 32),
        ConvolutionCase("small, stage 1, inner", 8, 16, 32, errors: 1.9e-7, 4.6e-7),
        ConvolutionCase("small, stage 1, outer", 16, 16, groups: 2, 32, errors: 2.0e-7, 4.5e-7),
        ConvolutionCase("small, stage 2, inner", 16, 32, 16, errors: 2.5e-7, 5.4e-7),
        ConvolutionCase("small, stage 2, outer", 32, 32, groups: 2, 16, errors: 2.6e-7, 5.6e-7),
        ConvolutionCase("small, stage 3, inner", 32, 64, 8, errors: 3.5e-7, 6.9e-7),
        ConvolutionCase("small, stage 3, outer", 64, 64, groups: 2, 8, errors: 3.5e-7, 7.1e-7),
        ConvolutionCase("small, folded", 16, 8, 32, errors: 2.6e-7, 5.4e-7),
        ConvolutionCase("small, transition", 8, 16, kernel: 1, 32),
        // The corners of the domain.
        ConvolutionCase("five images", 16, 16, 8, images: 5, errors: 2.5e-7, 5.4e-7),
        ConvolutionCase("seven images, four tiles each", 8, 32, 4, images: 7, errors: 1.9e-7, 4.8e-7),
        ConvolutionCase("four groups", 16, 16, groups: 4, 8, images: 2, errors: 1.6e-7, 4.0e-7),
        ConvolutionCase("four groups of wide ones", 128, 64, groups: 4, 4, images: 3, errors: 3.3e-7, 7.1e-7),
        ConvolutionCase("odd", 16, 32, 7, images: 2),
        ConvolutionCase("odd rows", 8, 4, 5, 6, images: 3),
        ConvolutionCase("oblong", 12, 24, 6, 10, images: 2, errors: 2.2e-7),
        ConvolutionCase("narrow", 4, 4, 4, images: 2, errors: 1.4e-7, 3.8e-7),
        ConvolutionCase("one tile", 4, 8, 2, errors: 1.3e-7),
        ConvolutionCase("one pixel", 12, 4, 1, images: 2),
        ConvolutionCase("a wide row", 5, 16, 1, 300),
        ConvolutionCase("1x1, odd inputs", 7, 12, kernel: 1, 3, 5, images: 2),
    ]
}
