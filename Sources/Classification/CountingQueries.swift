public import Tensors
import Synchronization

/// Counts passes over images: forward passes and backward passes separately.
public final class QueryCounter: Sendable {
    private let forward = Atomic(0), backward = Atomic(0)
    /// Nothing counted yet.
    public init() {}
    /// Forward passes, one an image: the model queries that attacks report.
    public var images: Int { forward.load(ordering: .relaxed) }
    /// Backward passes, one an image.
    public var pullbacks: Int { backward.load(ordering: .relaxed) }
    func addForward(_ count: Int) { forward.add(count, ordering: .relaxed) }
    func addBackward(_ count: Int) { backward.add(count, ordering: .relaxed) }
}

/// A classifier that counts its queries, to check the numbers that an attack reports.
public struct CountingQueries<Base: Classifier>: Classifier {
    /// The classifier that answers.
    public let base: Base
    /// The counter that every query is added to.
    public let counter: QueryCounter
    /// Counts the queries of `base` in `counter`.
    public init(_ base: Base, _ counter: QueryCounter) { (self.base, self.counter) = (base, counter) }
    /// The classes of `base`.
    public var classes: Int { base.classes }
    /// The logits of `base`; counts one forward pass per image.
    public func logits(_ images: Tensor) throws -> Tensor {
        counter.addForward(images.count)
        return try base.logits(images)
    }
}

extension CountingQueries: DifferentiableClassifier where Base: DifferentiableClassifier {
    /// Counts one forward pass per image, and one backward pass per image for each pullback.
    public func differentiate<R>(_ images: Tensor, _ body: (Tensor, (Tensor) throws -> Tensor) throws -> R) throws -> R {
        counter.addForward(images.count)
        return try base.differentiate(images) { logits, pullback in
            try withoutActuallyEscaping(pullback) { pullback in
                try body(logits) { cotangent in
                    counter.addBackward(images.count)
                    return try pullback(cotangent)
                }
            }
        }
    }
}
