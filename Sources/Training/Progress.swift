/// The progress of a training, sent after each step.
public struct Progress: Sendable {
    /// The epoch, from 0.
    public let epoch: Int
    /// The number of epochs.
    public let epochs: Int
    /// The step of the epoch, from 1.
    public let step: Int
    /// The number of steps in an epoch.
    public let steps: Int
    /// The mean loss over the epoch so far.
    public let loss: Double
    /// The mean sum of the penalties over the epoch so far.
    public let penalty: Double
    /// The share of misclassified images over the epoch so far, 0...1.
    public let error: Double
    /// Training images per second, over the epoch so far.
    public let imagesPerSecond: Double
}

/// A loss or a weight that is not a number.
public struct Diverged: Error, CustomStringConvertible {
    /// The epoch, from 0.
    public let epoch: Int
    /// The step of the epoch, from 0.
    public let step: Int
    /// The quantity: the loss, the penalty, or a named parameter.
    public let what: String
    /// The error at this step, with its quantity.
    public init(epoch: Int, step: Int, what: String) { (self.epoch, self.step, self.what) = (epoch, step, what) }
    /// One line; epochs and batches count from 1.
    public var description: String { "epoch \(epoch + 1), batch \(step + 1): \(what) is not a number" }
}
