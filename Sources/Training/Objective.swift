public import Classification
public import Networks
import Tensors

/// The training objective on one batch: its values and, in the net's variables, its gradient (section 3 of the paper).
///
///     J = mean_i l(x_i) + sum over penalties p of sum_i c_pi n_p(grad l(x_i)),     d_pi: the direction along which n_p grows
///
/// The gradient of the images is that of the summed loss through the batch statistics; d is held constant.
public struct Objective {
    private let penalties: [any Penalty], method: any PenaltyGradient

    /// The mean loss and `penalties`, if any, whose gradient `method` computes.
    public init(penalties: [any Penalty], method: any PenaltyGradient) { (self.penalties, self.method) = (penalties, method) }

    /// The objective's parts on one batch.
    public struct Values {
        /// l(x_i), [N].
        public let losses: [Float]
        /// The sum of the penalties.
        public internal(set) var penalty = 0.0
        /// The number of images that the net classified correctly, in training mode.
        public let correct: Int
    }

    /// Leaves the gradient in `net.variables`. `frozen`: the net in evaluation mode, for a method that takes directions from it.
    public func callAsFunction(
        _ net: any TrainableNetwork, _ batch: LabelledImages, frozen: () throws -> any DifferentiableClassifier
    ) throws -> Values {
        let logits = net.forward(batch.images, slot: 0, updateRunningStatistics: true), N = batch.count
        let (losses, cotangent) = Loss.crossEntropy(logits, batch.labels)
        var values = Values(losses: losses, correct: (0..<N).count { logits[$0].firstIndexOfMaximum == batch.labels[$0] })
        if penalties.isEmpty {
            _ = net.adjoint(cotangent.scaled { _ in 1 / Float(N) }, slot: 0, images: false, gradients: .store, keep: false)
        } else {
            values.penalty = try withoutActuallyEscaping(frozen) { frozen in
                try method(net, PenalisedBatch(images: batch, losses: losses, cotangent: cotangent, penalties: penalties, frozen: frozen))
            }
        }
        return values
    }
}
