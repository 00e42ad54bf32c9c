import CKernels
import Foundation
import Tensors

/// The gradient of a convolution's weights: x (x) g, summed in packed form and unpacked at the end.
struct WeightGradient {
    private let shape: ConvolutionShape, method: ConvolutionMethod
    private let instructions: InstructionSet, tile: Int

    init(_ shape: ConvolutionShape, _ widest: InstructionSet) {
        (self.shape, method) = (shape, shape.method)
        instructions = method == .direct ? widest.fitting(shape.groupOutputs) : widest.fitting(shape.groupInputs, shape.groupOutputs)
        tile = instructions.tile(shape.groupOutputs)
    }

    /// The number of blocks of output channels, over all groups.
    var blocks: Int { shape.outputs / tile }
    private var blockCount: Int { tile * shape.groupInputs * method.parts(taps: shape.kernel) }
    /// Floats in packed form.
    var packedCount: Int { blocks * blockCount }

    func clear(_ packed: UnsafeMutablePointer<Float>, blocks: Range<Int>) {
        memset(packed + blocks.lowerBound * blockCount, 0, blocks.count * blockCount * 4)
    }

    /// Adds x (x) g to these blocks.
    func add(_ x: View, _ g: View, to packed: UnsafeMutablePointer<Float>, blocks: Range<Int>, images: Int, _ scratch: Scratch) {
        let inGroup = shape.groupOutputs / tile
        for group in 0..<shape.groups {
            let own = blocks.clamped(to: group * inGroup..<(group + 1) * inGroup)
            if own.isEmpty { continue }
            // Otherwise the kernel would read two narrow tiles as one wide tile.
            let together = tile > instructions.lanes || own.count == inGroup ? own.count : 1
            for first in stride(from: own.lowerBound, to: own.upperBound, by: together) {
                add(
                    x.shifted(group * shape.groupInputs), g.shifted(first * tile), packed + first * blockCount, outputs: together * tile, images,
                    scratch)
            }
        }
    }

    private func add(_ x: View, _ g: View, _ part: UnsafeMutablePointer<Float>, outputs: Int, _ images: Int, _ scratch: Scratch) {
        let kernels = instructions.kernels, (n, H, W) = (Int32(images), Int32(shape.height), Int32(shape.width))
        let (C, O) = (Int32(shape.groupInputs), Int32(outputs))
        if method == .direct {
            kernels.weight_gradient(x, g, part, n, H, W, C, O, Int32(shape.kernel))
        } else {
            kernels.winograd_weight_gradient(
                x, g, part, n, H, W, C, O, Int32(method.step), scratch.transformed.floats, scratch.products.floats)
        }
    }

    /// Folds pieces, in their order, and unpacks one block of their sum into [O, C / groups, K, K].
    func fold(_ pieces: [UnsafeMutablePointer<Float>?], block: Int, accumulate: Bool, into gradient: UnsafeMutablePointer<Float>) {
        let from = block * blockCount, (C, K) = (shape.groupInputs, shape.kernel)
        instructions.kernels.fold(pieces, Int32(pieces.count), from, from + blockCount)
        guard let folded = pieces[0] else { return }
        instructions.kernels.unpack_gradient(
            folded + from, Int32(tile), Int32(C), Int32(K), Int32(method.step), Int32(tile), accumulate ? 1 : 0, gradient + block * tile * C * K * K)
    }
}
