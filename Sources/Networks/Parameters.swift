public import Tensors

/// Named tensors in the order of the file: weights, biases, and the running statistics of batch normalisation.
public struct Parameters: Sendable, Equatable {
    /// A name for each tensor.
    public var names: [String]
    /// In the order of the names.
    public var tensors: [Tensor]
    /// As many names as tensors.
    public init(names: [String] = [], tensors: [Tensor] = []) { (self.names, self.tensors) = (names, tensors) }
    /// The first tensor with this name.
    public subscript(name: String) -> Tensor? { names.firstIndex(of: name).map { tensors[$0] } }
    /// The number of values in all tensors.
    public var count: Int { tensors.reduce(0) { $0 + $1.values.count } }
    /// Adds a tensor at the end.
    public mutating func append(_ name: String, _ tensor: Tensor) {
        names.append(name)
        tensors.append(tensor)
    }
}

/// Thrown for parameters that do not fit the net.
public struct ParameterMismatch: Error, CustomStringConvertible {
    /// One for each tensor that is missing, superfluous, of another shape or not finite, with its name.
    public let mistakes: [String]
    /// The first five mistakes, and the number of the others.
    public var description: String {
        let shown = 5, rest = mistakes.count - shown
        return mistakes.prefix(shown).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
    }
}

extension Parameters {
    /// True if training changes a parameter of this name; running statistics follow the batches instead.
    public static func isTrained(_ name: String) -> Bool { !name.hasSuffix("running_mean") && !name.hasSuffix("running_var") }

    /// The parameters that training changes.
    public var trained: Parameters {
        let indices = names.indices.filter { Self.isTrained(names[$0]) }
        return Parameters(names: indices.map { names[$0] }, tensors: indices.map { tensors[$0] })
    }

    /// The factor of each channel in evaluation-mode batch normalisation, scale / sqrt(variance + epsilon); empty where there is no variance.
    /// - Parameter scale: nil for a normalisation without scale.
    func normalisationFactors(scale: String?, variance: String) -> [Double] {
        let scale = scale.flatMap { self[$0]?.values }, variance = self[variance]?.values ?? []
        return variance.indices.map { Double(scale?[$0] ?? 1) / (Double(variance[$0]) + Normalisation.epsilon).squareRoot() }
    }

    /// The same parameters in the order of `other`.
    ///
    /// Throws `ParameterMismatch` unless names and shapes are those of `other` and all numbers are finite.
    public func matching(_ other: Parameters) throws -> Parameters {
        let mine = Dictionary(zip(names, tensors)) { first, _ in first }, known = Set(other.names)
        var result = Parameters(), mistakes: [String] = []
        for (name, expected) in zip(other.names, other.tensors) {
            guard let found = mine[name] else {
                mistakes.append("parameter \(name) of shape \(expected.shape) is missing")
                continue
            }
            if found.shape != expected.shape {
                mistakes.append("parameter \(name) has the shape \(found.shape), expected \(expected.shape)")
            } else if let index = found.values.firstIndex(where: { !$0.isFinite }) {
                mistakes.append("parameter \(name) is not finite: number \(index) is \(found.values[index])")
            }
            result.append(name, found)
        }
        for name in names where !known.contains(name) { mistakes.append("the net has no parameter \(name)") }
        if names.count != mine.count { mistakes.append("a parameter is given twice") }
        if !mistakes.isEmpty { throw ParameterMismatch(mistakes: mistakes) }
        return result
    }
}

/// The parameters of a net in training, at fixed places: values, gradients, and which of them training changes.
public final class Variables {
    /// One parameter.
    public final class Variable {
        /// Its name in a weight file, and the shape of its value.
        public let name: String, shape: [Int]
        /// False for running statistics.
        public let trained: Bool
        /// The values, as many as the shape says.
        public let value: Storage
        /// The gradient that the last pass stored; empty if the parameter is not trained.
        public let gradient: Storage
        init(name: String, tensor: Tensor) {
            (self.name, shape) = (name, tensor.shape)
            trained = Parameters.isTrained(name)
            value = Storage(tensor.values)
            gradient = Storage(trained ? tensor.values.count : 0)
        }
    }
    /// In the order of the parameters that they were made from.
    public let all: [Variable]
    private let byName: [String: Variable]

    /// Copies the values.
    public init(_ parameters: Parameters) {
        all = zip(parameters.names, parameters.tensors).map { Variable(name: $0, tensor: $1) }
        byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }
    subscript(name: String) -> Variable {
        guard let variable = byName[name] else { preconditionFailure("no parameter is called \(name)") }
        return variable
    }
    /// A copy of the current values.
    public var parameters: Parameters {
        Parameters(names: all.map(\.name), tensors: all.map { Tensor(shape: $0.shape, values: $0.value.values) })
    }
    /// A copy of the current gradients of the trained parameters.
    public var gradients: Parameters {
        let trained = all.filter(\.trained)
        return Parameters(names: trained.map(\.name), tensors: trained.map { Tensor(shape: $0.shape, values: $0.gradient.values) })
    }
}
