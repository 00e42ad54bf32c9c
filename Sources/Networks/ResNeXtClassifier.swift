import CKernels
import Classification
import Foundation
import Tensors

/// The paper's net in evaluation mode: batch normalisation is folded into the weights, and both branches of a block form one dense convolution with
/// their mean folded in. Each image passes through the net alone, so no bit of its result depends on the batch.
///
/// A pullback needs only the signs of an image's activations, one bit each. Signs are kept for every image of a call, activations for one image per
/// thread.
final class ResNeXtClassifier: DifferentiableClassifier, @unchecked Sendable {
    let classes: Int
    private let plan: ResNeXtPlan
    private let team: Team
    private let layers: [Layer]
    private let head: FoldedHead
    private let scratches: [Scratch]
    /// The activations of an image, consecutive, with borders that stay zero. The count and each offset are multiples of `granule`.
    private let imageCount: Int
    private static let granule = 64
    private let activations = Arenas()
    /// Signs and image gradients have no borders, so they must not reuse memory whose borders must stay zero.
    private let signs = Arenas(), imageGradients = Arenas()

    /// A folded convolution, with the places of its input, its output and its residual among an image's activations.
    private struct Layer {
        let role: Role, convolution: Convolution, bias: Storage, pointwise: Kernels
        let input: (offset: Int, geometry: Padded), output: (offset: Int, geometry: Padded)
        /// For a transition: the pooled output.
        let pooled: (offset: Int, geometry: Padded)?
        let residual: Int?
    }

    init(_ net: ResNeXt, _ parameters: Parameters, image: [Int], classes: Int, _ team: Team) {
        let plan = ResNeXtPlan(net, image: image)
        (self.classes, self.plan, self.team) = (classes, plan, team)
        var offset = 0, layers: [Layer] = []
        func place(_ geometry: Padded) -> (offset: Int, geometry: Padded) {
            defer { offset += (geometry.count + Self.granule - 1) / Self.granule * Self.granule }
            return (offset, geometry)
        }
        var last = place(plan.units[0].shape.input), block = last
        for unit in plan.units {
            let folded = FoldedConvolution(unit, parameters)
            let convolution = Convolution(folded.shape, team.instructions)
            folded.weights.withUnsafeBufferPointer { weights in
                if let start = weights.baseAddress { convolution.pack(start, group: 0) }
            }
            let pointwise = team.instructions.fitting(folded.shape.outputs).kernels
            if unit.role == .inner { block = last }
            let output = place(folded.shape.output)
            var pooled: (offset: Int, geometry: Padded)?
            if unit.role == .transition {
                pooled = place(Padded(height: unit.shape.height / 2, width: unit.shape.width / 2, channels: unit.shape.outputs))
            }
            layers.append(
                Layer(
                    role: unit.role, convolution: convolution, bias: Storage(folded.bias), pointwise: pointwise,
                    input: last, output: output, pooled: pooled, residual: unit.role == .outer ? block.offset : nil))
            last = pooled ?? output
        }
        (self.layers, imageCount) = (layers, offset)
        let widest = layers.map { max($0.convolution.shape.inputs, $0.convolution.shape.outputs) }.max() ?? 0
        scratches = (0..<team.threads).map { _ in Scratch(slots: 1, channels: widest) }
        head = FoldedHead(net, parameters, classes: classes)
    }

    func logits(_ images: Tensor) throws -> Tensor { run(images, signs: nil) }

