public import Tensors

/// Logits W x: the smallest classifier, on which least distances are known in closed form.
public struct LinearClassifier: DifferentiableClassifier {
    /// [K, H * W * C]
    public let weights: Tensor
    public init(weights: Tensor) { self.weights = weights }
    public var classes: Int { weights.count }
    public func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
        let w = (0..<classes).map { weights[$0] }
        let logits = (0..<images.count).map { n in
            let x = images[n]
            return w.map { zip($0, x).reduce(Float(0)) { $0 + $1.0 * $1.1 } }
        }
        return try body(Tensor(stacking: logits, shape: [classes])) { cotangent in
            Tensor(stacking: (0..<cotangent.count).map { n in
                let g = cotangent[n]
                return images.stride == 0 ? [] : (0..<images.stride).map { j in g.indices.reduce(Float(0)) { $0 + g[$1] * w[$1][j] } }
            }, shape: Array(images.shape.dropFirst()))
        }
    }
}
