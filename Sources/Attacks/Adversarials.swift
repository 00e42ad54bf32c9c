public import Classification
public import Tensors

/// The result of an attack on a batch, in its order.
///
/// A query is a forward pass, with or without the backward passes that follow it, over one image.
public struct Adversarials: Sendable {
    /// [N, H, W, C]: the adversarial image where one was found, else the image itself. An image that reaches the goal as it is, is found as it is.
    public var images: Tensor
    /// [N]; false means censored: the search failed, and the least distance is not known.
    public var found: [Bool]
    /// [N]: from the image to the reported one, in the attack's norm; 0 where the image reached the goal as it was, infinite where nothing was found.
    public var distances: [Double]
    /// [N]: the largest radius at which the attack looked, at most the diameter of the box; 0 where the image reached the goal as it was. A failed
    /// search says that the attack found nothing up to here, not that there is nothing.
    public var tried: [Double]
    /// [N]: queries up to the one that found the reported image; 0 if the image reached the goal as it was; all of them if nothing was
    /// found.
    public var queries: [Int]
    /// [N]: all queries.
    public var totalQueries: [Int]
    /// [N]: queries at which the goal was not reached and the gradient of the attack's loss was exactly zero.
    public var zeroGradients: [Int]
    /// [N]: for a bounded attack, how far the last point it asked about was from the goal, in logits: z_y - max_{k != y} z_k if that is to leave
    /// the label. `LeastDistance` interpolates it.
    public var margins: [Float]
    /// [N]: the class that each image had to reach; nil: any class but its label.
    public var targets: [Int]?

    /// Nothing found yet, nothing asked.
    public init(_ batch: LabelledImages) {
        let none = [Int](repeating: 0, count: batch.count)
        (images, found, distances) = (batch.images, none.map { _ in false }, none.map { _ in .infinity })
        (tried, margins) = (none.map { _ in 0 }, none.map { _ in 0 })
        (queries, totalQueries, zeroGradients) = (none, none, none)
    }

    /// True if the class `predicted` for row n is the goal: its target, where it had to reach one, else any class but its label.
    public func isGoal(_ predicted: Int, _ n: Int, label: Int) -> Bool { targets.map { predicted == $0[n] } ?? (predicted != label) }

    /// Reports a point [H, W, C] at a distance as the adversarial image of row n, found by the query with this number.
    public mutating func record(_ n: Int, _ point: [Float], distance: Double, query: Int) {
        (found[n], distances[n], queries[n]) = (true, distance, query)
        images[n] = point
    }

    /// Gives an image for which nothing was found all its queries.
    mutating func countFailures() {
        for n in found.indices where !found[n] { queries[n] = totalQueries[n] }
    }

    /// Counts one query for each of `rows`, asked about the points [rows, H, W, C], and keeps the nearest success of each image.
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
    /// The images as they are, with which every minimum-norm attack begins: one query an image.
    init(asTheyAre batch: LabelledImages, to model: some Classifier, aim: Aim = Aim()) throws {
        self.init(batch)
        let logits = try model.logits(batch.images)
        try ask(of: batch, logits, aim)
    }

    /// Counts one query for each image as it is, of which the model gave these logits [N, K]. Images that reach the goal are found. Returns the targets.
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
