public import Tensors
import Synchronization

/// Passes over images so far. A forward pass and a forward-and-backward pass count 1 each; further backward passes are counted apart.
public final class QueryCounter: Sendable {
    private let forward = Atomic(0), backward = Atomic(0)
    public init() {}
    /// Forward passes, one an image: the model queries that attacks report.
    public var images: Int { forward.load(ordering: .relaxed) }
    /// Backward passes, one an image.
    public var pullbacks: Int { backward.load(ordering: .relaxed) }
    func addForward(_ count: Int) { forward.add(count, ordering: .relaxed) }
    func addBackward(_ count: Int) { backward.add(count, ordering: .relaxed) }
}

/// A classifier that counts what is asked of it: what an attack says of its queries is checked against it.
public struct CountingQueries<Base: Classifier>: Classifier {
    /// What is asked, and what counts.
    public let base: Base, counter: QueryCounter
    public init(_ base: Base, _ counter: QueryCounter) { (self.base, self.counter) = (base, counter) }
    public var classes: Int { base.classes }
    public func logits(_ images: Tensor) throws -> Tensor {
        counter.addForward(images.count)
        return try base.logits(images)
    }
}

extension CountingQueries: DifferentiableClassifier where Base: DifferentiableClassifier {
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
