public import Classification
public import Declarations
public import Tensors

/// The declaration of a net. Weights and running statistics, which training changes, are a separate value, passed in and returned.
public protocol Architecture: Declaration {
    /// Its size for images [H, W, C], K classes and batches of N images; throws `Invalid` if it cannot take such images.
    func size(image: [Int], classes: Int, batch: Int) throws -> NetSize
    /// Initial weights and statistics for images [H, W, C] and K classes; throws `Invalid` for unsupported images or a net that is too large.
    func initial(image: [Int], classes: Int, _ random: RandomSource) throws -> Parameters
    /// The convolutions and linear layers for images [H, W, C] and K classes, in the order in which they run; throws `Invalid` as `size` does.
    func weightMatrices(image: [Int], classes: Int) throws -> [WeightMatrix]
    /// The net in evaluation mode; throws `ParameterMismatch`, and `Invalid` as `initial` does.
    func classifier(_ parameters: Parameters, image: [Int], classes: Int, on team: Team) throws -> any DifferentiableClassifier
    /// The net in training mode, for batches of one size; throws the same.
    func trainable(_ parameters: Parameters, image: [Int], classes: Int, batch: Int, on team: Team) throws -> any TrainableNetwork
}

/// Every architecture that a manifest can name.
public let architectures: [any Architecture.Type] = [ResNeXt.self, MLP.self, Linear.self]
