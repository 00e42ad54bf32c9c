import Tensors

/// The results of a forward pass that later passes need.
final class Activations {
    let images: Storage
    /// [N, H, W, O] raw outputs of the units' convolutions.
    let outputs: [Storage]
    /// [N, H, W, C] of the nodes.
    let nodes: [Storage]
    let normalisations: [Normalisation]

    init(_ plan: ResNeXtPlan, batch: Int) {
        images = Storage(batch * plan.image.reduce(1, *))
        outputs = plan.units.map { Storage(batch * $0.shape.outputs * $0.shape.height * $0.shape.width) }
        nodes = plan.nodes.map { Storage(batch * $0.count) }
        normalisations = plan.units.map { Normalisation(channels: $0.shape.outputs, images: batch, pixels: $0.shape.height * $0.shape.width) }
    }
}

/// Adjoints of the nodes and of the inner units' normalised outputs. Those that are no longer needed share their memory.
final class Adjoints {
    let nodes: [Storage]
    /// By unit; only those of inner units are used.
    let inner: [Storage]

    init(_ plan: ResNeXtPlan, batch: Int, keep: Bool) {
        let sizes = plan.units.map { $0.role == .inner ? batch * $0.shape.outputs * $0.shape.height * $0.shape.width : 0 }
        if keep {
            nodes = plan.nodes.map { Storage(batch * $0.count) }
            inner = sizes.map { Storage($0) }
        } else {
            let largest = batch * (plan.nodes.map(\.count).max() ?? 0), pair = [Storage(largest), Storage(largest)]
            nodes = plan.nodes.indices.map { pair[$0 % 2] }
            let shared = Storage(sizes.max() ?? 0)
            inner = sizes.map { _ in shared }
        }
    }
}

/// Tangents of the raw outputs and of the nodes.
final class Tangents {
    let outputs: [Storage], nodes: [Storage]
    init(_ plan: ResNeXtPlan, batch: Int) {
        outputs = plan.units.map { Storage(batch * $0.shape.outputs * $0.shape.height * $0.shape.width) }
        nodes = plan.nodes.map { Storage(batch * $0.count) }
    }
}
