public import Networks

/// A checkpoint: everything needed to resume training, stored at the end of every epoch.
public struct TrainingState: Sendable {
    /// Means over one epoch.
    public struct Epoch: Sendable, Equatable {
        /// The mean loss.
        public let loss: Double
        /// The mean sum of the penalties.
        public let penalty: Double
        /// The share of misclassified images, 0...1.
        public let error: Double
        /// The three means.
        public init(loss: Double, penalty: Double, error: Double) { (self.loss, self.penalty, self.error) = (loss, penalty, error) }
    }
    /// Weights and running statistics.
    public var parameters: Parameters
    /// The optimiser's momentum: a buffer for each trained parameter, or none before the first epoch.
    public var momentum: Parameters
    /// The best weights so far; nil if the last epoch is chosen.
    public var best: Parameters?
    /// The error of `best`, 0...1; infinite if there is none.
    public var bestError = Double.infinity
    /// One entry for each completed epoch.
    public var history: [Epoch] = []
    /// The number of completed epochs.
    public var epoch: Int { history.count }
    /// The state before the first epoch.
    public init(parameters: Parameters) {
        self.parameters = parameters
        momentum = Parameters()
    }
    /// The resulting weights.
    public var chosen: Parameters { best ?? parameters }
}
