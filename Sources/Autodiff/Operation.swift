// Everything a tape can record, and the one table of derivatives. Each rule is written in the same operations, which is why second
// and higher derivatives need no separate rules. All other operations (convolution, batch normalisation, pooling, ...) are
// compositions of these.

/// An array as an operation sees it.
public struct Operand<Scalar: TapeScalar>: Sendable {
    /// Its axes; [] is a single number.
    public let shape: [Int]
    /// Row-major.
    public let values: [Scalar]
}

/// One operation on arrays; binary ones take two of the same shape.
public enum Operation<Scalar: TapeScalar>: Sendable {
    case leaf
    case add, subtract, multiply, divide
    case scale(Scalar)
    case exp, log, squareRoot, tanh
    /// [M, K] x [K, N] -> [M, N]
    case matrixProduct
    case reshape
    /// Reads the array through a layout: broadcast, transpose, slice, windows of a convolution.
    case gather(Layout)
    /// Adds the array into zeros through a layout: sum over axes, zero padding, and the adjoint of `gather`.
    case scatter(Layout)
}

extension Tape {
    /// The adjoint of the node's input at `position`, given the adjoint `g` of its result.
    func derivative(at index: Int, input position: Int, _ g: Variable<Scalar>) -> Variable<Scalar> {
        let node = nodes[index]
        let y = Variable(tape: self, index: index)
        func input(_ position: Int) -> Variable<Scalar> { Variable(tape: self, index: node.inputs[position]) }
        switch (node.operation, position) {
        case (.leaf, _): preconditionFailure("a leaf has no inputs")
        case (.add, _), (.subtract, 0): return g
        case (.subtract, _): return -g
        case (.multiply, _): return g * input(1 - position)
        case (.divide, 0): return g / input(1)
        case (.divide, _): return -(g * y / input(1))
        case (.scale(let factor), _): return g * factor
        case (.exp, _): return g * y
        case (.log, _): return g / input(0)
        case (.squareRoot, _): return g / (y * 2)
        case (.tanh, _): return g - g * y * y
        case (.matrixProduct, 0): return g.matrixProduct(input(1).transposed())
        case (.matrixProduct, _): return input(0).transposed().matrixProduct(g)
        case (.reshape, _): return g.reshaped(input(0).shape)
        case (.gather(let layout), _): return g.scattered(layout, into: input(0).shape)
        case (.scatter(let layout), _): return g.gathered(layout)
        }
    }
}

extension Operation {
    func values(_ inputs: [Operand<Scalar>], shape: [Int]) -> [Scalar] {
        func each(_ body: (Scalar) -> Scalar) -> [Scalar] { inputs[0].values.map(body) }
        func pairwise(_ body: (Scalar, Scalar) -> Scalar) -> [Scalar] { zip(inputs[0].values, inputs[1].values).map(body) }
        switch self {
        case .leaf: preconditionFailure("a leaf is given, not computed")
        case .add: return pairwise(+)
        case .subtract: return pairwise(-)
        case .multiply: return pairwise(*)
        case .divide: return pairwise(/)
        case .scale(let factor): return each { $0 * factor }
        case .exp: return each(Scalar.exp)
        case .log: return each(Scalar.log)
        case .squareRoot: return each { $0.squareRoot() }
        case .tanh: return each(Scalar.tanh)
        case .matrixProduct: return product(inputs[0], inputs[1])
        case .reshape: return inputs[0].values
        case .gather(let layout): return layout.gather(inputs[0].values)
        case .scatter(let layout): return layout.scatter(inputs[0].values, count: shape.reduce(1, *))
        }
    }

    private func product(_ a: Operand<Scalar>, _ b: Operand<Scalar>) -> [Scalar] {
        let (rows, inner, columns) = (a.shape[0], a.shape[1], b.shape[1])
        var result = Array(repeating: Scalar.zero, count: rows * columns)
        a.values.withUnsafeBufferPointer { a in
            b.values.withUnsafeBufferPointer { b in
                result.withUnsafeMutableBufferPointer { result in
                    for row in 0..<rows {
                        for k in 0..<inner {
                            let factor = a[row * inner + k]
                            for column in 0..<columns { result[row * columns + column] += factor * b[k * columns + column] }
                        }
                    }
                }
            }
        }
        return result
    }
}
