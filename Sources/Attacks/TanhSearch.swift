// The search of Carlini and Wagner: min_d ||d||_2^2 + c loss(x + d) + penalty(x + d), with x + d = (tanh(w) + 1) / 2 inside the box, by Adam on w; c
// by binary search for each image, each value tried from the original image. Loss and penalty are those of the attack that calls it.

import Classification
import Declarations
import ElementaryFunctions
import Tensors

/// A search by Adam in tanh space, whose settings are those of `CarliniWagner`.
struct TanhSearch {
    var searches: Int, steps: Int, learningRate: Fraction, initialConstant: Fraction, abortEarly: Bool

    /// Throws `Invalid` for a setting out of range.
    func validate() throws {
        try (1...100).check("searches", searches)
        try (1...100_000).check("steps", steps)
        try (1e-6...100).check("learningRate", learningRate)
        try (1e-9...1e9).check("initialConstant", initialConstant)
    }

    /// An attack's evaluation of points [rows, H, W, C].
    struct Answer {
        /// True where the goal is reached.
        var reached: [Bool]
        /// c loss + penalty
        var losses: [Double]
        /// The penalty, by which successes are compared together with the squared distance; nil: the nearest success is the best.
        var penalties: [Double]?
        /// `factors` times the rows of `gradient` are the gradients of `losses`.
        var gradient: Tensor, factors: [Float]
    }

    /// Searches for the images of `batch` that `best` has not found yet; `ask` makes one query for each of `rows`, whose c are `constants`.
    func callAsFunction(
        _ batch: LabelledImages, _ best: inout Adversarials,
        _ ask: (_ points: Tensor, _ rows: [Int], _ constants: [Float]) throws -> Answer
    ) throws {
        let attacked = (0..<batch.count).filter { !best.found[$0] }
        var low = best.found.map { _ in Float(0) }, high = low.map { _ in Float.infinity }, constants = low.map { _ in initialConstant.float }
        var scores = low.map { _ in Double.infinity }
        let start = centre(batch.images)
        for _ in 0..<searches {
            let worked = try descend(batch, attacked, start, constants, &best, &scores, ask)
            for n in attacked {
                if worked[n] { high[n] = constants[n] } else { low[n] = constants[n] }
                constants[n] = high[n].isFinite ? (low[n] + high[n]) / 2 : min(constants[n] * 10, 1e10)
            }
        }
        best.countFailures()
    }

    /// Adam with one c for each image; returns true for each image of the batch for which it succeeded.
    private func descend(
        _ batch: LabelledImages, _ attacked: [Int], _ start: Tensor, _ constants: [Float], _ best: inout Adversarials, _ scores: inout [Double],
        _ ask: (Tensor, [Int], [Float]) throws -> Answer
    ) throws -> [Bool] {
        var adam = Adam(start, rate: learningRate.float), active = attacked, points = batch.images.rows(attacked)
        var worked = [Bool](repeating: false, count: batch.count), checked = worked.map { _ in Double.infinity }
        let interval = (steps + 9) / 10
        for step in 0..<steps where !active.isEmpty {
            adam.images(of: active, into: &points)
            let answer = try ask(points, active, active.map { constants[$0] })
            var kept: [Int] = []
            for (row, n) in active.enumerated() {
                best.totalQueries[n] += 1
                let distance = points.distance(row, batch.images, n), square = distance * distance
                if answer.reached[row] {
                    worked[n] = true
                    let score = answer.penalties.map { square + $0[row] } ?? distance
                    if score < scores[n] {
                        scores[n] = score
                        best.record(n, points[row], distance: distance, query: best.totalQueries[n])
                    }
                } else if answer.gradient.isZero(row: row) {
                    best.zeroGradients[n] += 1
                }
                best.tried[n] = max(best.tried[n], distance)
                let loss = square + answer.losses[row], checks = abortEarly && step % interval == 0
                if !checks || loss <= 0.9999 * checked[n] { kept.append(row) }
                if checks { checked[n] = loss }
            }
            try adam.descend(active, kept, points, batch, answer.gradient, answer.factors)
            if kept.count < active.count {
                active = kept.map { active[$0] }
                points = points.rows(kept)
            }
        }
        return worked
    }

    /// w with (tanh(w) + 1) / 2 = x, with the ends of the box moved inwards by 5e-7 so that w is finite.
    private func centre(_ images: Tensor) -> Tensor {
        Tensor(shape: images.shape, values: images.values.map { Elementary.atanh((2 * $0 - 1) * 0.999999) })
    }
}

extension Tensor {
    /// The l2 distance between a row and row n of another tensor.
    func distance(_ row: Int, _ other: Tensor, _ n: Int) -> Double {
        let width = stride
        return values.withUnsafeBufferPointer { a in
            other.values.withUnsafeBufferPointer { b in Norm.l2.distance(a.row(row, width), b.row(n, width)) }
        }
    }
}
