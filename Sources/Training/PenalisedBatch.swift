public import Classification
import Networks
public import Tensors

/// A batch after its forward pass, the input of a `PenaltyGradient`.
public struct PenalisedBatch {
    /// N images [N, H, W, C] with their labels.
    public let images: LabelledImages
    /// l(x_i), [N].
    public let losses: [Float]
    /// The cotangent of the summed loss, [N, K].
    public let cotangent: Tensor
    /// At least one.
    public let penalties: [any Penalty]
    /// Makes the net in evaluation mode, with its current weights.
    public let frozen: () throws -> any DifferentiableClassifier

    /// N.
    public var count: Int { images.count }

    /// The penalty's norms [N] of the images' gradients [N, H, W, C], and the directions [N, H, W, C] along which they grow.
    public func directions(_ penalty: any Penalty, _ gradient: Tensor) -> (norms: [Float], directions: Tensor) {
        let factor = penalty.factor(gradient.stride), dual = penalty.norm.dual
        var directions = gradient
        let norms = (0..<gradient.count).map { n in
            directions[n] = dual.steepest(gradient[n]).map { $0 * factor }
            return penalty.norm(gradient[n]) * factor
        }
        return (norms, directions)
    }
}

extension Tensor {
    /// Each row multiplied by its factor.
    func scaled(_ factor: (_ row: Int) -> Float) -> Tensor {
        var result = self
        for n in 0..<count {
            let f = factor(n)
            for k in n * stride..<(n + 1) * stride { result.values[k] *= f }
        }
        return result
    }
}
