import CKernels
import Foundation
import Tensors

/// The paper's net in training mode: its four passes, layer by layer, with memory planned once.
///
/// The raw outputs of the convolutions and the nodes are kept between the passes; everything else is recomputed on the way into the next
/// convolution's padded scratch. The unit of work of a thread is a chunk of images or, where gradients of the weights are summed, a piece: image n of
/// N belongs to piece floor(8 n / N), and pieces are added in order.
final class ResNeXtTraining: TrainableNetwork {
    static let pieces = 8

    let variables: Variables
    let plan: ResNeXtPlan
    let batch: Int, classes: Int
    let team: Team
    let units: [ConvolutionUnit]
    private let scratches: [Scratch]
    private let heads: [Head]
    /// Slot 1 is made when a pass first needs it (finite differences), and so are tangents and kept adjoints (double backpropagation).
    private var slots: [Activations?] = [nil, nil]
    private lazy var transient = Adjoints(plan, batch: batch, keep: false)
    private lazy var kept = Adjoints(plan, batch: batch, keep: true)
    private lazy var tangents = Tangents(plan, batch: batch)
    private var hasTangents = false
    private var order = PassOrder()
    private let pieceGradients: [Storage]
    private let imageGradient: Storage
    private let direction: Storage

    init(_ net: ResNeXt, _ parameters: Parameters, image: [Int], classes: Int, batch: Int, _ team: Team) {
        (self.batch, self.classes, self.team) = (batch, classes, team)
        let variables = Variables(parameters), plan = ResNeXtPlan(net, image: image)
        (self.variables, self.plan) = (variables, plan)
        units = plan.units.map { ConvolutionUnit($0.role, $0.shape, branches: $0.branches, names: $0.names, variables, team.instructions) }
        let widest = plan.units.map { max($0.shape.inputs, $0.shape.outputs) }.max() ?? 0
        scratches = (0..<team.threads).map { _ in Scratch(slots: 4, channels: widest) }
        heads = (0..<2).map { _ in Head(net, variables, features: plan.features) }
        let largest = units.map(\.convolution.weightGradient.packedCount).max() ?? 0
        pieceGradients = (0..<Self.pieces).map { _ in Storage(largest) }
        imageGradient = Storage(batch * plan.units[0].shape.height * plan.units[0].shape.width * units[0].convolution.inputGradient.channels)
        direction = Storage(batch * image.reduce(1, *))
        packWeights()
    }

    func packWeights() {
        order.packWeights()
        let groups = units.flatMap { unit in (0..<unit.shape.groups).map { (unit, $0) } }
        team.forEach(groups.count) { item, _ in groups[item].0.convolution.pack(groups[item].0.weight.value.floats, group: groups[item].1) }
    }

    private func activations(_ slot: Int) -> Activations {
        if let held = slots[slot] { return held }
        let new = Activations(plan, batch: batch)
        slots[slot] = new
        return new
    }

    /// Calls `body` with ranges of images, each no longer than `images`.
    private func forChunks(of images: Int, _ body: (Range<Int>, Scratch) -> Void) {
        team.forEach((batch + images - 1) / images) { item, thread in
            body(item * images..<min((item + 1) * images, batch), scratches[thread])
        }
    }

    // MARK: forward and tangent

    func forward(_ images: Tensor, slot: Int, updateRunningStatistics: Bool) -> Tensor {
        images.demand([batch] + plan.image, "images")
        order.forward(slot: slot)
        let state = activations(slot)
        state.images.set(images.values)
        for (index, unit) in units.enumerated() {
            convolve(index, into: state.outputs[index]) { n, view in
                write(index, n, state, into: view)
            } sum: { n in
                layer(index, n, state) { $0.sums($1, state.normalisations[index].sums(of: n)) }
            }
            state.normalisations[index].foldForward(gamma: unit.scale?.value.floats, beta: unit.shift.value.floats)
            if updateRunningStatistics {
                state.normalisations[index].updateRunningStatistics(unit.runningMean.value.floats, unit.runningVariance.value.floats)
            }
        }
        let logits = heads[slot].forward(features(state, tangent: false))
        if updateRunningStatistics { heads[slot].updateRunningStatistics() }
        return logits
    }

