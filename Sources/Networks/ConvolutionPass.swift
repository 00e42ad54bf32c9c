import CKernels
import Tensors

/// y = x * w: a convolution's forward pass, or, with its weights transposed and flipped, the adjoint of its input from that of its output.
struct ConvolutionPass {
    let instructions: InstructionSet, tile: Int
    private let shape: ConvolutionShape, method: ConvolutionMethod, transposed: Bool
    /// Input and output channels of a group; the outputs are padded to a multiple of 4.
    private let C: Int, O: Int
    private let weights: Storage

    init(_ shape: ConvolutionShape, transposed: Bool, _ widest: InstructionSet) {
        (self.shape, self.transposed, method) = (shape, transposed, shape.method)
        C = transposed ? shape.groupOutputs : shape.groupInputs
        O = ((transposed ? shape.groupInputs : shape.groupOutputs) + 3) / 4 * 4
        instructions = method == .direct ? widest.fitting(O) : widest.fitting(C, O)
        tile = instructions.tile(O)
        weights = Storage(shape.groups * C * O * method.parts(taps: shape.kernel))
    }

    /// Output channels of all groups.
    var channels: Int { shape.groups * O }
    private func packed(_ group: Int) -> UnsafeMutablePointer<Float> { weights.floats + group * C * O * method.parts(taps: shape.kernel) }

    /// Packs the weights [O, C / groups, K, K] of one group.
    func pack(_ weights: UnsafePointer<Float>, group: Int) {
        let (C, O, K) = (shape.groupInputs, shape.groupOutputs, shape.kernel)
        instructions.kernels.pack(
            weights + group * C * O * K * K, Int32(O), Int32(C), Int32(K), transposed ? 1 : 0, Int32(method.step), Int32(tile), packed(group))
    }

    func callAsFunction(_ x: View, _ y: View, images: Int, _ scratch: Scratch, _ epilogue: Epilogue = Epilogue()) {
        let kernels = instructions.kernels, (n, H, W) = (Int32(images), Int32(shape.height), Int32(shape.width))
        for group in 0..<shape.groups {
            let (from, to) = (x.shifted(group * C), y.shifted(group * O))
            if method == .direct {
                kernels.convolve(from, packed(group), to, n, H, W, Int32(C), Int32(O), Int32(shape.kernel), epilogue)
            } else {
                kernels.winograd(
                    from, packed(group), to, n, H, W, Int32(C), Int32(O), Int32(method.step), epilogue, scratch.transformed.floats,
                    scratch.products.floats)
            }
        }
    }
}

extension View {
    func shifted(_ floats: Int) -> View { View(data: data + floats, image: image, row: row, pixel: pixel) }
    func at(image n: Int) -> View { shifted(n * image) }
}
