import CKernels
import Foundation
import Tensors

/// The shape of a convolution with stride 1 that keeps the size of its images: K x K taps (3 or 1), C inputs and O outputs in groups.
struct ConvolutionShape: Equatable {
    var inputs: Int, outputs: Int, groups = 1, kernel = 3, height: Int, width: Int

    var groupInputs: Int { inputs / groups }
    var groupOutputs: Int { outputs / groups }
    /// Shape of the weights, as PyTorch has them.
    var weights: [Int] { [outputs, groupInputs, kernel, kernel] }
    var input: Padded { Padded(height: height, width: width, channels: inputs) }
    var output: Padded { Padded(height: height, width: width, channels: outputs) }
    /// F(2 x 2, 3 x 3) where its tiles fit; fixed by the shape alone, since its bits differ from the direct kernel's.
    var usesWinograd: Bool { kernel == 3 && height % 2 == 0 && width % 2 == 0 && groupInputs % 4 == 0 && groupOutputs % 4 == 0 }
    /// Images that make up one pass through the transformed domain.
    var imagesAtOnce: Int { usesWinograd ? max(1, WinogradTiles * 4 / (height * width)) : 1 }
    /// Multiply-adds of one forward pass over one image, counted as in the direct algorithm.
    var multiplyAdds: Int { height * width * outputs * groupInputs * kernel * kernel }
}

/// A convolution's weights as the kernels read them, in its three passes.
final class Convolution {
    let shape: ConvolutionShape
    private let forwardSet: InstructionSet, inputSet: InstructionSet
    private let forwardTile: Int, inputTile: Int
    private let forwardWeights: Storage, inputWeights: Storage
    /// Channels of the input gradient: those of the input, filled up to a multiple of 4.
    let inputGradientChannels: Int

    init(_ shape: ConvolutionShape, _ instructions: InstructionSet) {
        self.shape = shape
        let (C, O) = (shape.groupInputs, shape.groupOutputs), padded = (C + 3) / 4 * 4
        precondition(shape.groups == 1 || padded == C)
        inputGradientChannels = shape.groups * padded
        forwardSet = shape.usesWinograd ? instructions.fitting(C, O) : instructions.fitting(O)
        inputSet = shape.usesWinograd ? instructions.fitting(C, O) : instructions.fitting(padded)
        forwardTile = forwardSet.tile(O)
        inputTile = inputSet.tile(padded)
        let parts = shape.usesWinograd ? 16 : shape.kernel * shape.kernel
        forwardWeights = Storage(shape.outputs * C * parts)
        inputWeights = Storage(shape.groups * padded * O * parts)
    }

    /// Which kernels it uses, in words: method, then tile and vector width of the forward pass and of the input gradient.
    var choice: String {
        let method = shape.usesWinograd ? "Winograd" : "direct \(shape.kernel) x \(shape.kernel)"
        return "\(method), tile \(forwardTile) of \(forwardSet.lanes), back \(inputTile) of \(inputSet.lanes)"
    }

    private var parts: Int { shape.usesWinograd ? 16 : shape.kernel * shape.kernel }
    private var groupWeights: Int { shape.groupInputs * shape.groupOutputs * shape.kernel * shape.kernel }
    /// Floats of a weight gradient before it is unpacked.
    var packedGradientCount: Int { shape.outputs * shape.groupInputs * parts }

    /// Packs the weights [O, C / groups, K, K] of group `group`, for the forward pass and for the input gradient.
    func pack(_ weights: UnsafePointer<Float>, group: Int) {
        let (C, O, K) = (Int32(shape.groupInputs), Int32(shape.groupOutputs), Int32(shape.kernel)), winograd: Int32 = shape.usesWinograd ? 1 : 0
        let source = weights + group * groupWeights
        pack_weights(source, O, C, K, 0, winograd, Int32(forwardTile), forwardWeights.floats + group * shape.groupOutputs * shape.groupInputs * parts)
        pack_weights(
            source, O, C, K, 1, winograd, Int32(inputTile),
            inputWeights.floats + group * inputGradientChannels / shape.groups * shape.groupOutputs * parts)
    }

    /// y = x * w.
    func forward(_ x: View, _ y: View, images: Int, _ scratch: Scratch, _ epilogue: Epilogue = Epilogue()) {
        apply(forwardSet, forwardWeights, x, shape.groupInputs, y, shape.groupOutputs, images, scratch, epilogue)
    }

