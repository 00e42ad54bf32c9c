import Classification
import Tensors

/// Tries of a bounded attack at radii of an image's own, and the nearest image of all that worked, which a single attack need not find at the
/// smallest radius.
struct Tries {
    private let attack: any BoundedAttack, batch: LabelledImages, random: RandomSource
    private(set) var best: Adversarials
    /// [N] The distance of the nearest image so far: 0 if wrong already, infinite if there is none.
    private(set) var nearest: [Double]

    /// `start`: what is known before the first try.
    init(_ start: Adversarials, of attack: any BoundedAttack, _ batch: LabelledImages, _ random: RandomSource) {
        (self.attack, self.batch, self.random, best) = (attack, batch, random, start)
        nearest = start.found.map { $0 ? 0 : .infinity }
    }

    /// One try for each image of `rows` at its radius (`radii` [N] of the whole batch): whether it worked and the margin at which it ended, in
    /// the order of `rows`.
    mutating func attempt(
        _ model: some DifferentiableClassifier, _ rows: [Int], _ radii: [Float]
    ) throws -> [(worked: Bool, margin: Float)] {
        let tried = try attack(model, batch.rows(rows), radii: rows.map { radii[$0] }, random)
        for (row, n) in rows.enumerated() {
            let before = best.totalQueries[n]
            best.totalQueries[n] += tried.totalQueries[row]
            guard tried.found[row] else { continue }
            let image = tried.images[row], distance = attack.norm.distance(image, batch.images[n])
            if distance < nearest[n] {
                (nearest[n], best.found[n], best.images[n], best.queries[n]) = (distance, true, image, before + tried.queries[row])
            }
        }
        return zip(tried.found, tried.margins).map { ($0, $1) }
    }

    /// An image for which nothing was found counts all its queries.
    var result: Adversarials {
        var result = best
        for n in result.found.indices where !result.found[n] { result.queries[n] = result.totalQueries[n] }
        return result
    }
}