    func tangent(_ direction: Tensor) -> Tensor {
        direction.demand([batch] + plan.image, "direction")
        order.tangent()
        let state = activations(0)
        let (kept, tangents) = (kept, tangents)
        hasTangents = true
        self.direction.set(direction.values)
        for (index, unit) in units.enumerated() {
            convolve(index, into: tangents.outputs[index]) { n, view in
                writeTangent(index, n, state, into: view)
            } sum: { n in
                layer(index, n, state, kept) { $0.tangent_sums($1, state.normalisations[index].sums(of: n)) }
            }
            state.normalisations[index].foldTangent(gamma: unit.scale?.value.floats)
        }
        return heads[0].tangent(features(state, tangent: true))
    }

    /// Convolves every image, which `write` puts into padded scratch; `sum` is called for each image while its output is in the cache.
    private func convolve(_ index: Int, into outputs: Storage, write: (_ n: Int, View) -> Void, sum: (_ n: Int) -> Void) {
        let unit = units[index], shape = unit.shape
        forChunks(of: shape.imagesAtOnce) { range, scratch in
            let input = scratch.padded(0, shape.input, images: range.count), start = outputs.floats + range.lowerBound * unit.outputCount
            for n in range { write(n, input.at(image: n - range.lowerBound)) }
            let output = plainView(start, height: shape.height, width: shape.width, channels: shape.outputs)
            unit.convolution.forward(input, output, images: range.count, scratch)
            for n in range { sum(n) }
        }
    }

    /// Writes the input of a unit for one image to padded scratch; a node is computed by the first unit that reads it.
    private func write(_ index: Int, _ n: Int, _ state: Activations, into view: View) {
        switch plan.units[index].role {
        case .stem:
            let shape = units[index].shape
            units[index].pointwise.copy(
                state.images.floats + n * shape.inputs * shape.height * shape.width, view, Int32(shape.height), Int32(shape.width),
                Int32(shape.inputs))
        case .outer: layer(index - 1, n, state) { $0.relu($1, view) }
        case .inner, .transition: make(plan.units[index].input ?? 0, n, state, into: view)
        }
    }

    private func writeTangent(_ index: Int, _ n: Int, _ state: Activations, into view: View) {
        switch plan.units[index].role {
        case .stem:
            let shape = units[index].shape
            units[index].pointwise.copy(
                direction.floats + n * shape.inputs * shape.height * shape.width, view, Int32(shape.height), Int32(shape.width), Int32(shape.inputs))
        case .outer: layer(index - 1, n, state) { $0.relu_tangent($1, View(), view) }
        case .inner, .transition: makeTangent(plan.units[index].input ?? 0, n, state, into: view)
        }
    }

    /// The residual that a node's block adds, for image n.
    private func residual(_ node: Int, _ n: Int, _ nodes: [Storage]) -> UnsafePointer<Float>? {
        units[plan.nodes[node].unit].role == .outer ? UnsafePointer(nodes[node - 1].floats + n * plan.nodes[node].count) : nil
    }

    private func make(_ node: Int, _ n: Int, _ state: Activations, into view: View) {
        let unit = units[plan.nodes[node].unit], a = state.nodes[node].floats + n * plan.nodes[node].count
        layer(plan.nodes[node].unit, n, state) {
            if unit.role == .transition { $0.pool($1, a, view) } else { $0.join($1, residual(node, n, state.nodes), a, view) }
        }
    }

    private func makeTangent(_ node: Int, _ n: Int, _ state: Activations, into view: View) {
        let unit = units[plan.nodes[node].unit], offset = n * plan.nodes[node].count, tangent = tangents.nodes[node].floats + offset
        layer(plan.nodes[node].unit, n, state) {
            if unit.role == .transition {
                $0.pool_tangent($1, tangent, view)
            } else {
                $0.join_tangent($1, residual(node, n, tangents.nodes), state.nodes[node].floats + offset, tangent, view)
            }
        }
    }

