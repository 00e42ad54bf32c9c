// The paper's objective, mean_i l(x_i) + sum_i c_i P_i with P_i about ||grad l(x_i)||, and its gradient with respect to the weights, in
// training mode. g_i is the gradient of the summed losses through the batch's statistics. Total variation is c_i = eps / N, the Lipschitz term
// c_i = lambda on the image with the largest norm and 0 elsewhere; the caller chooses. Source: Finlay et al. 2019, section 3 and arXiv:1808.09540v4.

/// How the gradient's norm enters the objective.
public enum ReferencePenalty<Scalar: TapeScalar>: Sendable {
    /// ||g_i||_2, differentiated exactly (double backpropagation).
    case euclideanNorm
    /// <d_i, g_i>, the directions [N, H, W, C] held constant; at d_i = g_i / ||g_i|| its gradient is that of the norm, at sign(g_i) that of the
    /// 1-norm.
    case directional([Scalar])
    /// (l_i(x + h d) - l_i(x)) / h, the directions held constant; the pass at x + h d uses its own batch's statistics.
    case finiteDifferences(step: Scalar, [Scalar])
}

/// The value of an objective and the parts that a training step uses.
public struct ReferenceObjective<Scalar: TapeScalar>: Sendable {
    /// mean_i l(x_i) + sum_i c_i P_i
    public let value: Scalar
    /// l(x_i), [N]
    public let losses: [Scalar]
    /// P_i, [N]
    public let penalties: [Scalar]
    /// The derivative with respect to each parameter that is trained, all but the running statistics, in the order of the net.
    public let gradient: [NamedArray<Scalar>]
}

extension ReferenceResNeXt {
    /// The gradient of the mean cross-entropy alone, in training mode.
    public func meanLoss(_ images: NamedArray<Scalar>, _ labels: [Int]) -> ReferenceObjective<Scalar> {
        objective(images, labels, .euclideanNorm, weights: [])
    }

    /// The objective and its gradient, in training mode; images [N, H, W, C], `weights` the c_i [N], or none to leave the penalty out.
    public func objective(
        _ images: NamedArray<Scalar>, _ labels: [Int], _ penalty: ReferencePenalty<Scalar>, weights: [Scalar]
    ) -> ReferenceObjective<Scalar> {
        let record = record(images, labels, penalty, weights)
        let trained = parameters.filter { !$0.name.contains(".running_") }
        let gradient = record.value.tape.gradient(of: record.value, withRespectTo: trained.map { record.variables[$0.name]! })
        return ReferenceObjective(
            value: record.value.value, losses: record.losses.values, penalties: record.penalties?.values ?? [],
            gradient: zip(trained, gradient).map { NamedArray($0.name, shape: $0.shape, values: $1.values) })
    }

    /// The objective's value alone, at a third of the cost.
    public func objectiveValue(
        _ images: NamedArray<Scalar>, _ labels: [Int], _ penalty: ReferencePenalty<Scalar>, weights: [Scalar]
    ) -> Scalar { record(images, labels, penalty, weights).value.value }

    private struct Record {
        let variables: [String: Variable<Scalar>]
        let losses, value: Variable<Scalar>
        let penalties: Variable<Scalar>?
    }

    private func record(
        _ images: NamedArray<Scalar>, _ labels: [Int], _ penalty: ReferencePenalty<Scalar>, _ weights: [Scalar]
    ) -> Record {
        precondition(weights.isEmpty || weights.count == images.shape[0], "\(weights.count) weights for \(images.shape)")
        let tape = Tape<Scalar>()
        let variables = variables(on: tape)
        let x = tape.variable(images.values, shape: images.shape)
        let losses = logits(x, variables, .training).crossEntropy(labels)
        guard !weights.isEmpty else { return Record(variables: variables, losses: losses, value: losses.mean(), penalties: nil) }

        func imageGradient() -> Variable<Scalar> { tape.gradient(of: losses.sum(), withRespectTo: [x])[0] }
        let penalties: Variable<Scalar>
        switch penalty {
        case .euclideanNorm:
            penalties = imageGradient().euclideanNorms()
        case .directional(let directions):
            let products = imageGradient() * tape.variable(directions, shape: x.shape)
            penalties = products.sum(over: Array(x.shape.indices.dropFirst())).reshaped([x.shape[0]])
        case .finiteDifferences(let step, let directions):
            let moved = x + tape.variable(directions, shape: x.shape) * step
            penalties = (logits(moved, variables, .training).crossEntropy(labels) - losses) * (1 / step)
        }
        let value = losses.mean() + (penalties * tape.variable(weights, shape: [weights.count])).sum()
        return Record(variables: variables, losses: losses, value: value, penalties: penalties)
    }
}
