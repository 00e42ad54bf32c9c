/// How far a training is: sent after each step.
public struct Progress: Sendable {
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
    public let what: String
    public init(epoch: Int, step: Int, what: String) { (self.epoch, self.step, self.what) = (epoch, step, what) }
    public var description: String { "epoch \(epoch + 1), batch \(step + 1): \(what) is not a number" }
}
