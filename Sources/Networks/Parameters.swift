public import Tensors

/// Named tensors in the order of the file: weights, biases, and the running statistics of batch normalisation.
public struct Parameters: Sendable, Equatable {
    public var names: [String]
    public var tensors: [Tensor]
    public init(names: [String] = [], tensors: [Tensor] = []) { (self.names, self.tensors) = (names, tensors) }
    public subscript(name: String) -> Tensor? { names.firstIndex(of: name).map { tensors[$0] } }
    /// Numbers in all tensors.
    public var count: Int { tensors.reduce(0) { $0 + $1.values.count } }
    public mutating func append(_ name: String, _ tensor: Tensor) {
        names.append(name)
        tensors.append(tensor)
    }
}

/// Parameters that do not fit the net they are meant for.
public struct ParameterMismatch: Error, CustomStringConvertible {
    public let name: String, found: [Int]?, expected: [Int]
    public var description: String { "parameter \(name): expected the shape \(expected), found \(found.map { "\($0)" } ?? "nothing")" }
}

extension Parameters {
    /// Throws `ParameterMismatch` unless names and shapes are those of `other`, in any order.
    public func matching(_ other: Parameters) throws -> Parameters {
        var result = Parameters()
        for (name, tensor) in zip(other.names, other.tensors) {
            let mine = self[name]
            guard let mine, mine.shape == tensor.shape else { throw ParameterMismatch(name: name, found: mine?.shape, expected: tensor.shape) }
            result.append(name, mine)
        }
        return result
    }
}

/// The parameters of a net in training, at fixed places: values, gradients, and which of them training changes.
public final class Variables {
    public final class Variable {
        public let name: String, shape: [Int]
        /// False for running statistics.
        public let trained: Bool
        public let value: Storage, gradient: Storage
        init(name: String, tensor: Tensor) {
            (self.name, shape) = (name, tensor.shape)
            trained = !name.hasSuffix("running_mean") && !name.hasSuffix("running_var")
            value = Storage(tensor.values)
            gradient = Storage(trained ? tensor.values.count : 0)
        }
    }
    public let all: [Variable]
    private let byName: [String: Variable]

    public init(_ parameters: Parameters) {
        all = zip(parameters.names, parameters.tensors).map { Variable(name: $0, tensor: $1) }
        byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }
    subscript(name: String) -> Variable {
        guard let variable = byName[name] else { preconditionFailure("no parameter is called \(name)") }
        return variable
    }
    public var parameters: Parameters {
        Parameters(names: all.map(\.name), tensors: all.map { Tensor(shape: $0.shape, values: $0.value.values) })
    }
    public var gradients: Parameters {
        let trained = all.filter(\.trained)
        return Parameters(names: trained.map(\.name), tensors: trained.map { Tensor(shape: $0.shape, values: $0.gradient.values) })
    }
}
