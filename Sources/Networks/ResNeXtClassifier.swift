import CKernels
import Classification
import Foundation
import Tensors

/// The paper's net in evaluation mode: batch normalisation is folded into the weights, and both branches of a block form one dense convolution with
/// their mean folded in. Images pass through the net one at a time, except in the last stage, which has many weights and few pixels: there several go
/// together. Results do not depend on the batch, to the bit.
///
/// A pullback needs only the signs of an image's activations, one bit each. Signs are kept for every image of a call, activations for a few images
/// per thread.
final class ResNeXtClassifier: DifferentiableClassifier, @unchecked Sendable {
    let classes: Int
    let plan: ResNeXtPlan
    private let team: Team
    /// The layers that take one image at a time, and those that take a group.
    let single: [FoldedLayer], grouped: [FoldedLayer]
    /// The largest number of images that pass through the grouped layers together.
    private let group: Int
    let head: FoldedHead
    private let scratches: [Scratch]
    /// Floats of an image's activations in either kind of layers: consecutive, with borders that stay zero. These counts and all offsets are
    /// multiples of `granule`.
    private let singleCount: Int, groupedCount: Int
    private static let granule = 64
    /// Signs have no borders, so they must not reuse memory whose borders must stay zero.
    private let activations = Arenas(), signs = Arenas()

    init(_ net: ResNeXt, _ parameters: Parameters, image: [Int], classes: Int, _ team: Team) {
        let plan = ResNeXtPlan(net, image: image)
        (self.classes, self.plan, self.team) = (classes, plan, team)
        let last = plan.units.lastIndex { $0.role == .transition } ?? 0
        var counts = [false: 0, true: 0], layers: [FoldedLayer] = []
        func place(_ geometry: Padded, isGrouped: Bool) -> ImageMemory.Place {
            defer { counts[isGrouped, default: 0] += (geometry.count + Self.granule - 1) / Self.granule * Self.granule }
            return ImageMemory.Place(isGrouped: isGrouped, offset: counts[isGrouped, default: 0], geometry: geometry)
        }
        var input = place(plan.units[0].shape.input, isGrouped: false), block = input
        for (index, unit) in plan.units.enumerated() {
            let folded = FoldedConvolution(unit, parameters)
            let convolution = Convolution(folded.shape, team.instructions)
            folded.weights.withUnsafeBufferPointer { weights in
                if let start = weights.baseAddress { convolution.pack(start, group: 0) }
            }
            if unit.role == .inner { block = input }
            let output = place(folded.shape.output, isGrouped: index > last)
            var pooled: ImageMemory.Place?
            if unit.role == .transition {
                let geometry = Padded(height: unit.shape.height / 2, width: unit.shape.width / 2, channels: unit.shape.outputs)
                pooled = place(geometry, isGrouped: index == last)
            }
            layers.append(
                FoldedLayer(
                    role: unit.role, convolution: convolution, bias: Storage(folded.bias),
                    pointwise: team.instructions.fitting(folded.shape.outputs).kernels,
                    input: input, output: output, pooled: pooled, residual: unit.role == .outer ? block : nil))
            input = pooled ?? output
        }
        (single, grouped) = (Array(layers[...last]), Array(layers[(last + 1)...]))
        (singleCount, groupedCount) = (counts[false, default: 0], counts[true, default: 0])
        group = min(8, grouped.map(\.convolution.shape.imagesAtOnce).max() ?? 1)
        let widest = layers.map { max($0.convolution.shape.inputs, $0.convolution.shape.outputs) }.max() ?? 0
        scratches = (0..<team.threads).map { _ in Scratch(slots: 1, channels: widest) }
        head = FoldedHead(net, parameters, classes: classes)
    }

    func logits(_ images: Tensor) throws -> Tensor { run(images, signs: nil) }

