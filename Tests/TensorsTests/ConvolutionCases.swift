import Tensors
import Testing

/// A convolution of stride 1 that keeps the size of its images.
struct ConvolutionCase: Sendable, CustomTestStringConvertible {
    let name: String, inputs: Int, outputs: Int, groups: Int, kernel: Int, height: Int, width: Int, images: Int
    /// ||Winograd - direct|| / ||direct|| of the forward pass; nil where Winograd's tiles do not fit and the direct kernel serves.
    let winogradError: Double?

    init(
        _ name: String, _ inputs: Int, _ outputs: Int, groups: Int = 1, kernel: Int = 3, _ height: Int, _ width: Int? = nil, images: Int = 1,
        winogradError: Double? = nil
    ) {
        (self.name, self.inputs, self.outputs, self.groups, self.kernel) = (name, inputs, outputs, groups, kernel)
        (self.height, self.width, self.images, self.winogradError) = (height, width ?? height, images, winogradError)
    }

    var testDescription: String { "\(name): \(inputs) -> \(outputs) in \(groups), \(kernel)x\(kernel), \(images) x \(height) x \(width)" }
    var groupInputs: Int { inputs / groups }
    var groupOutputs: Int { outputs / groups }
    var groupWeights: Int { groupInputs * groupOutputs * kernel * kernel }
    var methods: [KernelConvolution.Method] { winogradError == nil ? [.direct] : [.direct, .winograd] }
    var isTiny: Bool { images * height * width * inputs * groupOutputs * kernel * kernel < 50_000 }

    var x: [Float] { numbers(images * height * width * inputs, "x") }
    var g: [Float] { numbers(images * height * width * outputs, "g") }
    var w: [Float] { numbers(groups * groupWeights, "w") }
    var reference: GeneralConvolution { GeneralConvolution(inputs: inputs, outputs: outputs, kernel: kernel, padding: kernel / 2, groups: groups) }

    static let all = [
        // The paper's net, width 32 with two branches: in training, then folded for evaluation.
        ConvolutionCase("stem", 3, 32, 32),
        ConvolutionCase("paper, stage 1, inner", 32, 64, 32, winogradError: 3.6e-7),
        ConvolutionCase("paper, stage 1, outer", 64, 64, groups: 2, 32, winogradError: 3.6e-7),
        ConvolutionCase("paper, stage 2, inner", 64, 128, 16, winogradError: 4.9e-7),
        ConvolutionCase("paper, stage 2, outer", 128, 128, groups: 2, 16, winogradError: 4.9e-7),
        ConvolutionCase("paper, stage 3, inner", 128, 256, 8, winogradError: 6.8e-7),
        ConvolutionCase("paper, stage 3, outer", 256, 256, groups: 2, 8, winogradError: 6.8e-7),
        ConvolutionCase("paper, stage 1, folded", 64, 32, 32, winogradError: 5.0e-7),
        ConvolutionCase("paper, stage 2, folded", 128, 64, 16, winogradError: 6.9e-7),
        ConvolutionCase("paper, stage 3, folded", 256, 128, 8, winogradError: 9.4e-7),
        ConvolutionCase("paper, transition 1", 32, 64, kernel: 1, 32),
        ConvolutionCase("paper, transition 2", 64, 128, kernel: 1, 16),
        // The small net, width 8 with two branches.
        ConvolutionCase("small, stem", 3, 8, 32),
        ConvolutionCase("small, stage 1, inner", 8, 16, 32, winogradError: 1.9e-7),
        ConvolutionCase("small, stage 1, outer", 16, 16, groups: 2, 32, winogradError: 2.0e-7),
        ConvolutionCase("small, stage 2, inner", 16, 32, 16, winogradError: 2.5e-7),
        ConvolutionCase("small, stage 2, outer", 32, 32, groups: 2, 16, winogradError: 2.6e-7),
        ConvolutionCase("small, stage 3, inner", 32, 64, 8, winogradError: 3.5e-7),
        ConvolutionCase("small, stage 3, outer", 64, 64, groups: 2, 8, winogradError: 3.5e-7),
        ConvolutionCase("small, folded", 16, 8, 32, winogradError: 2.6e-7),
        ConvolutionCase("small, transition", 8, 16, kernel: 1, 32),
        // The corners of the domain.
        ConvolutionCase("five images", 16, 16, 8, images: 5, winogradError: 2.5e-7),
        ConvolutionCase("seven images, four tiles each", 8, 32, 4, images: 7, winogradError: 1.9e-7),
        ConvolutionCase("four groups", 16, 16, groups: 4, 8, images: 2, winogradError: 1.6e-7),
        ConvolutionCase("four groups of wide ones", 128, 64, groups: 4, 4, images: 3, winogradError: 3.3e-7),
        ConvolutionCase("odd", 16, 32, 7, images: 2),
        ConvolutionCase("odd rows", 8, 4, 5, 6, images: 3),
        ConvolutionCase("oblong", 12, 24, 6, 10, images: 2, winogradError: 2.2e-7),
        ConvolutionCase("narrow", 4, 4, 4, images: 2, winogradError: 1.4e-7),
        ConvolutionCase("one tile", 4, 8, 2, winogradError: 1.3e-7),
        ConvolutionCase("one pixel", 12, 4, 1, images: 2),
        ConvolutionCase("a wide row", 5, 16, 1, 300),
        ConvolutionCase("1x1, odd inputs", 7, 12, kernel: 1, 3, 5, images: 2),
    ]
}
