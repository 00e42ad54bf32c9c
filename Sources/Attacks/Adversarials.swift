public import Classification
public import Tensors

/// The result of an attack on a batch, in the order of the batch.
///
/// A query is a forward pass, with or without the backward passes that follow it, over one image.
public struct Adversarials: Sendable {
    /// [N, H, W, C]: the adversarial image where one was found, else the original. An original that reaches the goal counts as found.
    public var images: Tensor
    /// [N]; false means censored: the search failed, and the least distance is unknown.
    public var found: [Bool]
    /// [N]: the distance of the reported image in the attack's norm; 0 where the original reached the goal, infinite where nothing was found.
    public var distances: [Double]
    /// [N]: the largest radius searched, at most the diameter of the box; 0 where the original reached the goal. A failed search means that the
    /// attack found nothing within this radius, not that nothing is there.
    public var tried: [Double]
    /// [N]: queries up to the one that found the reported image; 0 if the original reached the goal; all of them if nothing was found.
    public var queries: [Int]
    /// [N]: all queries.
    public var totalQueries: [Int]
    /// [N]: queries at which the goal was not reached and the gradient of the attack's loss was exactly zero.
    public var zeroGradients: [Int]
    /// [N]: for a bounded attack, how far the last queried point was from the goal, in logits: z_y - max_{k != y} z_k if the goal is to leave the
    /// label. `LeastDistance` interpolates it.
    public var margins: [Float]
    /// [N]: the class that each image had to reach; nil: any class but its label.
    public var targets: [Int]?

    /// The state before the first query.
    public init(_ batch: LabelledImages) {
        let none = [Int](repeating: 0, count: batch.count)
        (images, found, distances) = (batch.images, none.map { _ in false }, none.map { _ in .infinity })
        (tried, margins) = (none.map { _ in 0 }, none.map { _ in 0 })
        (queries, totalQueries, zeroGradients) = (none, none, none)
    }

    /// True if the prediction reaches the goal of row n: its target, if it has one, else any class but its label.
    public func isGoal(_ predicted: Int, _ n: Int, label: Int) -> Bool { targets.map { predicted == $0[n] } ?? (predicted != label) }

    /// Reports a point [H, W, C] at a distance as the adversarial image of row n, found by the query with this number.
    public mutating func record(_ n: Int, _ point: [Float], distance: Double, query: Int) {
        (found[n], distances[n], queries[n]) = (true, distance, query)
        images[n] = point
    }

    /// Sets `queries` to all queries where nothing was found.
    mutating func countFailures() {
        for n in found.indices where !found[n] { queries[n] = totalQueries[n] }
    }

    /// Counts one query for each of `rows`, at the points [rows, H, W, C], and keeps the nearest success of each image.
    mutating func look(_ rows: [Int], at points: Tensor, reached: [Bool], _ batch: LabelledImages, _ norm: Norm) {
        let width = points.stride, diameter = Double(norm.diameter(of: width))
        let lengths = points.values.withUnsafeBufferPointer { points in
            batch.images.values.withUnsafeBufferPointer { originals in
                rows.enumerated().map { row, n in norm.distance(points.row(row, width), originals.row(n, width)) }
            }
        }
        for (row, n) in rows.enumerated() {
            totalQueries[n] += 1
            tried[n] = max(tried[n], min(lengths[row], diameter))
            if reached[row] && lengths[row] < distances[n] { record(n, points[row], distance: lengths[row], query: totalQueries[n]) }
        }
    }
}

extension Adversarials {
    /// Queries each original image once, as every minimum-norm attack does first.
    init(asTheyAre batch: LabelledImages, to model: some Classifier, aim: Aim = Aim()) throws {
        self.init(batch)
        let logits = try model.logits(batch.images)
        try ask(of: batch, logits, aim)
    }

    /// Counts one query for each original image, given its logits [N, K]. Those that reach the goal count as found. Returns the targets.
    @discardableResult mutating func ask(of batch: LabelledImages, _ logits: Tensor, _ aim: Aim) throws -> [Int]? {
        try aim.check(classes: logits.stride)
        let predicted = try logits.predictions(samples: batch.samples), chosen = aim.targets(logits, batch.labels)
        let reached = aim.reached(predicted, batch.labels, chosen)
        targets = aim.required(chosen)
        for n in 0..<batch.count {
            found[n] = reached[n]
            totalQueries[n] += 1
            queries[n] = found[n] ? 0 : 1
            if found[n] { distances[n] = 0 }
        }
        return chosen
    }
}
