public import Tensors

/// The lead of a class over its strongest rival, max(z_y - max_{k != y} z_k, -confidence): the f6 of Carlini and Wagner 2017
/// (arXiv:1608.04644), with its cotangent.
public struct Margin: Sendable {
    /// How far (at least 0) the rival must lead before the margin is flat; infinite: it never is.
    public let confidence: Float
    /// A margin that is flat once a rival leads by `confidence`, by default never.
    public init(confidence: Float = .infinity) { self.confidence = confidence }

    /// Logits [N, K], classes y [N] -> values [N], cotangent [N, K].
    public func callAsFunction(_ logits: Tensor, _ classes: [Int]) -> (values: [Float], cotangent: Tensor) {
        precondition(logits.count == classes.count)
        return logits.mapRows { row, n in self(row, classes[n]) }
    }

    /// The value for logits [K], which are replaced by the cotangent.
    func callAsFunction(_ logits: UnsafeMutableBufferPointer<Float>, _ label: Int) -> Float {
        precondition(logits.count > 1, "a margin needs a rival")
        var rival = label == 0 ? 1 : 0
        for k in logits.indices where k != label && logits[k] > logits[rival] { rival = k }
        let margin = logits[label] - logits[rival], stands = margin > -confidence
        for k in logits.indices { logits[k] = stands ? (k == label ? 1 : k == rival ? -1 : 0) : 0 }
        return margin <= -confidence ? -confidence : margin
    }
}