    /// The adjoint of the input from that of the output: g * flipped, transposed w.
    func inputGradient(_ g: View, _ x: View, images: Int, _ scratch: Scratch, _ epilogue: Epilogue = Epilogue()) {
        apply(inputSet, inputWeights, g, shape.groupOutputs, x, inputGradientChannels / shape.groups, images, scratch, epilogue)
    }

    private func apply(
        _ set: InstructionSet, _ weights: Storage, _ x: View, _ C: Int, _ y: View, _ O: Int, _ images: Int, _ scratch: Scratch, _ epilogue: Epilogue
    ) {
        let kernels = set.kernels, (n, H, W) = (Int32(images), Int32(shape.height), Int32(shape.width))
        for group in 0..<shape.groups {
            let (from, to) = (x.shifted(group * C), y.shifted(group * O)), packed = weights.floats + group * C * O * parts
            if shape.usesWinograd {
                kernels.winograd(from, packed, to, n, H, W, Int32(C), Int32(O), epilogue, scratch.transformed.floats, scratch.products.floats)
            } else {
                kernels.convolve(from, packed, to, n, H, W, Int32(C), Int32(O), Int32(shape.kernel), epilogue)
            }
        }
    }

    /// Blocks of output channels, of all groups, into which a gradient divides.
    var gradientBlocks: Int { shape.outputs / forwardTile }
    private var blockCount: Int { forwardTile * shape.groupInputs * parts }

    func clear(_ packed: UnsafeMutablePointer<Float>, blocks: Range<Int>) {
        memset(packed + blocks.lowerBound * blockCount, 0, blocks.count * blockCount * 4)
    }

    /// Adds x (x) g to some blocks of a packed gradient.
    func weightGradient(_ x: View, _ g: View, into packed: UnsafeMutablePointer<Float>, blocks: Range<Int>, images: Int, _ scratch: Scratch) {
        let inGroup = shape.groupOutputs / forwardTile
        for group in 0..<shape.groups {
            let own = blocks.clamped(to: group * inGroup..<(group + 1) * inGroup)
            if own.isEmpty { continue }
            // Otherwise the kernel would read two narrow tiles as one wide tile.
            let together = forwardTile > forwardSet.lanes || own.count == inGroup ? own.count : 1
            for first in stride(from: own.lowerBound, to: own.upperBound, by: together) {
                add(
                    x.shifted(group * shape.groupInputs), g.shifted(first * forwardTile), packed + first * blockCount, together * forwardTile, images,
                    scratch)
            }
        }
    }

    private func add(_ x: View, _ g: View, _ part: UnsafeMutablePointer<Float>, _ O: Int, _ images: Int, _ scratch: Scratch) {
        let kernels = forwardSet.kernels, (n, H, W) = (Int32(images), Int32(shape.height), Int32(shape.width)), C = Int32(shape.groupInputs)
        if shape.usesWinograd {
            kernels.winograd_weight_gradient(x, g, part, n, H, W, C, Int32(O), scratch.transformed.floats, scratch.products.floats)
        } else {
            kernels.weight_gradient(x, g, part, n, H, W, C, Int32(O), Int32(shape.kernel))
        }
    }

    /// Folds the pieces of a gradient, in their order, and unpacks one block of it into [O, C / groups, K, K].
    func foldGradient(_ pieces: [UnsafeMutablePointer<Float>?], block: Int, accumulate: Bool, into gradient: UnsafeMutablePointer<Float>) {
        let from = block * blockCount
        forwardSet.kernels.fold(pieces, Int32(pieces.count), from, from + blockCount)
        guard let folded = pieces[0] else { return }
        unpack_gradient(
            folded + from, Int32(forwardTile), Int32(shape.groupInputs), Int32(shape.kernel), shape.usesWinograd ? 1 : 0, Int32(forwardTile),
            accumulate ? 1 : 0,
            gradient + block * forwardTile * shape.groupInputs * shape.kernel * shape.kernel)
    }
}

extension View {
    func shifted(_ floats: Int) -> View { View(data: data + floats, image: image, row: row, pixel: pixel) }
    func at(image n: Int) -> View { shifted(n * image) }
}