    func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
        let kept = signs.take(images.count * signCount / 4)
        defer { signs.give(kept) }
        let start = UnsafeMutableRawPointer(kept.floats).assumingMemoryBound(to: UInt8.self)
        let logits = run(images, signs: start)
        return try body(logits) { cotangent in pull(cotangent, logits, start) }
    }

    /// Bytes of an image's signs; those of the activations at `offset` begin at offset / 8.
    private var signCount: Int { imageCount / 8 }

    /// Keeps the signs of image n at `signs` + n signCount, if any.
    private func run(_ images: Tensor, signs: UnsafeMutablePointer<UInt8>?) -> Tensor {
        images.demand([images.count] + plan.image, "images")
        var logits = Tensor(zeros: [images.count, classes])
        let arena = activations.take(team.threads * imageCount), start = arena.floats
        defer { activations.give(arena) }
        let shape = plan.units[0].shape, pixels = images.stride, classes = classes
        images.values.withUnsafeBufferPointer { images in
            logits.values.withUnsafeMutableBufferPointer { logits in
                guard let source = images.baseAddress, let target = logits.baseAddress else { return }
                team.forEach(logits.count / classes) { n, thread in
                    let memory = start + thread * imageCount
                    layers[0].pointwise.copy(
                        source + n * pixels, layers[0].input.geometry.view(memory), Int32(shape.height), Int32(shape.width), Int32(shape.inputs))
                    for layer in layers { forward(layer, memory, signs.map { $0 + n * signCount }, scratches[thread]) }
                    let last = layers[layers.count - 1].output
                    head.logits(last.geometry, last.geometry.view(memory + last.offset), into: target + n * classes)
                }
            }
        }
        return logits
    }

    private func forward(_ layer: Layer, _ memory: UnsafeMutablePointer<Float>, _ signs: UnsafeMutablePointer<UInt8>?, _ scratch: Scratch) {
        let output = layer.output.geometry.view(memory + layer.output.offset)
        var epilogue = Epilogue(
            kind: EpilogueBiasReLU, bias: layer.bias.floats, residual: nil, mask: nil, signs: signs.map { $0 + layer.output.offset / 8 })
        if let residual = layer.residual {
            epilogue.kind = EpilogueBiasResidualReLU
            epilogue.residual = UnsafePointer(layer.output.geometry.view(memory + residual).data)
        }
        layer.convolution.forward(layer.input.geometry.view(memory + layer.input.offset), output, images: 1, scratch, epilogue)
        if let pooled = layer.pooled {
            let shape = layer.convolution.shape
            layer.pointwise.average(
                output, pooled.geometry.view(memory + pooled.offset), signs.map { $0 + pooled.offset / 8 }, Int32(shape.height), Int32(shape.width),
                Int32(shape.outputs))
        }
    }

    /// Adjoints of one image, by thread: as many padded images as activations of one kind can be alive at once.
    private func pull(_ cotangent: Tensor, _ logits: Tensor, _ start: UnsafeMutablePointer<UInt8>) -> Tensor {
        cotangent.demand(logits.shape, "cotangent")
        let count = cotangent.count, pixels = plan.image.reduce(1, *), classes = classes
        var result = Tensor(zeros: [count] + plan.image)
        let arena = activations.take(team.threads * imageCount), adjoints = arena.floats
        defer { activations.give(arena) }
        let stem = plan.units[0].shape, channels = layers[0].convolution.inputGradientChannels
        let gradients = imageGradients.take(team.threads * stem.height * stem.width * channels)
        defer { imageGradients.give(gradients) }
        cotangent.values.withUnsafeBufferPointer { cotangent in
            result.values.withUnsafeMutableBufferPointer { result in
                guard let source = cotangent.baseAddress, let target = result.baseAddress else { return }
                team.forEach(count) { n, thread in
                    let (signs, adjoint, scratch) = (start + n * signCount, adjoints + thread * imageCount, scratches[thread])
                    let last = layers[layers.count - 1].output
                    head.pull(
                        source + n * classes, logits: logits.values, image: n, last.geometry, mask: signs + last.offset / 8,
                        into: last.geometry.view(adjoint + last.offset))
                    for layer in layers.dropFirst().reversed() { backward(layer, signs, adjoint, scratch) }
                    let image = gradients.floats + thread * stem.height * stem.width * channels
                    layers[0].convolution.inputGradient(
                        layers[0].output.geometry.view(adjoint + layers[0].output.offset),
                        plainView(image, height: stem.height, width: stem.width, channels: channels), images: 1, scratch)
                    let to = target + n * pixels
                    for p in 0..<stem.height * stem.width {
                        for c in 0..<stem.inputs { to[p * stem.inputs + c] = image[p * channels + c] }
                    }
                }
            }
        }
        return result
    }

    /// From the adjoint of a layer's output (masked already) to that of its input, masked by the ReLU that made the input.
    private func backward(_ layer: Layer, _ signs: UnsafePointer<UInt8>, _ adjoint: UnsafeMutablePointer<Float>, _ scratch: Scratch) {
        let shape = layer.convolution.shape, output = layer.output.geometry.view(adjoint + layer.output.offset)
        if let pooled = layer.pooled {
            layer.pointwise.average_adjoint(
                pooled.geometry.view(adjoint + pooled.offset), signs + layer.output.offset / 8, output, Int32(shape.height), Int32(shape.width),
                Int32(shape.outputs))
        }
        let input = layer.input.geometry
        var epilogue = Epilogue(kind: EpilogueMask, bias: nil, residual: nil, mask: signs + layer.input.offset / 8, signs: nil)
        if layer.role == .inner, let above = layers.first(where: { $0.residual == layer.input.offset }) {
            epilogue.kind = EpilogueResidualMask
            epilogue.residual = UnsafePointer(input.view(adjoint + above.output.offset).data)
        }
        layer.convolution.inputGradient(output, input.view(adjoint + layer.input.offset), images: 1, scratch, epilogue)
    }
}

/// Memory, zero at first, that the next call reuses with its old contents: only for data of one layout.
private final class Arenas: @unchecked Sendable {
    private let lock = NSLock()
    private var free: [Storage] = []

    func take(_ count: Int) -> Storage {
        lock.lock()
        defer { lock.unlock() }
        if let index = free.firstIndex(where: { $0.count >= count && $0.count <= 2 * count + 1_000_000 }) { return free.remove(at: index) }
        return Storage(count)
    }
    func give(_ storage: Storage) {
        lock.lock()
        defer { lock.unlock() }
        if free.count >= 4 { free.removeFirst() }
        free.append(storage)
    }
}
