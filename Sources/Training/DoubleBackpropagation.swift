import Classification
import Declarations
public import Networks
import Tensors

/// The exact gradient of the norms, by double backpropagation (tangent and second adjoint passes).
public struct DoubleBackpropagation: PenaltyGradient {
    /// The method has no settings.
    public init() {}

    /// Computes the penalties by the tangent pass and their gradient by the second adjoint pass; throws nothing.
    public func callAsFunction(_ net: any TrainableNetwork, _ batch: PenalisedBatch) -> Double {
        let cotangent = batch.cotangent
        let gradient = net.adjoint(cotangent, slot: 0, images: true, gradients: .none, keep: true) ?? Tensor(zeros: batch.images.images.shape)
        var direction = Tensor(zeros: gradient.shape)
        for penalty in batch.penalties {
            let (norms, directions) = batch.directions(penalty, gradient), weights = penalty.weights(norms), stride = gradient.stride
            for n in 0..<batch.count where weights[n] != 0 {
                for i in n * stride..<(n + 1) * stride { direction.values[i] += weights[n] * directions.values[i] }
            }
        }
        // The tangent of the summed loss along the weighted directions is the penalty itself.
        let tangent = net.tangent(direction), K = tangent.stride
        var penalty = 0.0, primal = cotangent
        for n in 0..<batch.count {
            let at = n * K
            var p = cotangent[n]
            p[batch.images.labels[n]] += 1
            let mean = (0..<K).reduce(Float(0)) { $0 + p[$1] * tangent.values[at + $1] }
            for k in 0..<K {
                penalty += Double(cotangent.values[at + k]) * Double(tangent.values[at + k])
                primal.values[at + k] = p[k] * (tangent.values[at + k] - mean) + cotangent.values[at + k] / Float(batch.count)
            }
        }
        net.secondAdjoint(primal)
        return penalty
    }
}
