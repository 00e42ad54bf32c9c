// Restart k of an attack does not depend on the number of restarts, and an image leaves at its first success. More restarts therefore continue the
// result of fewer, on the images at which those failed.

public import Classification
import Declarations
public import Tensors

/// A bounded attack that is repeated from random points until one of its restarts works.
public protocol RestartedAttack: BoundedAttack {
    /// The number of restarts.
    var restarts: Int { get set }
    /// True if additional restarts run after all others.
    var restartsComeLast: Bool { get }
    /// The attack by some of its restarts. Throws what the whole attack throws.
    func callAsFunction(
        _ model: some DifferentiableClassifier, _ batch: LabelledImages, radii: [Float], _ random: RandomSource, restarts: Range<Int>
    ) throws -> Adversarials
}

extension RestartedAttack {
    /// True.
    public var restartsComeLast: Bool { true }
    /// The attack by all its restarts.
    public func callAsFunction(
        _ model: some DifferentiableClassifier, _ batch: LabelledImages, radii: [Float], _ random: RandomSource
    ) throws -> Adversarials {
        try self(model, batch, radii: radii, random, restarts: 0..<restarts)
    }
}

extension Within {
    /// The same attack with fewer restarts, the most first, whose results can be continued. Empty for an attack without restarts, and for one that must
    /// reach a target, which a stored result does not name.
    public var beginnings: [Within] {
        guard var fewer = of as? any RestartedAttack, fewer.restartsComeLast, fewer.aim.goal == .leaveLabel, fewer.restarts > 1 else { return [] }
        return (1..<fewer.restarts).reversed().map {
            fewer.restarts = $0
            return Within(radius, of: fewer)
        }
    }

    /// Continues the `begun` result of a `beginning` on the same images: the result of this attack, from its further restarts alone. Throws what the
    /// bounded attack throws.
    public func callAsFunction(
        _ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource, continuing begun: Adversarials, of beginning: Within
    ) throws -> Adversarials {
        guard let whole = of as? any RestartedAttack, let part = beginning.of as? any RestartedAttack else {
            preconditionFailure("an attack without restarts has no beginning")
        }
        let standing = begun.found.indices.filter { !begun.found[$0] }
        if standing.isEmpty { return begun }
        let rest = try whole(
            model, batch.rows(standing), radii: standing.map { _ in radius.float }, random, restarts: part.restarts..<whole.restarts)
        var result = begun
        for (row, n) in standing.enumerated() {
            // Both asked about the image itself, which counts once.
            result.queries[n] = begun.totalQueries[n] + rest.queries[row] - 1
            result.totalQueries[n] += rest.totalQueries[row] - 1
            result.zeroGradients[n] += rest.zeroGradients[row]
            result.margins[n] = rest.margins[row]
            if rest.found[row] {
                (result.found[n], result.distances[n], result.images[n]) = (true, rest.distances[row], rest.images[row])
            }
        }
        return result
    }
}
