// Every counted success is looked at again, by what did not find it: a fresh forward pass over the stored images, and distances in Double.

public import Classification
public import Tensors

/// What a fresh look says of one image that an attack gave back.
public struct Verification: Sendable, Equatable {
    /// What the attack says.
    public let found: Bool
    /// What the model says of the stored image.
    public let misclassified: Bool
    /// Between the stored image and the original, in the attack's norm; infinite where nothing was found (censored).
    public let distance: Double
    /// Whether every pixel is in [0, 1].
    public let insideBox: Bool
    /// Whether the image is within the radius, with a relative slack of 1e-6; true where no radius was set.
    public let insideBall: Bool
    /// Whether all agrees.
    public var holds: Bool { found == misclassified && insideBox && insideBall }
}

/// A fresh look at each image of a batch. `radii` [N]: those that a bounded attack was given. One call an image. Throws `NotANumber`.
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
                    found: adversarials.found[n], misclassified: predicted[n] != batch.labels[n],
                    distance: adversarials.found[n] ? norm.distance(image, original) : .infinity,
                    insideBox: image.allSatisfy { (0...1).contains($0) }, insideBall: ball.contains(image))
            }
        }
    }
}
