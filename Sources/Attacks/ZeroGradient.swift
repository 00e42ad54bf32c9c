import Classification
import Tensors

/// The direction of ascent for a correctly classified image where the gradient of the loss is exactly zero.
///
/// In float32 the softmax of a confident net is 1 and 0, and the gradient of the cross-entropy is zero although the boundary may be near:
/// saturation is not robustness. Such queries are counted in any case.
public enum ZeroGradient: String, Codable, Sendable, CaseIterable {
    /// The gradient of the logit margin, which does not saturate.
    case followMargin
    /// None: the image stays where it is, as in libraries without a remedy.
    case stay

    /// Applies the remedy to those of `rows` where the gradient [N, H, W, C] of a loss at logits [N, K] is zero, and returns these rows. Throws what
    /// `pullback` throws.
    func replace(
        _ gradient: inout Tensor, _ rows: [Int], of loss: Loss, _ logits: Tensor, _ labels: [Int], targets: [Int]? = nil,
        _ pullback: (Tensor) throws -> Tensor
    ) rethrows -> [Int] {
        let flat = rows.filter { gradient.isZero(row: $0) }
        if flat.isEmpty || self == .stay || loss == .margin { return flat }
        let margins = try pullback(Loss.margin(logits, labels, targets: targets).cotangent)
        for row in flat { gradient[row] = margins[row] }
        return flat
    }
}

extension Tensor {
    /// True if every element of a row is zero.
    func isZero(row: Int) -> Bool {
        let width = stride
        return values.withUnsafeBufferPointer { Norm.linf($0.row(row, width)) == 0 }
    }
}
