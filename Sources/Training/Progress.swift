/// How far a training is: sent after each step.
public struct Progress: Sendable {
    /// The epoch, from 0, of how many; the step, from 1, of how many in an epoch.
    public let epoch: Int, epochs: Int, step: Int, steps: Int
    /// Means over the epoch so far.
    public let loss: Double, penalty: Double, error: Double
    /// Training images a second, over the epoch so far.
    public let imagesPerSecond: Double
}

/// A loss or a weight that is not a number.
public struct Diverged: Error, CustomStringConvertible {
    /// From 0.
    public let epoch: Int, step: Int
    /// The loss, the penalty, or a parameter with its name.
    public let what: String
    /// Says where it happened.
    public init(epoch: Int, step: Int, what: String) { (self.epoch, self.step, self.what) = (epoch, step, what) }
    /// One line, counted from 1.
    public var description: String { "epoch \(epoch + 1), batch \(step + 1): \(what) is not a number" }
}
