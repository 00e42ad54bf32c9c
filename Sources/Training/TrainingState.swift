public import Foundation
public import Networks

/// All that a training must know to go on: stored beside the weights at the end of every epoch.
public struct TrainingState: Sendable {
    public var parameters: Parameters
    /// The optimiser's momentum, a tensor for each parameter that is trained.
    public var momentum = Parameters()
    /// Epochs done.
    public var epoch = 0
    public init(parameters: Parameters) { self.parameters = parameters }

    /// The file's bytes (safetensors; the declaration's key in its metadata).
    public func encoded(for key: String) throws -> Data { throw SafeTensors.Damaged(description: "stub") }
    /// Throws `SafeTensors.Damaged` for a damaged file and for one that belongs to another declaration.
    public init(decoding data: Data, for key: String) throws { throw SafeTensors.Damaged(description: "stub") }
}

/// A loss or a weight that is not a number.
public struct Diverged: Error, CustomStringConvertible {
    public let epoch: Int, step: Int, what: String
    public init(epoch: Int, step: Int, what: String) { (self.epoch, self.step, self.what) = (epoch, step, what) }
    public var description: String { "epoch \(epoch + 1), batch \(step + 1): \(what) is not a number" }
}
