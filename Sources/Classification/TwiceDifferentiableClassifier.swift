// Second derivatives with respect to the image; penalties on a gradient's norm need only products H v. The gradient of a loss is J(x)^T c, c the
// loss's cotangent at the logits z(x); along a direction v it changes by J^T c' + (D_v J)^T c, c' the change of c along the logits' tangent J v. The
// gradient of ||g||_2^2, g = J^T c, is twice this change along v = g.

public import Tensors

/// The derivative of a pullback along a direction.
///
/// `direction` v [N, H, W, C]; `cotangent` c [N, K] of the logits; `change`: the logits' tangent J v [N, K] -> the change c' of the cotangent [N, K].
/// Returns J^T c' + (D_v J)^T c [N, H, W, C].
public typealias PullbackDerivative = (_ direction: Tensor, _ cotangent: Tensor, _ change: (Tensor) -> Tensor) throws -> Tensor

/// A classifier whose pullback can itself be differentiated, exactly: no finite differences.
public protocol TwiceDifferentiableClassifier: DifferentiableClassifier {
    /// As `differentiate`, with the derivative of the pullback. Both functions are valid only inside `body`.
    func differentiateTwice<R>(
        _ images: Tensor, _ body: (_ logits: Tensor, _ pullback: (Tensor) throws -> Tensor, _ derivative: PullbackDerivative) throws -> R
    ) throws -> R
}

/// An attack needs second derivatives, which the classifier does not provide.
public struct NoSecondDerivatives: Error, Equatable, CustomStringConvertible {
    /// The error.
    public init() {}
    /// One line.
    public var description: String { "the attack needs second derivatives, which this model does not provide" }
}

extension Loss {
    /// The change of the cross-entropy's cotangent p - e_y along a tangent t of the logits, p_k (t_k - sum_j p_j t_j): logits and tangent [N, K] ->
    /// [N, K]. It does not depend on the label.
    public static func crossEntropyChange(_ logits: Tensor, along tangent: Tensor) -> Tensor {
        precondition(logits.shape == tangent.shape)
        var change = tangent
        for n in 0..<logits.count {
            let p = softmax(logits[n]), t = tangent[n], mean = zip(p, t).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            change[n] = zip(p, t).map { $0 * ($1 - mean) }
        }
        return change
    }
}

extension LinearClassifier: TwiceDifferentiableClassifier {
    /// The Jacobian is constant: J^T c' is all there is.
    public func differentiateTwice<R>(
        _ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor, PullbackDerivative) throws -> R
    ) throws -> R {
        try differentiate(images) { logits, pullback in
            try withoutActuallyEscaping(pullback) { pullback in
                try body(logits, pullback) { direction, _, change in try pullback(change(self.logits(direction))) }
            }
        }
    }
}

extension CountingQueries: TwiceDifferentiableClassifier where Base: TwiceDifferentiableClassifier {
    /// Counts one forward pass per image, one backward pass per image for each pullback, and two for each derivative of one.
    public func differentiateTwice<R>(
        _ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor, PullbackDerivative) throws -> R
    ) throws -> R {
        counter.addForward(images.count)
        return try base.differentiateTwice(images) { logits, pullback, derivative in
            try withoutActuallyEscaping(pullback) { pullback in
                try withoutActuallyEscaping(derivative) { derivative in
                    try body(
                        logits,
                        { cotangent in
                            counter.addBackward(images.count)
                            return try pullback(cotangent)
                        },
                        { direction, cotangent, change in
                            counter.addBackward(2 * images.count)
                            return try derivative(direction, cotangent, change)
                        })
                }
            }
        }
    }
}