    /// Computes the last node and averages it over its pixels: [N, features].
    private func features(_ state: Activations, tangent: Bool) -> Tensor {
        let last = plan.nodes.count - 1, node = plan.nodes[last], pixels = node.height * node.width, channels = node.channels
        var result = Tensor(zeros: [batch, channels])
        let source = tangent ? tangents.nodes[last] : state.nodes[last]
        result.values.withUnsafeMutableBufferPointer { result in
            forChunks(of: 1) { range, _ in
                for n in range {
                    if tangent { makeTangent(last, n, state, into: View()) } else { make(last, n, state, into: View()) }
                    let a = source.floats + n * node.count
                    for p in 0..<pixels {
                        for c in 0..<channels { result[n * channels + c] += a[p * channels + c] }
                    }
                    for c in 0..<channels { result[n * channels + c] /= Float(pixels) }
                }
            }
        }
        return result
    }

    // MARK: adjoint and second adjoint

    func adjoint(_ cotangent: Tensor, slot: Int, images: Bool, gradients: GradientUse, keep: Bool) -> Tensor? {
        cotangent.demand([batch, classes], "cotangent")
        order.adjoint(slot: slot, keep: keep)
        let state = activations(slot), adjoints = keep ? kept : transient
        seed(heads[slot].adjoint(cotangent, gradients), state, adjoints, second: false)
        for index in units.indices.reversed() {
            let unit = units[index], normalisation = state.normalisations[index]
            normalisation.foldAdjoint(
                gamma: unit.scale?.value.floats, gradients: gradients == .none ? nil : unit.gradients, accumulate: gradients == .accumulate)
            let wanted = index > 0 || images
            if gradients == .none {
                if wanted { descend(index, state, adjoints, nil, ranges: chunks(of: unit.shape.imagesAtOnce), gradients: false) }
            } else {
                descend(index, state, adjoints, nil, ranges: pieces, gradients: true, input: wanted)
                fold(unit, accumulate: gradients == .accumulate)
            }
        }
        return images ? imageGradients() : nil
    }

    func secondAdjoint(_ cotangent: Tensor) {
        cotangent.demand([batch, classes], "cotangent")
        order.secondAdjoint()
        let state = activations(0)
        seed(heads[0].secondAdjoint(cotangent), state, transient, second: true)
        for index in units.indices.reversed() {
            let unit = units[index]
            state.normalisations[index].foldSecond(gamma: unit.scale?.value.floats, gradients: unit.gradients)
            descend(index, state, kept, transient, ranges: pieces, gradients: true, input: index > 0)
            fold(unit, accumulate: false)
        }
    }

    private func chunks(of images: Int) -> [Range<Int>] {
        stride(from: 0, to: batch, by: images).map { $0..<min($0 + images, batch) }
    }
    /// Image n of N belongs to piece floor(8 n / N).
    private var pieces: [Range<Int>] {
        (0..<Self.pieces).map { (batch * $0 + Self.pieces - 1) / Self.pieces..<(batch * ($0 + 1) + Self.pieces - 1) / Self.pieces }
    }

    /// From the adjoint of the features [N, features] to that of the last node.
    private func seed(_ features: Tensor, _ state: Activations, _ adjoints: Adjoints, second: Bool) {
        let last = plan.nodes.count - 1, node = plan.nodes[last], pixels = node.height * node.width
        forChunks(of: 1) { range, _ in
            for n in range {
                let e = adjoints.nodes[last].floats + n * node.count
                for c in 0..<node.channels { e[c] = features.values[n * node.channels + c] / Float(pixels) }
                for p in 1..<max(pixels, 1) { (e + p * node.channels).update(from: e, count: node.channels) }
                complete(last, n, state, adjoints, residual: false)
            }
        }
    }

