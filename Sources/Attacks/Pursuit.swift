import Classification
import Tensors

/// The images that have not reached the goal, their current points, and the results so far.
struct Pursuit {
    let batch: LabelledImages, radii: [Float], norm: Norm, zeroGradient: ZeroGradient
    private(set) var aim: Aim
    /// The rows of the batch that have not reached the goal.
    var standing: [Int]
    /// Their current points [standing, H, W, C].
    var points: Tensor
    /// The targets of the standing images, chosen at the first query, that of the original images.
    private var targets: [Int]?
    /// The logits [N, K] of the original images.
    private var first = Tensor(zeros: [0, 0])
    var result: Adversarials

    /// The model's answer for the standing images.
    struct Answer {
        /// The images that still stand, as rows of those that stood before.
        var kept: [Int]
        /// For each of them: the direction of ascent [kept, H, W, C], and the loss. Empty if not wanted or if no image stands.
        var gradient: Tensor?, losses: [Float]
    }

    init(_ batch: LabelledImages, _ radii: [Float], _ norm: Norm, _ aim: Aim, _ zeroGradient: ZeroGradient) {
        (self.batch, self.radii, self.norm, self.aim, self.zeroGradient) = (batch, radii, norm, aim, zeroGradient)
        (standing, points, result) = (Array(0..<batch.count), batch.images, Adversarials(batch))
    }

    /// One query for each standing image; those that reach the goal leave.
    mutating func ask(_ model: some DifferentiableClassifier, gradient wanted: Bool) throws -> Answer {
        if standing.isEmpty { return Answer(kept: [], gradient: nil, losses: []) }
        let labels = standing.map { batch.labels[$0] }, samples = standing.map { batch.samples[$0] }, isFirst = result.totalQueries[standing[0]] == 0
        var answer = try model.differentiate(points) { logits, pullback -> Answer in
            let predicted = try logits.predictions(samples: samples)
            if isFirst {
                first = logits
                targets = aim.targets(logits, labels)
                result.targets = aim.required(targets)
            }
            for (n, margin) in zip(standing, aim.margins(logits, labels, targets).values) { result.margins[n] = margin }
            let reached = aim.reached(predicted, labels, targets), kept = labels.indices.filter { !reached[$0] }
            if !wanted || kept.isEmpty { return Answer(kept: kept, gradient: nil, losses: []) }
            let (gradient, losses) = try direction(kept, logits, labels, pullback)
            return Answer(kept: kept, gradient: gradient, losses: losses)
        }
        let kept = answer.kept
        var next = 0
        for (row, n) in standing.enumerated() {
            result.totalQueries[n] += 1
            result.queries[n] = result.totalQueries[n]
            if !isFirst { result.tried[n] = min(Double(radii[n]), Double(norm.diameter(of: points.stride))) }
            if next < kept.count, kept[next] == row {
                next += 1
            } else if isFirst {
                result.record(n, points[row], distance: 0, query: 0)
            } else {
                result.record(n, points[row], distance: norm.distance(points[row], batch.images[n]), query: result.totalQueries[n])
            }
        }
        if kept.count == standing.count { return answer }
        standing = kept.map { standing[$0] }
        targets = targets.map { targets in kept.map { targets[$0] } }
        points = points.rows(kept)
        answer.gradient = answer.gradient?.rows(kept)
        if !answer.losses.isEmpty { answer.losses = kept.map { answer.losses[$0] } }
        return answer
    }

    /// Steers the standing images to the class of another rank, for a goal that does not name the target.
    mutating func steer(to rank: Int) {
        aim.target = rank
        targets = standing.map { n in aim.targets(first.rows([n]), [batch.labels[n]])?.first ?? batch.labels[n] }
    }

    /// The gradient of the loss for all standing images; where it is zero for a kept image, `zeroGradient` decides.
    private mutating func direction(_ kept: [Int], _ logits: Tensor, _ labels: [Int], _ pullback: (Tensor) throws -> Tensor) throws -> (
        gradient: Tensor, losses: [Float]
    ) {
        let (losses, cotangent) = aim.loss(logits, labels, targets: targets)
        var gradient = try pullback(cotangent)
        let flat = try zeroGradient.replace(&gradient, kept, of: aim.loss, logits, labels, targets: targets, pullback)
        for row in flat { result.zeroGradients[standing[row]] += 1 }
        return (gradient, losses)
    }

    /// Moves each standing image to a random point of its ball or of the ball's surface, keyed by its sample and clipped to the box.
    mutating func scatter(_ random: RandomSource, onSurface: Bool = false) {
        var scratch = [Float](repeating: 0, count: points.stride)
        scratch.withUnsafeMutableBufferPointer { scratch in
            forEachStanding { _, sample, ball, point in
                var stream = random.stream(sample: sample)
                onSurface ? ball.scatterOnSurface(&stream, into: point, scratch: scratch) : ball.scatter(&stream, into: point, scratch: scratch)
            }
        }
    }

    /// Moves each standing image by `stepSize` radii up its gradient.
    mutating func climb(_ gradient: Tensor, _ stepSize: Float) throws {
        var moves = gradient
        let width = points.stride
        try moves.values.withUnsafeMutableBufferPointer { moves in
            try forEachStanding { row, sample, ball, point in
                let move = moves.row(row, width), size = stepSize * ball.radius
                guard Norm.linf(UnsafeBufferPointer(move)).isFinite else { throw NotANumber("gradient", sample: sample) }
                ball.norm.steepest(move)
                for j in move.indices { move[j] = (point[j] - ball.centre[j]) + size * move[j] }
                ball.place(move, into: point)
            }
        }
    }

    /// Calls `body` for each standing image: its row among them, its sample, its ball, and the point, which `body` may move.
    mutating func forEachStanding(
        _ body: (_ row: Int, _ sample: Int, _ ball: Ball, _ point: UnsafeMutableBufferPointer<Float>) throws -> Void
    ) rethrows {
        let (batch, standing, radii, norm, width) = (batch, standing, radii, norm, points.stride)
        try points.values.withUnsafeMutableBufferPointer { points in
            try batch.images.values.withUnsafeBufferPointer { originals in
                for (row, n) in standing.enumerated() {
                    try body(row, batch.samples[n], Ball(norm: norm, centre: originals.row(n, width), radius: radii[n]), points.row(row, width))
                }
            }
        }
    }
}
