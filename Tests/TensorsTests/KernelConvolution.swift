import CKernels
import Tensors
import Testing

/// Images [N, H, W, C] with a border of one pixel, as the kernels read and write them.
final class PaddedImages {
    let geometry: Padded, images: Int
    private let storage: Storage

    init(_ values: [Float], images: Int, height: Int, width: Int, channels: Int) {
        (geometry, self.images) = (Padded(height: height, width: width, channels: channels), images)
        storage = Storage(images * geometry.count)
        forEach { storage.floats[$0] = values[$1] }
    }
    var view: View { geometry.view(storage.floats) }
    /// [N, H, W, C]
    var interior: [Float] {
        var result = [Float](repeating: 0, count: images * geometry.height * geometry.width * geometry.channels)
        forEach { result[$1] = storage.floats[$0] }
        return result
    }
    /// Bit k is set if the element `first` + k after the first pixel's start is above zero.
    func signs(from first: Int = 0) -> [UInt8] {
        let start = (geometry.width + 3) * geometry.channels + first
        var bytes = [UInt8](repeating: 0, count: (storage.count - start + 7) / 8)
        for k in 0..<storage.count - start where storage.floats[start + k] > 0 { bytes[k / 8] |= 1 << UInt8(k % 8) }
        return bytes
    }
    /// True if nothing was written outside the images.
    var bordersAreZero: Bool {
        var inside = Set<Int>()
        forEach { at, _ in inside.insert(at) }
        return (0..<storage.count).allSatisfy { inside.contains($0) || storage.floats[$0].bitPattern == 0 }
    }
    private func forEach(_ body: (_ padded: Int, _ plain: Int) -> Void) {
        let (H, W, C) = (geometry.height, geometry.width, geometry.channels)
        for n in 0..<images {
            for r in 0..<H {
                for p in 0..<W {
                    for c in 0..<C { body(n * geometry.count + ((r + 1) * (W + 2) + p + 1) * C + c, ((n * H + r) * W + p) * C + c) }
                }
            }
        }
    }
}

/// The operands of an epilogue: a bias for each channel, and values of the output's shape.
struct EpilogueOperands {
    var kind = EpiloguePlain, bias: [Float] = [], residual: [Float] = [], mask: [Float] = []
}

/// The three passes of a convolution by the kernels of one instruction set and one method, packed and called as in the nets.
struct KernelConvolution {
    let shape: ConvolutionCase, method: ConvolutionMethod, instructions: InstructionSet

    private var parts: Int { method.parts(taps: shape.kernel) }
    private var step: Int32 { Int32(method.step) }
    private func fitting(_ inputs: Int, _ outputs: Int) -> InstructionSet {
        method == .direct ? instructions.fitting(outputs) : instructions.fitting(inputs, outputs)
    }

    /// [N, H, W, C] -> [N, H, W, O]
    func forward(_ x: [Float], _ w: [Float], _ epilogue: EpilogueOperands = EpilogueOperands()) -> [Float] {
        apply(x, w, transposed: false, inputs: shape.groupInputs, outputs: shape.groupOutputs, epilogue)
    }

    /// [N, H, W, O] -> [N, H, W, C], without the padding channels.
    func inputGradient(_ g: [Float], _ w: [Float], _ epilogue: EpilogueOperands = EpilogueOperands()) -> [Float] {
        let padded = (shape.groupInputs + 3) / 4 * 4, result = apply(g, w, transposed: true, inputs: shape.groupOutputs, outputs: padded, epilogue)
        if padded == shape.groupInputs { return result }
        return result.indices.filter { $0 % padded < shape.groupInputs }.map { result[$0] }
    }

