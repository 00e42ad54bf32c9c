// Auto-PGD (Croce and Hein 2020, arXiv:2003.01690, algorithm 1, with the details of the authors' code): ascent with momentum from a random point on
// the ball's surface,
//   z = P(x + eta radius steepest(g));  x' = P(x + 3/4 (z - x) + 1/4 (x - x_before)),  P the projection onto ball and box; eta = 2 at first.
// Checkpoints come after 22 % of the steps, then at intervals that shrink by 3 % of the steps to no less than 6 %. There eta is halved and the ascent
// resumes at its best point if the loss rose in at most `rho` of the interval's steps, or if the last checkpoint left eta alone and the best loss has
// not improved since.

public import Classification
public import Declarations
public import Tensors

/// Auto-PGD: projected gradient ascent with automatic step sizes; l2 or linf.
public struct APGD: RestartedAttack {
    /// The norm of the ball, l2 or linf.
    public var norm = Norm.linf
    /// Gradient steps per start, 1 to 10,000.
    public var steps = 100
    /// Random starts for each target, 1 to 1,000.
    public var restarts = 1
    /// The loss whose gradient the steps follow: cross-entropy for APGD-CE, the difference-of-logits ratio with targets for APGD-T.
    public var loss = Loss.crossEntropy
    /// The number of target classes, 1 to 1,000, capped at all classes but the label. They are tried in turn, the most likely first, and any
    /// misclassification is a success. Nil: untargeted.
    public var targets: Int?
    /// The share of rising steps, 0 to 1, at or below which a checkpoint halves the step size.
    public var rho = Fraction(3, 4)
    /// The direction where the gradient is zero.
    public var zeroGradient = ZeroGradient.followMargin
    /// APGD-CE in linf, as in AutoAttack.
    public init() {}
    /// The attack with a loss and optional targets.
    public init(norm: Norm, steps: Int = 100, loss: Loss = .crossEntropy, targets: Int? = nil) {
        (self.norm, self.steps, self.loss, self.targets) = (norm, steps, loss, targets)
    }
    /// The loss and, if there are targets, the first of them.
    public var aim: Aim { Aim(loss: loss, target: targets == nil ? nil : 1) }
    /// False with targets: a target's restarts come before the next target.
    public var restartsComeLast: Bool { targets == nil }
    /// Two per step and a final check, for each restart and target.
    public var passes: Double { Double(restarts) * Double(targets ?? 1) * (2 * Double(steps) + 1) }

    /// Throws `Invalid` for a setting out of range.
    public func validate() throws {
        if norm == .l1 { throw Invalid("norm", expected: "l2 or linf") }
        try (1...10_000).check("steps", steps)
        try (1...1000).check("restarts", restarts)
        if let targets { try (1...1000).check("targets", targets) }
        try (0...1).check("rho", rho)
    }

    /// Ascends from random points on the ball's surface. Throws `NotANumber` and `TooFewClasses`.
    public func callAsFunction(
        _ model: some DifferentiableClassifier, _ batch: LabelledImages, radii: [Float], _ random: RandomSource, restarts: Range<Int>
    ) throws -> Adversarials {
        precondition(radii.count == batch.count && radii.allSatisfy { $0 >= 0 && $0.isFinite })
        try aim.check(classes: model.classes)
        var pursuit = Pursuit(batch, radii, norm, aim, zeroGradient)
        _ = try pursuit.ask(model, gradient: false)
        for rank in 1...(targets.map { min($0, model.classes - 1) } ?? 1) {
            for restart in restarts where !pursuit.standing.isEmpty {
                if targets != nil { pursuit.steer(to: rank) }
                try ascend(model, &pursuit, random("target", rank)("restart", restart))
            }
        }
        return pursuit.result
    }

    private func ascend(_ model: some DifferentiableClassifier, _ pursuit: inout Pursuit, _ random: RandomSource) throws {
        pursuit.scatter(random, onSurface: true)
        let start = try pursuit.ask(model, gradient: true)
        guard var gradient = start.gradient else { return }
        var course = Course(pursuit.points, gradient, start.losses)
        var checkpoints = Checkpoints(steps: steps)
        for step in 0..<steps {
            try course.move(&pursuit, gradient, isFirst: step == 0)
            let answer = try pursuit.ask(model, gradient: step + 1 < steps)
            guard let next = answer.gradient else { return }
            gradient = next
            course.note(answer.kept, pursuit.points, gradient, answer.losses)
            if let interval = checkpoints.interval(endingAt: step) { course.check(&pursuit, &gradient, interval: interval, rho: rho.value) }
        }
    }
}

