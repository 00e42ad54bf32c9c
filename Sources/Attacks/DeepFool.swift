// Repeated steps to the nearest plane of the linearised model (Moosavi-Dezfooli, Fawzi and Frossard 2016, arXiv:1511.04599, algorithm 2):
//   k = argmin_{k != y} (z_y - z_k) / ||w_k||_2, w_k = grad (z_k - z_y);  r += ((z_y - z_k) / ||w_k||_2 + 1e-4) w_k / ||w_k||_2;
//   x' = box(x0 + (1 + overshoot) r), until the model errs. The 1e-4, from the authors' code, moves a point that is exactly on a plane.
// Candidates, overshoot and steps are those of that code, where the overshoot applies at every step, not once at the end; clipping to the box is
// added here. A step is one query with a pullback for each candidate.

public import Classification
public import Declarations
public import Tensors

/// Steps to the nearest plane of the linearised model, in l2.
public struct DeepFool: MinimumNormAttack {
    /// Steps, 1 to 10,000.
    public var steps = 50
    /// The share by which a step goes beyond the plane, 0 to 10.
    public var overshoot = Fraction(2, 100)
    /// The number of classes considered, 2 to 1,000: the most likely ones for the original image, including the label.
    public var candidates = 10
    /// The settings of the authors' code.
    public init() {}
    /// The l2 norm.
    public var norm: Norm { .l2 }
    /// About three steps, each a forward pass and a pullback for each candidate.
    public var passes: Double { 1 + 3 * Double(candidates) }

    /// Throws `Invalid` for a setting out of range.
    public func validate() throws {
        try (1...10_000).check("steps", steps)
        try (0...10).check("overshoot", overshoot)
        try (2...1000).check("candidates", candidates)
    }

    /// Moves each image across the nearest plane. Throws `NotANumber` for logits or gradients that are not finite.
    public func callAsFunction(_ model: some DifferentiableClassifier, _ batch: LabelledImages, _ random: RandomSource) throws -> Adversarials {
        var best = Adversarials(batch), rivals: [[Int]] = [], total = Tensor(zeros: batch.images.shape)
        var active = Array(0..<batch.count), points = batch.images
        for step in 0...steps where !active.isEmpty {
            let labels = active.map { batch.labels[$0] }
            let planes = try model.differentiate(points) { logits, pullback -> [Plane?] in
                let predicted = try logits.predictions(samples: active.map { batch.samples[$0] })
                let reached = zip(predicted, labels).map { $0 != $1 }
                if step == 0 {
                    try best.ask(of: batch, logits, Aim(loss: .margin))
                    rivals = (0..<batch.count).map { n in logits[n].largest(candidates).filter { $0 != batch.labels[n] } }
                } else {
                    best.look(active, at: points, reached: reached, batch, norm)
                }
                if step == steps || !reached.contains(false) { return active.map { _ in nil } }
                return try nearest(logits, labels, active.map { rivals[$0] }, standing: reached.map { !$0 }, pullback)
            }
            for (row, n) in active.enumerated() where !best.found[n] && step < steps {
                guard let plane = planes[row] else {
                    best.zeroGradients[n] += 1
                    continue
                }
                guard plane.length.isFinite else { throw NotANumber("gradient", sample: batch.samples[n]) }
                let scale = (plane.distance + 1e-4) / plane.length
                total[n] = zip(total[n], plane.normal).map { $0 + scale * $1 }
            }
            active = active.enumerated().filter { !best.found[$1] && planes[$0] != nil }.map(\.1)
            points = batch.images.rows(active)
            for (row, n) in active.enumerated() {
                points[row] = zip(batch.images[n], total[n]).map { min(max($0 + (1 + overshoot.float) * $1, 0), 1) }
            }
        }
        best.countFailures()
        return best
    }

    /// The plane between the label and a rival: its normal [H, W, C], the length of the normal, and the distance to the plane.
    private struct Plane {
        var normal: [Float], length: Float, distance: Float
    }

    /// The nearest plane of each standing row; nil where every rival's gradient is the label's.
    private func nearest(
        _ logits: Tensor, _ labels: [Int], _ rivals: [[Int]], standing: [Bool], _ pullback: (Tensor) throws -> Tensor
    ) throws -> [Plane?] {
        var planes = [Plane?](repeating: nil, count: labels.count)
        for rank in 0..<(rivals.map(\.count).max() ?? 0) {
            let gradient = try pullback(
                Tensor(raising: rivals.map { rank < $0.count ? $0[rank] : nil }, over: labels, shape: logits.shape))
            for row in labels.indices where standing[row] && rank < rivals[row].count {
                let normal = gradient[row], length = Norm.l2(normal), lead = logits[row][labels[row]] - logits[row][rivals[row][rank]]
                if length == 0 { continue }
                let plane = Plane(normal: normal, length: length, distance: abs(lead) / length)
                // A NaN is kept, for the caller to report.
                if planes[row].map({ $0.length.isFinite && !(plane.distance >= $0.distance) }) ?? true { planes[row] = plane }
            }
        }
        return planes
    }
}
