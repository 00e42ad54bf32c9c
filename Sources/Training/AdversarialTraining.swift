public import Classification
public import Declarations
public import Networks
public import Tensors
import Attacks

/// Training on adversarial images instead of the originals (Madry et al. 2018, arXiv:1706.06083).
///
/// They are found by projected gradient ascent on the loss of the current net in training mode, that is, with batch statistics and without updating
/// the running ones. No image stops early: all make the same number of steps.
public struct AdversarialTraining: Declaration {
    /// The norm of the ball.
    public var norm = Norm.linf
    /// The radius of the ball, in units of the norm, 0 to 1e6.
    public var radius = Fraction(8, 255)
    /// Gradient steps, 1 to 1000.
    public var steps = 7
    /// The length of a step, in units of the norm, 0 to 1e6.
    public var stepSize = Fraction(2, 255)
    /// True: starts at a point drawn uniformly from the ball; false: at the original image.
    public var randomStart = true
    /// Madry et al.'s attack on CIFAR-10: seven steps of 2/255 within 8/255 in linf.
    public init() {}

    /// Throws `Invalid` for a setting out of range.
    public func validate() throws {
        for (key, value) in [("radius", radius), ("stepSize", stepSize)] where !(0...1e6 ~= value.value) {
            throw Invalid(key, expected: "a number from 0 to 1e6")
        }
        if !(1...1000 ~= steps) { throw Invalid("steps", expected: "a whole number from 1 to 1000") }
    }

    /// The batch moved against `net`; `random` is the epoch's source. Leaves the net's weights and running statistics unchanged.
    public func callAsFunction(_ batch: LabelledImages, against net: any TrainableNetwork, _ random: RandomSource) -> LabelledImages {
        let ascent = SteadyAscent(norm: norm, radius: radius.float, stepSize: stepSize.float, steps: steps)
        let moved = ascent(batch, start: randomStart ? random : nil) { points in
            let logits = net.forward(points, slot: 0, updateRunningStatistics: false)
            let cotangent = Loss.crossEntropy(logits, batch.labels).cotangent
            return net.adjoint(cotangent, slot: 0, images: true, gradients: .none, keep: false)
        }
        return batch.with(moved)
    }
}
