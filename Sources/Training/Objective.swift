public import Classification
public import Networks
import Declarations
import Tensors

/// The training objective on one batch: its values and, in the net's variables, its gradient (section 3 of the paper).
///
///     J = mean_i l(x_i) + sum over penalties p of sum_i c_pi n_p(grad l(x_i)),     d_pi: the direction along which n_p grows
///
/// The gradient of the images is that of the summed loss through the batch statistics; d is held constant.
public struct Objective {
    private let penalties: [any Penalty], method: any GradientNorm

    public init(penalties: [any Penalty], method: any GradientNorm) { (self.penalties, self.method) = (penalties, method) }

    public struct Values {
        /// l(x_i), [N].
        public let losses: [Float]
        /// The sum of the penalties.
        public internal(set) var penalty = 0.0
        /// How many images the net classified rightly, in training mode.
        public let correct: Int
    }

    /// Leaves the gradient in `net.variables`. `frozen`: the net in evaluation mode, for a method that asks for directions from it.
    public func callAsFunction(
        _ net: any TrainableNetwork, _ batch: LabelledImages, frozen: () throws -> any DifferentiableClassifier
    ) throws -> Values {
        let logits = net.forward(batch.images, slot: 0, track: true), N = batch.count
        let (losses, cotangent) = Loss.crossEntropy(logits, batch.labels)
        var values = Values(losses: losses, correct: (0..<N).count { logits[$0].firstIndexOfMaximum == batch.labels[$0] })
        guard !penalties.isEmpty else {
            _ = net.adjoint(scaled(cotangent) { _ in 1 / Float(N) }, slot: 0, images: false, gradients: .store, keep: false)
            return values
        }
        let exact = method is DoubleBackpropagation
        var gradient = net.adjoint(cotangent, slot: 0, images: true, gradients: .none, keep: exact) ?? Tensor(zeros: batch.images.shape)
        if let differences = method as? FiniteDifferences {
            if differences.direction == .evaluation {
                gradient = try frozen().differentiate(batch.images) { logits, pullback in
                    try pullback(Loss.crossEntropy(logits, batch.labels).cotangent)
                }
            }
            values.penalty = finiteDifferences(net, batch, losses, cotangent, gradient, h: differences.h.float)
        } else {
            values.penalty = doubleBackpropagation(net, batch, cotangent, gradient)
        }
        return values
    }

    /// The unit of a penalty's direction and its norm for each image.
    private func directions(_ penalty: any Penalty, _ gradient: Tensor) -> (norms: [Float], directions: Tensor) {
        let factor = penalty.factor(gradient.stride), dual = penalty.norm.dual
        var directions = gradient
        let norms = (0..<gradient.count).map { n in
            directions[n] = dual.steepest(gradient[n]).map { $0 * factor }
            return penalty.norm(gradient[n]) * factor
        }
        return (norms, directions)
    }

    private func doubleBackpropagation(_ net: any TrainableNetwork, _ batch: LabelledImages, _ cotangent: Tensor, _ gradient: Tensor) -> Double {
        var direction = Tensor(zeros: gradient.shape)
        for penalty in penalties {
            let (norms, directions) = directions(penalty, gradient), weights = penalty.weights(norms), stride = gradient.stride
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
            p[batch.labels[n]] += 1
            let mean = (0..<K).reduce(Float(0)) { $0 + p[$1] * tangent.values[at + $1] }
            for k in 0..<K {
                penalty += Double(cotangent.values[at + k]) * Double(tangent.values[at + k])
                primal.values[at + k] = p[k] * (tangent.values[at + k] - mean) + cotangent.values[at + k] / Float(batch.count)
            }
        }
        net.secondAdjoint(primal)
        return penalty
    }

    private func finiteDifferences(
        _ net: any TrainableNetwork, _ batch: LabelledImages, _ losses: [Float], _ cotangent: Tensor, _ gradient: Tensor, h: Float
    ) -> Double {
        var remaining = losses.map { _ in 1 / Float(batch.count) }, total = 0.0
        for (index, penalty) in penalties.indices.map({ ($0, penalties[$0]) }) where isFirst(index, gradient.stride) {
            // Penalties of one norm share their direction, and with it the pass at x + h d.
            let sharing = penalties.indices.filter { same(penalties[$0], penalty, gradient.stride) }.map { penalties[$0] }
            var moved = batch.images
            let directions = directions(penalty, gradient).directions
            for i in moved.values.indices { moved.values[i] += h * directions.values[i] }
            let (shifted, cotangents) = Loss.crossEntropy(net.forward(moved, slot: 1, track: false), batch.labels)
            let norms = zip(shifted, losses).map { ($0 - $1) / h }
            let weights = sharing.map { $0.weights(norms) }.reduce(losses.map { _ in 0 }) { zip($0, $1).map { $0 + $1 } }
            for n in 0..<batch.count {
                total += Double(weights[n]) * Double(norms[n])
                remaining[n] -= weights[n] / h
            }
            _ = net.adjoint(scaled(cotangents) { weights[$0] / h }, slot: 1, images: false, gradients: index == 0 ? .store : .accumulate, keep: false)
        }
        _ = net.adjoint(scaled(cotangent) { remaining[$0] }, slot: 0, images: false, gradients: .accumulate, keep: false)
        return total
    }

    private func same(_ a: any Penalty, _ b: any Penalty, _ count: Int) -> Bool { a.norm == b.norm && a.factor(count) == b.factor(count) }
    private func isFirst(_ index: Int, _ count: Int) -> Bool { !penalties[..<index].contains { same($0, penalties[index], count) } }
}

private func scaled(_ rows: Tensor, _ factor: (Int) -> Float) -> Tensor {
    var result = rows
    for n in 0..<rows.count {
        let f = factor(n)
        for k in n * rows.stride..<(n + 1) * rows.stride { result.values[k] *= f }
    }
    return result
}