    func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
        try keepingSigns(images) { logits, signs in try body(logits) { cotangent in self.pull(cotangent, logits, signs) } }
    }

    /// Runs the forward pass, then `body` with the logits and the signs of the activations, which are valid only inside it.
    func keepingSigns<R>(_ images: Tensor, _ body: (_ logits: Tensor, _ signs: UnsafeMutablePointer<UInt8>) throws -> R) rethrows -> R {
        let kept = signs.take(images.count * (singleCount + groupedCount) / 32)
        defer { signs.give(kept) }
        let start = UnsafeMutableRawPointer(kept.floats).assumingMemoryBound(to: UInt8.self)
        return try body(run(images, signs: start), start)
    }

    /// Calls `body` with groups of images, each with a function from an image to its memory: the thread's activations and, if kept, the image's
    /// signs.
    func forGroups(
        of count: Int, signs: UnsafeMutablePointer<UInt8>?, _ body: (Range<Int>, _ memory: (Int) -> ImageMemory, Scratch) -> Void
    ) {
        let step = max(1, min(group, (count + team.threads - 1) / team.threads)), own = singleCount + group * groupedCount
        let arena = activations.take(team.threads * own)
        defer { activations.give(arena) }
        team.forEach((count + step - 1) / step) { item, thread in
            let range = item * step..<min((item + 1) * step, count), start = arena.floats + thread * own
            let memory = { (n: Int) in
                ImageMemory(
                    single: start, grouped: start + self.singleCount + (n - range.lowerBound) * self.groupedCount,
                    singleSigns: signs.map { $0 + n * self.singleCount / 8 },
                    groupedSigns: signs.map { $0 + (count * self.singleCount + n * self.groupedCount) / 8 }, groupedCount: self.groupedCount)
            }
            body(range, memory, scratches[thread])
        }
    }

    /// The place of the activations that the head reads.
    var last: ImageMemory.Place { grouped[grouped.count - 1].output }

    private func run(_ images: Tensor, signs: UnsafeMutablePointer<UInt8>?) -> Tensor {
        images.demand([images.count] + plan.image, "images")
        var logits = Tensor(zeros: [images.count, classes])
        let shape = plan.units[0].shape, pixels = images.stride, classes = classes
        images.values.withUnsafeBufferPointer { images in
            logits.values.withUnsafeMutableBufferPointer { logits in
                guard let source = images.baseAddress, let target = logits.baseAddress else { return }
                forGroups(of: logits.count / classes, signs: signs) { range, memory, scratch in
                    for n in range {
                        single[0].pointwise.copy(
                            source + n * pixels, memory(n).view(single[0].input), Int32(shape.height), Int32(shape.width), Int32(shape.inputs))
                        for layer in single { layer.forward(memory(n), images: 1, scratch) }
                    }
                    for layer in grouped { layer.forward(memory(range.lowerBound), images: range.count, scratch) }
                    for n in range { head.logits(last.geometry, memory(n).view(last), into: target + n * classes) }
                }
            }
        }
        return logits
    }

    /// From the cotangent of the logits [N, K] to the gradient; `bend`: the term that the output layer's curvature adds, if any.
    func pull(_ cotangent: Tensor, _ logits: Tensor, _ signs: UnsafeMutablePointer<UInt8>, bend: Tensor? = nil) -> Tensor {
        cotangent.demand(logits.shape, "cotangent")
        let count = cotangent.count, pixels = plan.image.reduce(1, *), classes = classes
        var result = Tensor(zeros: [count] + plan.image)
        cotangent.values.withUnsafeBufferPointer { cotangent in
            result.values.withUnsafeMutableBufferPointer { result in
                guard let source = cotangent.baseAddress, let target = result.baseAddress else { return }
                forGroups(of: count, signs: signs) { range, memory, scratch in
                    for n in range {
                        guard let mask = memory(n).signs(last) else { continue }
                        head.pull(
                            source + n * classes, logits: logits.values, bend: bend?.values, image: n, last.geometry, mask: mask,
                            into: memory(n).view(last))
                    }
                    pull(grouped[...], memory(range.lowerBound), images: range.count, scratch)
                    for n in range {
                        pull(single.dropFirst(), memory(n), images: 1, scratch)
                        pullImage(memory(n), into: target + n * pixels, scratch)
                    }
                }
            }
        }
        return result
    }

    private func pull(_ layers: ArraySlice<FoldedLayer>, _ adjoints: ImageMemory, images: Int, _ scratch: Scratch) {
        var above: ImageMemory.Place?
        for layer in layers.reversed() {
            if layer.role == .outer { above = layer.output }
            layer.backward(adjoints, above: layer.role == .inner ? above : nil, images: images, scratch)
        }
    }

    /// The pullback through the stem, whose kernel pads the channels to a multiple of 4.
    private func pullImage(_ adjoints: ImageMemory, into image: UnsafeMutablePointer<Float>, _ scratch: Scratch) {
        let stem = single[0], (H, W, C) = (plan.image[0], plan.image[1], plan.image[2])
        let gradient = scratch.padded(0, Padded(height: H, width: W, channels: stem.convolution.inputGradient.channels))
        stem.convolution.inputGradient(adjoints.view(stem.output), gradient, images: 1, scratch)
        for r in 0..<H {
            for p in 0..<W {
                for c in 0..<C { image[(r * W + p) * C + c] = gradient.data[r * gradient.row + p * gradient.pixel + c] }
            }
        }
    }
}

/// Memory, zero at first, which later calls reuse with its old contents: only for data of one layout.
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
