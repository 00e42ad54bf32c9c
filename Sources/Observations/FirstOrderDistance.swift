// Equation 3.7: the distance to the nearest adversarial image, to first order. A loss above l0 = log K, that of equal probabilities for all K
// classes, implies a wrong prediction; from l(x) below it, a step of (l0 - l(x)) / ||grad l(x)||_2 along the gradient raises a linear loss to l0.

public import Classification
import Declarations
import ElementaryFunctions
import Tensors

/// The paper's first-order estimate of an image's l2 distance to the nearest adversarial image: column `estimate`.
///
/// (l0 - l) / ||grad_x l||_2 with l the cross-entropy of the true label and l0 = log K; 0 where l exceeds l0, infinite where the gradient is exactly
/// zero.
public struct FirstOrderDistance: Observation {
    /// The estimate has no settings.
    public init() {}
    /// One forward and one backward pass.
    public func passes(classes: Int) -> Double { 2 }
    /// `estimate`.
    public static var columns: [String] { ["estimate"] }

    /// Takes up to 128 images at a time.
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages) throws -> [[Float]] {
        let limit = Elementary.log(Double(model.classes)), chunk = 128
        return try stride(from: 0, to: batch.count, by: chunk).flatMap { first in
            let part = batch.rows(Array(first..<min(first + chunk, batch.count)))
            let (losses, gradients) = try model.differentiate(part.images) { logits, pullback in
                _ = try logits.predictions(samples: part.samples)
                let (losses, cotangent) = Loss.crossEntropy(logits, part.labels)
                return (losses, try pullback(cotangent))
            }
            return try (0..<part.count).map { n in
                let slope = Norm.l2(gradients[n]), rise = limit - Double(losses[n])
                guard slope.isFinite else { throw NotANumber("gradient", sample: part.samples[n]) }
                return [rise > 0 ? Float(rise / Double(slope)) : 0]
            }
        }
    }
}
