public import Tensors

/// Logits W x: the simplest classifier, for which least distances are known in closed form, |margin| / ||w_y - w_k||_*.
public struct LinearClassifier: DifferentiableClassifier {
    /// [K, H * W * C]
    public let weights: Tensor
    /// A classifier with these weights [K, H * W * C] and no bias.
    public init(weights: Tensor) { self.weights = weights }
    /// K, the rows of the weights.
    public var classes: Int { weights.count }

    /// Images [N, H, W, C], with H * W * C equal to the width of the weights.
    public func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
        let (classes, width) = (classes, weights.stride)
        precondition(images.stride == width)
        var logits = Tensor(zeros: [images.count, classes])
        weights.values.withUnsafeBufferPointer { w in
            images.values.withUnsafeBufferPointer { x in
                for n in 0..<images.count {
                    for k in 0..<classes {
                        let image = UnsafeBufferPointer(rebasing: x[n * width..<(n + 1) * width])
                        logits.values[n * classes + k] = Reductions.dot(image, UnsafeBufferPointer(rebasing: w[k * width..<(k + 1) * width]))
                    }
                }
            }
        }
        return try body(logits) { cotangent in
            precondition(cotangent.shape == [images.count, classes])
            var gradient = Tensor(zeros: images.shape)
            gradient.values.withUnsafeMutableBufferPointer { g in
                weights.values.withUnsafeBufferPointer { w in
                    for n in 0..<images.count {
                        for k in 0..<classes {
                            let scale = cotangent.values[n * classes + k]
                            for j in 0..<width { g[n * width + j] += scale * w[k * width + j] }
                        }
                    }
                }
            }
            return gradient
        }
    }
}