    /// Completes a node's adjoint: adds the residual's contribution, masks, and sums for the normalisation of its unit.
    private func complete(_ node: Int, _ n: Int, _ state: Activations, _ adjoints: Adjoints, residual: Bool) {
        let geometry = plan.nodes[node], unit = units[geometry.unit], offset = n * geometry.count
        let e = adjoints.nodes[node].floats + offset
        let more = residual ? UnsafePointer(adjoints.nodes[node + 1].floats + offset) : nil
        let a = unit.role == .transition ? nil : UnsafePointer(state.nodes[node].floats + offset)
        if more != nil || a != nil { unit.pointwise.mask_add(e, a, more, geometry.count) }
        layer(geometry.unit, n, state) { $0.adjoint_sums($1, e, state.normalisations[geometry.unit].sums(of: n)) }
    }

    /// One unit of an adjoint pass: through its normalisation into padded scratch, the gradient of its weights, the adjoint of its input.
    /// With `seconds` it is the second adjoint pass, and `adjoints` are those kept by the first.
    private func descend(
        _ index: Int, _ state: Activations, _ adjoints: Adjoints, _ seconds: Adjoints?, ranges: [Range<Int>], gradients: Bool, input: Bool = true
    ) {
        let unit = units[index], step = unit.shape.imagesAtOnce, blocks = unit.convolution.weightGradient.blocks
        // If there are more threads than pieces, several share one: each computes some blocks of the gradient, and every `parts`-th chunk of the
        // input's adjoint.
        let parts = gradients ? min(max(team.shares / ranges.count, 1), blocks) : 1
        team.forEach(ranges.count * parts) { item, thread in
            let scratch = scratches[thread], (piece, part) = (item / parts, item % parts)
            let gradient = gradients ? pieceGradients[piece].floats : nil, own = blocks * part / parts..<blocks * (part + 1) / parts
            if let gradient { unit.convolution.weightGradient.clear(gradient, blocks: own) }
            for (chunk, first) in stride(from: ranges[piece].lowerBound, to: ranges[piece].upperBound, by: step).enumerated() {
                let range = first..<min(first + step, ranges[piece].upperBound)
                let u = scratch.padded(0, unit.shape.output, images: step), x = scratch.padded(1, unit.shape.input, images: step)
                var (uf, xt) = (u, x)
                if seconds != nil {
                    (uf, xt) = (scratch.padded(2, unit.shape.output, images: step), scratch.padded(3, unit.shape.input, images: step))
                }
                for n in range {
                    let at = n - first
                    layer(index, n, state, adjoints, seconds) {
                        if seconds == nil { $0.adjoint($1, u.at(image: at)) } else { $0.second_adjoint($1, uf.at(image: at), u.at(image: at)) }
                    }
                    if gradients { read(index, n, state, into: x.at(image: at), tangent: seconds == nil ? nil : xt.at(image: at)) }
                }
                if input, chunk % parts == part { pass(index, range, seconds == nil ? u : uf, state, seconds ?? adjoints, scratch) }
                if let gradient {
                    if seconds != nil { unit.convolution.weightGradient.add(xt, u, to: gradient, blocks: own, images: range.count, scratch) }
                    unit.convolution.weightGradient.add(x, seconds == nil ? u : uf, to: gradient, blocks: own, images: range.count, scratch)
                }
            }
        }
    }

    /// Computes the adjoint of a unit's input, and the sums of the layer that computed the input.
    private func pass(_ index: Int, _ range: Range<Int>, _ u: View, _ state: Activations, _ adjoints: Adjoints, _ scratch: Scratch) {
        let unit = units[index], shape = unit.shape, channels = unit.convolution.inputGradient.channels
        let target: Storage
        switch unit.role {
        case .stem: target = imageGradient
        case .outer: target = adjoints.inner[index - 1]
        case .inner, .transition: target = adjoints.nodes[plan.units[index].input ?? 0]
        }
        let start = target.floats + range.lowerBound * shape.height * shape.width * channels
        unit.convolution.inputGradient(
            u, plainView(start, height: shape.height, width: shape.width, channels: channels), images: range.count, scratch)
        for n in range {
            switch unit.role {
            case .stem: break
            case .outer:
                let g = target.floats + n * shape.height * shape.width * channels
                layer(index - 1, n, state) { $0.mask_sums($1, g, state.normalisations[index - 1].sums(of: n)) }
            case .inner, .transition: complete(plan.units[index].input ?? 0, n, state, adjoints, residual: unit.role == .inner)
            }
        }
    }

