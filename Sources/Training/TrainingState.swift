public import Networks

/// Everything that a training needs to resume, stored beside the weights at the end of every epoch.
public struct TrainingState: Sendable {
    /// Means over one epoch.
    public struct Epoch: Sendable, Equatable {
        /// The mean loss.
        public let loss: Double
        /// The mean sum of the penalties.
        public let penalty: Double
        /// The share of wrong images, 0...1.
        public let error: Double
        /// The three means.
        public init(loss: Double, penalty: Double, error: Double) { (self.loss, self.penalty, self.error) = (loss, penalty, error) }
    }
    /// Weights and running statistics.
    public var parameters: Parameters
    /// The optimiser's momentum: a tensor for each parameter that is trained, or none before the first epoch.
    public var momentum: Parameters
    /// The weights chosen so far; nil where the last epoch is chosen.
    public var best: Parameters?
    /// The error of `best`, 0...1; infinite where there is none.
    public var bestError = Double.infinity
    /// One entry for each epoch done.
    public var history: [Epoch] = []
    /// Epochs done.
    public var epoch: Int { history.count }
    /// Before the first epoch.
    public init(parameters: Parameters) {
        self.parameters = parameters
        momentum = Parameters()
    }
    /// The weights that the training gives.
    public var chosen: Parameters { best ?? parameters }
}
