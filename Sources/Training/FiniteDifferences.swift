import Classification
public import Declarations
public import Networks
import Tensors

/// ||grad l(x)|| ~ (l(x + h d) - l(x)) / h with the direction d held constant: the paper's method.
///
/// All images of the batch move at once, each along its own direction. With batch normalisation the difference of one image's loss then does not
/// estimate its gradient norm: `ImageChoice` explains what that means for the Lipschitz term, and offers an alternative.
public struct FiniteDifferences: PenaltyGradient {
    // Choice(C6): training mode, as in the authors' code of 2019; their code of 2018 took evaluation mode.
    /// The mode of the net in which the direction's gradient is taken.
    public enum Direction: String, Codable, Sendable, CaseIterable { case training, evaluation }
    /// The step, as an l2 distance where the direction has unit length: 1e-9...1.
    public var h = Fraction(1, 1000)
    /// The net's mode, training or evaluation, in which the gradient for the direction is taken.
    public var direction = Direction.training
    /// The paper's method, with h = 0.001.
    public init() {}
    /// Throws `Invalid` for a step out of range.
    public func validate() throws {
        if !(1e-9...1 ~= h.value) { throw Invalid("h", expected: "a number from 1e-9 to 1") }
    }

    /// Computes the penalties and their gradient by passes at moved images; throws what `batch.frozen` throws.
    public func callAsFunction(_ net: any TrainableNetwork, _ batch: PenalisedBatch) throws -> Double {
        let gradient = try gradient(net, batch), h = h.float
        var remaining = batch.losses.map { _ in 1 / Float(batch.count) }, total = 0.0, use = GradientUse.store
        for group in Group.all(batch.penalties, gradient.stride) {
            let move = group.move(batch, gradient)
            var moved = batch.images.images
            for i in moved.values.indices { moved.values[i] += h * move.direction.values[i] }
            let (shifted, cotangents) = Loss.crossEntropy(net.forward(moved, slot: 1, updateRunningStatistics: false), batch.images.labels)
            let differences = zip(shifted, batch.losses).map { ($0 - $1) / h }, weights = move.weights(differences)
            for n in 0..<batch.count {
                total += Double(weights[n]) * Double(differences[n])
                remaining[n] -= weights[n] / h
            }
            _ = net.adjoint(cotangents.scaled { weights[$0] / h }, slot: 1, images: false, gradients: use, keep: false)
            use = .accumulate
        }
        _ = net.adjoint(batch.cotangent.scaled { remaining[$0] }, slot: 0, images: false, gradients: use, keep: false)
        return total
    }

    /// The gradient of the summed loss with respect to the images, [N, H, W, C].
    private func gradient(_ net: any TrainableNetwork, _ batch: PenalisedBatch) throws -> Tensor {
        switch direction {
        case .training:
            net.adjoint(batch.cotangent, slot: 0, images: true, gradients: .none, keep: false) ?? Tensor(zeros: batch.images.images.shape)
        case .evaluation:
            try batch.frozen().differentiate(batch.images.images) { logits, pullback in
                try pullback(Loss.crossEntropy(logits, batch.images.labels).cotangent)
            }
        }
    }

    /// Penalties that share a pass at moved images.
    private struct Group {
        var penalties: [any Penalty]

        /// Penalties of the same norm share their direction. One that chooses images by their gradients moves only those, and so needs a separate
        /// pass.
        static func all(_ penalties: [any Penalty], _ count: Int) -> [Group] {
            var groups: [Group] = []
            for penalty in penalties {
                let mate = groups.firstIndex { group in
                    let first = group.penalties[0]
                    return first.norm == penalty.norm && first.factor(count) == penalty.factor(count) && first.choice == .estimate
                }
                if let mate, penalty.choice == .estimate {
                    groups[mate].penalties.append(penalty)
                } else {
                    groups.append(Group(penalties: [penalty]))
                }
            }
            return groups
        }

        /// The direction [N, H, W, C] in which the images move, and the function from the differences of their losses to their weights [N].
        func move(_ batch: PenalisedBatch, _ gradient: Tensor) -> (direction: Tensor, weights: ([Float]) -> [Float]) {
            let penalty = penalties[0], (norms, directions) = batch.directions(penalty, gradient)
            switch penalty.choice {
            case .estimate:
                return (
                    directions,
                    { differences in
                        penalties.map { $0.weights(differences) }.reduce(differences.map { _ in 0 }) { zip($0, $1).map { $0 + $1 } }
                    }
                )
            case .gradient:
                // The derivative of the SUMMED loss along the weighted directions is the sum of weights and norms.
                let weights = penalty.weights(norms), total = weights.reduce(0, +)
                return (directions.scaled { total == 0 ? 0 : weights[$0] / total }, { $0.map { _ in total } })
            }
        }
    }
}
