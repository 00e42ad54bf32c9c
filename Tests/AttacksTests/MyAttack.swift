// The README's example of a new attack, word for word, in a module that has to import the attacks (`HouseTests` compares the two).
public import Attacks
public import Classification
import Declarations
public import Tensors

/// Projected gradient ascent from the image itself.
public struct MyAttack: BoundedAttack {
    /// The norm of the ball.
    public var norm = Norm.l2
    /// Gradient steps, 1 to 1000.
    public var steps = 10
    /// The defaults.
    public init() {}
    /// Forward and backward passes over an image, for estimates of time.
    public var passes: Double { Double(2 * steps + 1) }
    /// Throws `Invalid` for a number of steps out of range.
    public func validate() throws {
        if !(1...1000).contains(steps) { throw Invalid("steps", expected: "a whole number from 1 to 1000") }
    }

    /// Attacks each image within its radius.
    public func callAsFunction(
        _ model: some DifferentiableClassifier, _ batch: LabelledImages, radii: [Float], _ random: RandomSource
    ) throws -> Adversarials {
        try PGD(norm: norm, steps: steps, randomStart: false)(model, batch, radii: radii, random)
    }
}
