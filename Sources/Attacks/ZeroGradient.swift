import Tensors

/// The direction an ascent takes at a right answer where the gradient of its loss is exactly zero.
///
/// In float32 the softmax of a confident net is 1 and 0, and the gradient of the cross-entropy is zero although the boundary may be near:
/// saturation is not robustness. Such queries are counted in any case.
public enum ZeroGradient: String, Codable, Sendable, CaseIterable {
    /// The gradient of the logit margin, which does not saturate.
    case followMargin
    /// None: the image stays put, as in libraries without a remedy.
    case stay
}

extension Tensor {
    /// True if every element of a row is zero.
    func isZero(row: Int) -> Bool {
        let width = stride
        return values.withUnsafeBufferPointer { Norm.linf($0.row(row, width)) == 0 }
    }
}
