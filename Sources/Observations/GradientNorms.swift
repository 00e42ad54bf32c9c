// ||grad_x l||_2 of the cross-entropy with the true label, and max_k ||grad_x f_k||_2 for f the softmax probabilities and f the logits z.
// One forward and K backward passes, one for each logit; the rest are combinations of those gradients. With r the predicted class and
// u_k = grad z_k - grad z_r, m = sum_k p_k u_k (r's own term is 0):   grad p_k = p_k (u_k - m),   grad l = m - u_y.
// Differences from the predicted class keep their precision where the net is confident; p_k (grad z_k - sum_j p_j grad z_j) would not. Where the
// softmax is exactly 1 and 0 in Float, `loss` and `probabilities` are 0 at a right answer: that is saturation, not flatness, which `logits` shows.

public import Classification
import Declarations
import Tensors

/// The gradient norms of the paper: columns `loss`, `probabilities`, `logits`.
public struct GradientNorms: Observation {
    /// The observation has no settings.
    public init() {}
    /// One forward pass and K backward passes.
    public func passes(classes: Int) -> Double { Double(1 + classes) }
    /// The names of the three norms, in the order of a row.
    public static var columns: [String] { ["loss", "probabilities", "logits"] }

    /// Takes images in chunks whose Jacobians [K, chunk, D] take at most about 32 MiB.
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages) throws -> [[Float]] {
        let chunk = max(1, min(128, (8 << 20) / max(1, model.classes * batch.images.stride)))
        return try stride(from: 0, to: batch.count, by: chunk).flatMap { first in
            try norms(model, batch.rows(Array(first..<min(first + chunk, batch.count))))
        }
    }

    private func norms(_ model: some DifferentiableClassifier, _ batch: LabelledImages) throws -> [[Float]] {
        let classes = model.classes
        let (logits, predicted, jacobian) = try model.differentiate(batch.images) { logits, pullback in
            let predicted = try logits.predictions(samples: batch.samples)
            let jacobian = try (0..<classes).map { k in
                var one = Tensor(zeros: logits.shape)
                for n in 0..<batch.count { one.values[n * classes + k] = 1 }
                return try pullback(one)
            }
            return (logits, predicted, jacobian)
        }
        return try (0..<batch.count).map { n in
            var gradients = jacobian.map { $0[n] }
            let ofLogits = gradients.map { Norm.l2($0) }
            guard ofLogits.allSatisfy(\.isFinite) else { throw NotANumber("gradient", sample: batch.samples[n]) }
            let p = softmax(logits[n]), reference = gradients[predicted[n]]
            var mean = [Float](repeating: 0, count: reference.count)
            for k in 0..<classes {
                for j in mean.indices {
                    gradients[k][j] -= reference[j]
                    mean[j] += p[k] * gradients[k][j]
                }
            }
            let fromMean = gradients.map { gradient in Norm.l2(zip(gradient, mean).map { $0 - $1 }) }
            return [fromMean[batch.labels[n]], zip(p, fromMean).map { $0 * $1 }.largest, ofLogits.largest]
        }
    }
}

extension [Float] {
    /// The largest of finite numbers.
    fileprivate var largest: Float { self[firstIndexOfMaximum] }
}