/// The checkpoint schedule for a number of steps.
private struct Checkpoints {
    private let least: Int, decrease: Int
    private var interval: Int, done = 0

    init(steps: Int) { (interval, least, decrease) = (max(steps * 22 / 100, 1), max(steps * 6 / 100, 1), max(steps * 3 / 100, 1)) }

    /// The length of the interval that ends with this step; nil if none does.
    mutating func interval(endingAt step: Int) -> Int? {
        guard step + 1 - done == interval else { return nil }
        defer { (done, interval) = (step + 1, max(interval - decrease, least)) }
        return interval
    }
}

/// The state of the ascent for each standing image, by row.
private struct Course {
    /// The points before the last step, and the best points so far with the gradients there [standing, H, W, C].
    private var before: Tensor, best: Tensor, bestGradient: Tensor
    /// The losses at the best and at the last point, and the best at the last checkpoint.
    private var bestLoss: [Float], loss: [Float], bestAtCheck: [Float]
    /// In radii.
    private var stepSize: [Float]
    /// Steps since the last checkpoint in which the loss rose.
    private var rises: [Int]
    /// True if the last checkpoint halved the step size; at first, so that the first checkpoint looks at the rises alone.
    private var wasHalved: [Bool]

    init(_ points: Tensor, _ gradient: Tensor, _ losses: [Float]) {
        (before, best, bestGradient, bestLoss, loss, bestAtCheck) = (points, points, gradient, losses, losses, losses)
        (stepSize, rises, wasHalved) = (losses.map { _ in 2 }, losses.map { _ in 0 }, losses.map { _ in true })
    }

    /// One step of each standing image along its gradient, with momentum except for the first.
    mutating func move(_ pursuit: inout Pursuit, _ gradient: Tensor, isFirst: Bool) throws {
        let width = gradient.stride, share: Float = isFirst ? 1 : 0.75, stepSize = stepSize
        var moves = gradient, ahead = [Float](repeating: 0, count: width)
        try moves.values.withUnsafeMutableBufferPointer { moves in
            try before.values.withUnsafeMutableBufferPointer { before in
                try ahead.withUnsafeMutableBufferPointer { ahead in
                    try pursuit.forEachStanding { row, sample, ball, point in
                        let move = moves.row(row, width), before = before.row(row, width), size = stepSize[row] * ball.radius, centre = ball.centre
                        guard Norm.linf(UnsafeBufferPointer(move)).isFinite else { throw NotANumber("gradient", sample: sample) }
                        ball.norm.steepest(move)
                        for j in move.indices { move[j] = (point[j] - centre[j]) + size * move[j] }
                        ball.place(move, into: ahead)
                        for j in move.indices {
                            move[j] = (point[j] - centre[j]) + share * (ahead[j] - point[j]) + (1 - share) * (point[j] - before[j])
                            before[j] = point[j]
                        }
                        ball.place(move, into: point)
                    }
                }
            }
        }
    }

    /// Drops the images that have left and records the losses of the others.
    mutating func note(_ kept: [Int], _ points: Tensor, _ gradient: Tensor, _ losses: [Float]) {
        if kept.count < loss.count { self = Course(self, kept) }
        for row in losses.indices {
            if losses[row] > loss[row] { rises[row] += 1 }
            if losses[row] > bestLoss[row] {
                (bestLoss[row], best[row], bestGradient[row]) = (losses[row], points[row], gradient[row])
            }
        }
        loss = losses
    }

    /// At a checkpoint: stalled images return to their best point with half the step size.
    mutating func check(_ pursuit: inout Pursuit, _ gradient: inout Tensor, interval: Int, rho: Double) {
        for row in loss.indices {
            let isStuck = !wasHalved[row] && bestAtCheck[row] >= bestLoss[row]
            wasHalved[row] = Double(rises[row]) <= rho * Double(interval) || isStuck
            (rises[row], bestAtCheck[row]) = (0, bestLoss[row])
            if !wasHalved[row] { continue }
            stepSize[row] /= 2
            pursuit.points[row] = best[row]
            gradient[row] = bestGradient[row]
        }
    }

    private init(_ other: Course, _ kept: [Int]) {
        (before, best, bestGradient) = (other.before.rows(kept), other.best.rows(kept), other.bestGradient.rows(kept))
        (bestLoss, loss, bestAtCheck) = (kept.map { other.bestLoss[$0] }, kept.map { other.loss[$0] }, kept.map { other.bestAtCheck[$0] })
        (stepSize, rises, wasHalved) = (kept.map { other.stepSize[$0] }, kept.map { other.rises[$0] }, kept.map { other.wasHalved[$0] })
    }
}
