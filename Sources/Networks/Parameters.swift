public import Tensors

/// Named tensors in the order of the file: weights, biases, and the running statistics of batch normalisation.
public struct Parameters: Sendable, Equatable {
    public var names: [String]
    public var tensors: [Tensor]
    public init(names: [String] = [], tensors: [Tensor] = []) { (self.names, self.tensors) = (names, tensors) }
    public subscript(name: String) -> Tensor? { names.firstIndex(of: name).map { tensors[$0] } }
    public var count: Int { tensors.reduce(0) { $0 + $1.values.count } }
}
