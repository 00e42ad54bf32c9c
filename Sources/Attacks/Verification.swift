// Every counted success is checked again, independently of the attack, by a fresh forward pass over the stored images, with distances in Double.

public import Classification
public import Tensors

/// An independent check of one image of an attack's result.
public struct Verification: Sendable, Equatable {
    /// True if the attack reports a success.
    public let found: Bool
    /// True if the model's prediction for the stored image reaches the goal.
    public let reached: Bool
    /// The distance between the stored image and the original, in the attack's norm; infinite where nothing was found (censored).
    public let distance: Double
    /// The distance that the attack reports.
    public let reported: Double
    /// True if every pixel is in [0, 1].
    public let insideBox: Bool
    /// True if the image is within the radius, with `Ball.relativeSlack`; also where no radius was set.
    public let insideBall: Bool
    /// True if the attack's report is correct in all respects.
    public var holds: Bool { found == reached && reported == distance && insideBox && insideBall }
}

/// Checks each image of a batch with one query. `radii` [N]: those given to a bounded attack. Throws `NotANumber`.
public func verify(
    _ model: some Classifier, _ batch: LabelledImages, _ adversarials: Adversarials, norm: Norm, radii: [Float]? = nil
) throws -> [Verification] {
    precondition(adversarials.images.shape == batch.images.shape && (radii == nil || radii?.count == batch.count))
    let predicted = try model.labels(adversarials.images, samples: batch.samples), width = batch.images.stride
    return adversarials.images.values.withUnsafeBufferPointer { images in
        batch.images.values.withUnsafeBufferPointer { originals in
            (0..<batch.count).map { n in
                let image = images.row(n, width), original = originals.row(n, width)
                let ball = Ball(norm: norm, centre: original, radius: radii?[n] ?? .infinity)
                return Verification(
                    found: adversarials.found[n], reached: adversarials.isGoal(predicted[n], n, label: batch.labels[n]),
                    distance: adversarials.found[n] ? norm.distance(image, original) : .infinity, reported: adversarials.distances[n],
                    insideBox: image.allSatisfy { (0...1).contains($0) }, insideBall: ball.contains(image))
            }
        }
    }
}
