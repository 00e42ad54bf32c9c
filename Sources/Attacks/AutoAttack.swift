// AutoAttack (Croce and Hein 2020, arXiv:2003.01690), the standard version: APGD on the cross-entropy, APGD on the difference-of-logits ratio with
// targets, FAB with targets, Square, in this order, each on the images at which those before it failed. Success is a misclassified image inside the
// ball, whichever part found it. Two differences from the published code: APGD follows the margin where the gradient is zero, where the published one
// stays put; and Square's l2 masses are per channel, as in Square's paper, not over the whole image.

public import Classification
import Declarations
public import Tensors

/// Four attacks in turn, each on the images at which those before it failed; l2 or linf, for models with at least four classes.
public struct AutoAttack: BoundedAttack {
    /// Version 2: Square's windows shrink after fixed numbers of queries.
    public static var version: Int { 2 }
    /// The norm of the ball, l2 or linf.
    public var norm = Norm.linf
    /// Steps of each APGD run, 1 to 10,000.
    public var steps = 100
    /// Target classes of APGD-T and FAB-T, 1 to 1,000, capped at all classes but the label.
    public var targets = 9
    /// Steps of FAB-T for each target, 1 to 10,000.
    public var boundarySteps = 100
    /// Queries of Square, 1 to 1,000,000.
    public var squareQueries = 5000
    /// The standard version in linf.
    public init() {}
    /// The standard version in a norm.
    public init(norm: Norm) { self.norm = norm }
    /// The aim of APGD-T.
    public var aim: Aim { Aim(loss: .differenceOfLogitsRatio, target: 1) }
    /// The passes of all four parts, which about a third of the images go through.
    public var passes: Double {
        (first.passes + targeted.passes + FAB(norm: norm, steps: boundarySteps, targets: targets).passes + square.passes) / 3
    }

    /// Throws `Invalid` for a setting out of range.
    public func validate() throws {
        if norm == .l1 { throw Invalid("norm", expected: "l2 or linf") }
        try (1...10_000).check("steps", steps)
        try (1...1000).check("targets", targets)
        try (1...10_000).check("boundarySteps", boundarySteps)
        try (1...1_000_000).check("squareQueries", squareQueries)
    }

    private var first: APGD { APGD(norm: norm, steps: steps) }
    private var targeted: APGD { APGD(norm: norm, steps: steps, loss: .differenceOfLogitsRatio, targets: targets) }
    private var square: Square { Square(norm: norm, queries: squareQueries) }

    /// Runs the four in turn. Throws `NotANumber`, and `TooFewClasses` for fewer than four classes.
    public func callAsFunction(
        _ model: some DifferentiableClassifier, _ batch: LabelledImages, radii: [Float], _ random: RandomSource
    ) throws -> Adversarials {
        precondition(radii.count == batch.count && radii.allSatisfy { $0 >= 0 && $0.isFinite })
        try aim.check(classes: model.classes)
        var result = Adversarials(batch)
        func run(_ part: (LabelledImages, [Float]) throws -> Adversarials) throws {
            let standing = result.found.indices.filter { !result.found[$0] }
            if standing.isEmpty { return }
            result.append(try part(batch.rows(standing), standing.map { radii[$0] }), standing, radii, norm)
        }
        try run { try first(model, $0, radii: $1, random("first")) }
        try run { try targeted(model, $0, radii: $1, random("targeted")) }
        try run { try FAB(norm: norm, steps: boundarySteps, targets: targets).search(model, $0, within: $1) }
        try run { try square(model, $0, radii: $1, random("square")) }
        return result
    }
}

extension Adversarials {
    /// Adds the results of the next attack on some rows; a success outside the radius does not count.
    fileprivate mutating func append(_ part: Adversarials, _ rows: [Int], _ radii: [Float], _ norm: Norm) {
        let diameter = Double(norm.diameter(of: images.stride))
        for (row, n) in rows.enumerated() {
            let before = totalQueries[n]
            totalQueries[n] += part.totalQueries[row]
            zeroGradients[n] += part.zeroGradients[row]
            margins[n] = part.margins[row]
            queries[n] = totalQueries[n]
            let isInside = part.distances[row] <= Double(radii[n]) * (1 + Ball.relativeSlack)
            if part.found[row] && isInside {
                record(n, part.images[row], distance: part.distances[row], query: part.queries[row] == 0 ? 0 : before + part.queries[row])
            }
            tried[n] = part.queries[row] == 0 && part.found[row] ? 0 : min(Double(radii[n]), diameter)
        }
    }
}
