import CKernels
import Classification
import Tensors

// Up to its head the net is piecewise linear: a tangent is masked by the signs of the forward pass, and only the head's Jacobian changes along a
// direction.
extension ResNeXtClassifier: TwiceDifferentiableClassifier {
    func differentiateTwice<R>(
        _ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor, PullbackDerivative) throws -> R
    ) throws -> R {
        try keepingSigns(images) { logits, signs in
            try body(
                logits, { cotangent in self.pull(cotangent, logits, signs) },
                { direction, cotangent, change in
                    let (tangent, bend) = self.push(direction, logits, cotangent, signs)
                    return self.pull(change(tangent), logits, signs, bend: bend)
                })
        }
    }

    /// The tangent of the logits along a direction [N, H, W, C], and the term that the output layer's curvature adds to the cotangent of its input,
    /// each [N, K].
    private func push(
        _ direction: Tensor, _ logits: Tensor, _ cotangent: Tensor, _ signs: UnsafeMutablePointer<UInt8>
    ) -> (tangent: Tensor, bend: Tensor) {
        direction.demand([logits.count] + plan.image, "direction")
        cotangent.demand(logits.shape, "cotangent")
        var (tangent, bend) = (Tensor(zeros: logits.shape), Tensor(zeros: logits.shape))
        let shape = plan.units[0].shape, pixels = direction.stride, classes = classes
        direction.values.withUnsafeBufferPointer { direction in
            tangent.values.withUnsafeMutableBufferPointer { tangent in
                bend.values.withUnsafeMutableBufferPointer { bend in
                    guard let source = direction.baseAddress, let tangents = tangent.baseAddress, let bends = bend.baseAddress else { return }
                    forGroups(of: logits.count, signs: signs) { range, memory, scratch in
                        for n in range {
                            single[0].pointwise.copy(
                                source + n * pixels, memory(n).view(single[0].input), Int32(shape.height), Int32(shape.width), Int32(shape.inputs))
                            for layer in single { layer.tangent(memory(n), images: 1, scratch) }
                        }
                        for layer in grouped { layer.tangent(memory(range.lowerBound), images: range.count, scratch) }
                        for n in range {
                            head.tangent(
                                last.geometry, memory(n).view(last), logits: logits.values, cotangent: cotangent.values, image: n,
                                into: tangents + n * classes, bend: bends + n * classes)
                        }
                    }
                }
            }
        }
        return (tangent, bend)
    }
}

extension DenseClassifier: TwiceDifferentiableClassifier {
    func differentiateTwice<R>(
        _ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor, PullbackDerivative) throws -> R
    ) throws -> R {
        let network = DenseNetwork(parameters)
        let logits = network.forward(images, slot: 0, updateRunningStatistics: false)
        func pull(_ cotangent: Tensor, keep: Bool) -> Tensor {
            network.adjoint(cotangent, slot: 0, images: true, gradients: .none, keep: keep) ?? Tensor(zeros: images.shape)
        }
        return try body(
            logits, { cotangent in pull(cotangent, keep: false) },
            { direction, cotangent, change in
                _ = pull(cotangent, keep: true)  // a tangent pass follows an adjoint pass
                return pull(change(network.tangent(direction)), keep: false)
            })
    }
}
