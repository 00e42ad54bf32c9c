import Classification
import Tensors

/// Runs a bounded attack at per-image radii and keeps the nearest success, which need not be the one at the smallest radius.
struct Tries {
    private let attack: any BoundedAttack, batch: LabelledImages, random: RandomSource
    private let diameter: Double, cost: @Sendable (Int) -> Int
    /// The nearest success of each image so far.
    private(set) var best: Adversarials

    /// `start`: the results of the original images, before the first try. `cost`: from the queries of a try to the number counted for them.
    init(
        _ start: Adversarials, of attack: any BoundedAttack, _ batch: LabelledImages, _ random: RandomSource,
        cost: @escaping @Sendable (Int) -> Int = { $0 }
    ) {
        (self.attack, self.batch, self.random, self.cost, best) = (attack, batch, random, cost, start)
        diameter = Double(attack.norm.diameter(of: batch.images.stride))
    }

    /// One try for each image of `rows` at its radius (`radii` [N] of the whole batch); returns for each of `rows` whether it succeeded and the
    /// margin at which it ended.
    mutating func attempt(
        _ model: some DifferentiableClassifier, _ rows: [Int], _ radii: [Float]
    ) throws -> [(worked: Bool, margin: Float)] {
        let tried = try attack(model, batch.rows(rows), radii: rows.map { radii[$0] }, random)
        for (row, n) in rows.enumerated() {
            let before = best.totalQueries[n]
            best.totalQueries[n] += cost(tried.totalQueries[row])
            best.zeroGradients[n] += tried.zeroGradients[row]
            best.tried[n] = max(best.tried[n], min(Double(radii[n]), diameter))
            guard tried.found[row] else { continue }
            let image = tried.images[row], distance = attack.norm.distance(image, batch.images[n])
            if distance < best.distances[n] { best.record(n, image, distance: distance, query: before + cost(tried.queries[row])) }
        }
        return zip(tried.found, tried.margins).map { ($0, $1) }
    }

    /// The nearest successes; an image without one counts all its queries.
    var result: Adversarials {
        var result = best
        result.countFailures()
        return result
    }
}