    /// Recomputes a unit's input as in the forward pass, and its tangent.
    private func read(_ index: Int, _ n: Int, _ state: Activations, into view: View, tangent: View?) {
        let unit = units[index], shape = unit.shape, (H, W, C) = (Int32(shape.height), Int32(shape.width), Int32(shape.inputs))
        let offset = n * shape.height * shape.width * shape.inputs
        switch unit.role {
        case .stem:
            unit.pointwise.copy(state.images.floats + offset, view, H, W, C)
            if let tangent { unit.pointwise.copy(direction.floats + offset, tangent, H, W, C) }
        case .outer:
            layer(index - 1, n, state) {
                if let tangent { $0.relu_tangent($1, view, tangent) } else { $0.relu($1, view) }
            }
        case .inner, .transition:
            let node = plan.units[index].input ?? 0
            unit.pointwise.copy(state.nodes[node].floats + offset, view, H, W, C)
            if let tangent { unit.pointwise.copy(tangents.nodes[node].floats + offset, tangent, H, W, C) }
        }
    }

    private func fold(_ unit: ConvolutionUnit, accumulate: Bool) {
        let pieces = pieceGradients.map { Optional($0.floats) }
        team.forEach(unit.convolution.weightGradient.blocks) { block, _ in
            unit.convolution.weightGradient.fold(pieces, block: block, accumulate: accumulate, into: unit.weight.gradient.floats)
        }
    }

    /// The gradient of the images without the padding channels.
    private func imageGradients() -> Tensor {
        let channels = plan.image[2], padded = units[0].convolution.inputGradient.channels
        var result = Tensor(zeros: [batch] + plan.image)
        let source = imageGradient.floats, pixels = result.values.count / channels
        result.values.withUnsafeMutableBufferPointer { result in
            for p in 0..<pixels {
                for c in 0..<channels { result[p * channels + c] = source[p * padded + c] }
            }
        }
        return result
    }

    /// Calls `body` with a unit's pointwise kernels and its layer for image n in their format.
    private func layer(
        _ index: Int, _ n: Int, _ state: Activations, _ adjoints: Adjoints? = nil, _ seconds: Adjoints? = nil,
        _ body: (Kernels, UnsafePointer<Normalised>) -> Void
    ) {
        let unit = units[index], normalisation = state.normalisations[index]
        let layer = Normalised(
            height: Int32(unit.shape.height), width: Int32(unit.shape.width), channels: Int32(unit.shape.outputs), branches: Int32(unit.branches),
            y: state.outputs[index].floats + n * unit.outputCount,
            tangent: hasTangents ? UnsafePointer(tangents.outputs[index].floats + n * unit.outputCount) : nil,
            mean: normalisation.mean.floats, coefficients: normalisation.coefficients.floats, source: unit.adjointSource,
            adjoint: adjoints.map { UnsafePointer(adjoint(of: index, n, $0)) }, second: seconds.map { UnsafePointer(adjoint(of: index, n, $0)) })
        withUnsafePointer(to: layer) { body(unit.pointwise, $0) }
    }

    private func adjoint(of index: Int, _ n: Int, _ adjoints: Adjoints) -> UnsafeMutablePointer<Float> {
        guard let node = plan.units[index].output else { return adjoints.inner[index].floats + n * units[index].outputCount }
        return adjoints.nodes[node].floats + n * plan.nodes[node].count
    }
}
