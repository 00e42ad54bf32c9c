public import Declarations
public import Networks

/// A method that computes the penalties of a batch and their gradient with respect to the weights.
public protocol PenaltyGradient: Declaration {
    /// Leaves the gradient of (mean loss + penalties) in `net.variables`, and returns the sum of the penalties.
    ///
    /// Call it after the forward pass of the batch in slot 0 of `net`. Throws what `batch.frozen` throws.
    func callAsFunction(_ net: any TrainableNetwork, _ batch: PenalisedBatch) throws -> Double
}

/// Every method that a manifest can name.
public let penaltyGradients: [any PenaltyGradient.Type] = [FiniteDifferences.self, DoubleBackpropagation.self]
