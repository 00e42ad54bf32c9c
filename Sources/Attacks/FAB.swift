// The fast adaptive boundary attack, targeted (Croce and Hein 2020, arXiv:1907.02044, algorithm 1): the model is linearised between the label and a
// target t, w = grad (z_t - z_y), and the point and the image are each projected onto the plane, inside the box, by the moves d and d0;
//   a = min(||d|| / (||d|| + ||d0||), largestBias);  x' = box((1 - a) (x + overshoot d) + a (x0 + overshoot d0)).
// Where the model errs at x', the search goes back to x0 + backward (x' - x0). Targets are tried in turn, the most likely first, each from the
// original image. The settings are AutoAttack's; the nearest of all points at which the model erred is reported. As in AutoAttack's code, there is no
// final search and no random restart.

public import Classification
public import Declarations
public import Tensors

/// Projections onto the linearised boundary, biased towards the original image; l2 or linf.
public struct FAB: MinimumNormAttack {
    /// The norm of the distance, l2 or linf.
    public var norm = Norm.linf
    /// Steps for each target, 1 to 10,000.
    public var steps = 100
    /// The number of target classes, 1 to 1,000, capped at all classes but the label.
    public var targets = 9
    /// The largest weight of the original image's projection in a step, 0 to 1.
    public var largestBias = Fraction(1, 10)
    /// The length of a step relative to the projection, 1 to 10.
    public var overshoot = Fraction(105, 100)
    /// The share of the distance from the original image that is kept after a success, 0 to below 1.
    public var backward = Fraction(9, 10)
    /// The settings of AutoAttack in linf.
    public init() {}
    /// The attack in a norm, with these numbers of steps and targets.
    public init(norm: Norm, steps: Int = 100, targets: Int = 9) { (self.norm, self.steps, self.targets) = (norm, steps, targets) }
    /// About 3.5 per step: two, and two more where the model errs.
    public var passes: Double { 1 + 3.5 * Double(targets) * Double(steps) }

    /// Throws `Invalid` for a setting out of range.
    public func validate() throws {
        if norm == .l1 { throw Invalid("norm", expected: "l2 or linf") }
        try (1...10_000).check("steps", steps)
        try (1...1000).check("targets", targets)
        try (0...1).check("largestBias", largestBias)
        try (1...10).check("overshoot", overshoot)
        if !(0..<1).contains(backward.value) { throw Invalid("backward", expected: "a number from 0 to below 1") }
    }

    /// Searches for the nearest point of the boundary of each target. Throws `NotANumber` for logits or gradients that are not finite.
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        try search(model, batch, within: nil)
    }

    /// The same; an image leaves when the model errs within its radius (`radii` [N]).
    func search(_ model: some DifferentiableClassifier, _ batch: LabelledImages, within radii: [Float]?) throws -> Adversarials {
        var best = Adversarials(batch)
        let logits = try model.logits(batch.images)
        try best.ask(of: batch, logits, Aim(loss: .margin))
        best.margins = Margin()(logits, batch.labels).values
        let ranked = (0..<batch.count).map { n in logits[n].largest(min(targets, model.classes - 1) + 1).filter { $0 != batch.labels[n] } }
        func isDone(_ n: Int) -> Bool { best.found[n] && radii.map { best.distances[n] <= Double($0[n]) * (1 + Ball.relativeSlack) } ?? false }
        let attacked = (0..<batch.count).filter { !best.found[$0] }
        for rank in 0..<min(targets, model.classes - 1) {
            var active = attacked.filter { !isDone($0) }, points = batch.images.rows(active)
            var planes = try ask(model, batch, active, points, active.map { ranked[$0][rank] }, gradient: true, &best).planes
            for step in 0..<steps where !active.isEmpty {
                let kept = active.indices.filter { !isDone(active[$0]) && planes[$0].map { !$0.isFlat } ?? false }
                (active, planes) = (kept.map { active[$0] }, kept.map { planes[$0] })
                let (before, goals) = (points.rows(kept), active.map { ranked[$0][rank] })
                points = Tensor(
                    stacking: active.indices.map { row in
                        planes[row].map { next(before[row], batch.images[active[row]], $0) } ?? before[row]
                    }, shape: Array(points.shape.dropFirst()))
                let isLast = step + 1 == steps, answer = try ask(model, batch, active, points, goals, gradient: !isLast, &best)
                if isLast { break }
                planes = answer.planes
                let back = active.indices.filter { answer.reached[$0] && !isDone(active[$0]) }
                for row in back { points[row] = zip(batch.images[active[row]], points[row]).map { $0 + backward.float * ($1 - $0) } }
                let again = try ask(
                    model, batch, back.map { active[$0] }, points.rows(back), back.map { goals[$0] }, gradient: true, &best
                ).planes
                for (place, row) in back.enumerated() { planes[row] = again[place] }
            }
        }
        best.countFailures()
        return best
    }

    /// One query for each of `rows`. Returns where the model errs and, if wanted, the planes between label and target.
    private func ask(
        _ model: some DifferentiableClassifier, _ batch: LabelledImages, _ rows: [Int], _ points: Tensor, _ targets: [Int], gradient wanted: Bool,
        _ best: inout Adversarials
    ) throws -> (reached: [Bool], planes: [Hyperplane?]) {
        if rows.isEmpty { return ([], []) }
        let labels = rows.map { batch.labels[$0] }
        return try model.differentiate(points) { logits, pullback in
            let predicted = try logits.predictions(samples: rows.map { batch.samples[$0] }), reached = zip(predicted, labels).map { $0 != $1 }
            best.look(rows, at: points, reached: reached, batch, norm)
            for (n, margin) in zip(rows, Margin()(logits, labels).values) { best.margins[n] = margin }
            if !wanted { return (reached, rows.map { _ in nil }) }
            let gradient = try pullback(Tensor(raising: targets, over: labels, shape: logits.shape))
            return (
                reached,
                try rows.indices.map { row in
                    let plane = Hyperplane(normal: gradient[row], through: points[row], gap: logits[row][labels[row]] - logits[row][targets[row]])
                    guard plane.offset.isFinite else { throw NotANumber("gradient", sample: batch.samples[rows[row]]) }
                    if plane.isFlat && !reached[row] { best.zeroGradients[rows[row]] += 1 }
                    return plane
                }
            )
        }
    }

    /// The point after x, from the projections of x and of the original image.
    private func next(_ x: [Float], _ image: [Float], _ plane: Hyperplane) -> [Float] {
        let move = plane.move(from: x, norm), own = plane.move(from: image, norm)
        let (length, ownLength) = (max(Double(norm(move)), 1e-8), max(Double(norm(own)), 1e-8))
        let bias = Float(min(length / (length + ownLength), largestBias.value)), eta = overshoot.float
        return x.indices.map { min(max((1 - bias) * (x[$0] + eta * move[$0]) + bias * (image[$0] + eta * own[$0]), 0), 1) }
    }
}
