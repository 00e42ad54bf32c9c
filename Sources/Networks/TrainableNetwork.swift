public import Tensors

/// The use of the parameter gradients of an adjoint pass.
public enum GradientUse: Sendable { case none, store, accumulate }

/// A net in training mode, for batches of one size: the four passes that every objective of the paper is built from.
///
/// 1. `forward`: logits. 2. `adjoint`: from a cotangent of the logits, the gradient of the images, of the parameters, or both.
/// 3. `tangent`: the derivative of the logits along a direction of the images. 4. `secondAdjoint`: the gradients of the parameters
/// of (tangent of the loss + loss), which with the right cotangents is the exact gradient of a penalised objective.
///
/// Each pass reads the results of the one before it. The architectures of this module end the program with a message if a pass is called out of
/// order:
///
///     forward(slot) -> adjoint(slot), any number of times
///     forward(slot 0) -> adjoint(slot 0, keep: true) -> tangent -> secondAdjoint
///     packWeights ends both: begin again with a forward pass
public protocol TrainableNetwork: AnyObject {
    /// Weights and running statistics, with the gradients that the passes leave.
    var variables: Variables { get }
    /// Must be called after the values of `variables` change, before the next forward pass.
    func packWeights()
    /// Images [N, H, W, C] -> logits [N, K], kept under `slot` (0 or 1) for the passes that follow.
    func forward(_ images: Tensor, slot: Int, updateRunningStatistics: Bool) -> Tensor
    /// Cotangent of the logits [N, K] -> gradient of the images [N, H, W, C], if wanted. `keep` (slot 0 only): passes 3 and 4 follow.
    func adjoint(_ cotangent: Tensor, slot: Int, images: Bool, gradients: GradientUse, keep: Bool) -> Tensor?
    /// Direction [N, H, W, C] -> tangent of the logits [N, K] of slot 0.
    func tangent(_ direction: Tensor) -> Tensor
    /// The primal cotangent of the logits [N, K] (first-order and second-order terms) -> stores the gradients of the parameters.
    func secondAdjoint(_ cotangent: Tensor)
}
