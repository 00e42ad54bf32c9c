public import Tensors

extension Tape {
    /// The engine's tensor as a variable, each number converted exactly.
    public func variable(_ tensor: Tensor) -> Variable<Scalar> { variable(tensor.values.map { Scalar($0) }, shape: tensor.shape) }
}

extension NamedArray {
    /// The engine's tensor under a name, each number converted exactly.
    public init(_ name: String, _ tensor: Tensor) { self.init(name, shape: tensor.shape, values: tensor.values.map { Scalar($0) }) }
}