    private func apply(_ x: [Float], _ w: [Float], transposed: Bool, inputs C: Int, outputs O: Int, _ operands: EpilogueOperands) -> [Float] {
        let (N, H, W, groups) = (shape.images, shape.height, shape.width, shape.groups), set = fitting(C, O), kernels = set.kernels
        func images(_ values: [Float], _ channels: Int) -> PaddedImages {
            PaddedImages(values, images: N, height: H, width: W, channels: channels)
        }
        let zeros = [Float](repeating: 0, count: N * H * W * O * groups)
        let from = images(x, C * groups), to = images(zeros, O * groups)
        let residual = images(operands.residual.isEmpty ? zeros : operands.residual, O * groups)
        let mask = images(operands.mask.isEmpty ? zeros : operands.mask, O * groups)
        var signs: [UInt8] = []
        let bias = Storage(operands.bias.isEmpty ? Array(repeating: 0, count: O * groups) : operands.bias)
        let packed = Storage(O * C * parts), scratch = Scratch(slots: 0, channels: max(C, O)), tile = Int32(set.tile(O))
        for group in 0..<groups {
            w.withUnsafeBufferPointer {
                kernels.pack(
                    $0.baseAddress! + group * shape.groupWeights, Int32(shape.groupOutputs), Int32(shape.groupInputs), Int32(shape.kernel),
                    transposed ? 1 : 0, step, tile, packed.floats)
            }
            var epilogue = Epilogue(
                kind: operands.kind, bias: bias.floats + group * O, residual: UnsafePointer(residual.view.data + group * O), mask: nil, signs: nil)
            let (source, target) = (from.view.shifted(group * C), to.view.shifted(group * O))
            let (n, h, w, c, o) = (Int32(N), Int32(H), Int32(W), Int32(C), Int32(O))
            signs = Array(repeating: 0, count: (N * to.geometry.count + 7) / 8)
            signs.withUnsafeMutableBufferPointer { signs in
                mask.signs(from: group * O).withUnsafeBufferPointer { mask in
                    (epilogue.mask, epilogue.signs) = (mask.baseAddress, signs.baseAddress)
                    switch method {
                    case .direct: kernels.convolve(source, packed.floats, target, n, h, w, c, o, Int32(shape.kernel), epilogue)
                    case .f2, .f4:
                        kernels.winograd(
                            source, packed.floats, target, n, h, w, c, o, step, epilogue, scratch.transformed.floats, scratch.products.floats)
                    }
                }
            }
        }
        #expect(to.bordersAreZero)
        // The signs of the last group, whose elements are last within their pixels.
        if operands.kind == EpilogueBiasReLU || operands.kind == EpilogueBiasResidualReLU {
            let kept = groups == 1 ? to.signs() : zip(to.signs(from: (groups - 1) * O), signs).map { $0 & $1 }
            #expect(Array(signs.prefix(kept.count)) == kept)
        }
        return to.interior
    }

    /// [N, H, W, C], [N, H, W, O] -> [O, C / groups, K, K]. `oneByOne`: a call for each image instead of one for all.
    func weightGradient(_ x: [Float], _ g: [Float], oneByOne: Bool = false) -> [Float] {
        let (N, H, W, C, O) = (shape.images, shape.height, shape.width, shape.groupInputs, shape.groupOutputs), set = fitting(C, O),
            kernels = set.kernels
        let from = PaddedImages(x, images: N, height: H, width: W, channels: shape.inputs)
        let to = PaddedImages(g, images: N, height: H, width: W, channels: shape.outputs)
        let scratch = Scratch(slots: 0, channels: max(C, O))
        var result = [Float](repeating: 0, count: shape.groups * shape.groupWeights)
        for group in 0..<shape.groups {
            let packed = Storage(O * C * parts)
            for first in oneByOne ? Array(0..<N) : [0] {
                let count = Int32(oneByOne ? 1 : N), source = from.view.shifted(group * C + first * from.view.image)
                let adjoint = to.view.shifted(group * O + first * to.view.image)
                switch method {
                case .direct:
                    kernels.weight_gradient(source, adjoint, packed.floats, count, Int32(H), Int32(W), Int32(C), Int32(O), Int32(shape.kernel))
                case .f2, .f4:
                    kernels.winograd_weight_gradient(
                        source, adjoint, packed.floats, count, Int32(H), Int32(W), Int32(C), Int32(O), step, scratch.transformed.floats,
                        scratch.products.floats)
                }
            }
            result.withUnsafeMutableBufferPointer {
                kernels.unpack_gradient(
                    packed.floats, Int32(O), Int32(C), Int32(shape.kernel), step, Int32(set.tile(O)), 0,
                    $0.baseAddress! + group * shape.groupWeights)
            }
        }
        return result
    }
}

extension View {
    func shifted(_ floats: Int) -> View { View(data: data + floats, image: image, row: row, pixel: pixel) }
}
