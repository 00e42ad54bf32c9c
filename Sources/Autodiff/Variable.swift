/// An array on a tape.
public struct Variable<Scalar: TapeScalar> {
    /// The tape it is recorded on.
    public let tape: Tape<Scalar>
    let index: Int

    /// Its axes; [] is a single number.
    public var shape: [Int] { tape.nodes[index].result.shape }
    /// Its numbers, row-major.
    public var values: [Scalar] { tape.nodes[index].result.values }
    /// The number of elements.
    public var count: Int { tape.nodes[index].result.values.count }
    /// The element of an array that has only one.
    public var value: Scalar {
        precondition(count == 1, "expected a single number, found the shape \(shape)")
        return values[0]
    }
    /// The same numbers as a constant, through which no derivative passes.
    public func detached() -> Variable { tape.variable(values, shape: shape) }
    /// A constant of the same shape: `body` of each element.
    func constant(_ body: (Scalar) -> Scalar) -> Variable { tape.variable(values.map(body), shape: shape) }
}

// Arithmetic, element by element; shapes are broadcast against each other from the last axis, as in NumPy and PyTorch.
extension Variable {
    /// The sum, broadcast.
    public static func + (a: Variable, b: Variable) -> Variable { pairwise(.add, a, b) }
    /// The difference, broadcast.
    public static func - (a: Variable, b: Variable) -> Variable { pairwise(.subtract, a, b) }
    /// The product element by element, broadcast.
    public static func * (a: Variable, b: Variable) -> Variable { pairwise(.multiply, a, b) }
    /// The quotient, broadcast.
    public static func / (a: Variable, b: Variable) -> Variable { pairwise(.divide, a, b) }
    /// Every element times a constant.
    public static func * (a: Variable, factor: Scalar) -> Variable { a.tape.record(.scale(factor), [a], shape: a.shape) }
    /// Every element plus a constant.
    public static func + (a: Variable, b: Scalar) -> Variable { a + a.tape.constant(b) }
    /// The negative.
    public static prefix func - (a: Variable) -> Variable { a * -1 }

    /// e to the power of every element.
    public func exp() -> Variable { tape.record(.exp, [self], shape: shape) }
    /// The natural logarithm of every element (> 0).
    public func log() -> Variable { tape.record(.log, [self], shape: shape) }
    /// The square root of every element; its derivative at 0 is infinite.
    public func squareRoot() -> Variable { tape.record(.squareRoot, [self], shape: shape) }
    /// The hyperbolic tangent of every element.
    public func tanh() -> Variable { tape.record(.tanh, [self], shape: shape) }
    /// max(x, 0), its derivative 0 at 0 and its mask constant: the second derivative is 0 where it exists. NaN stays NaN.
    public func relu() -> Variable { self * constant { $0 <= 0 ? 0 : 1 } }
    /// |x|, its derivative 0 at 0.
    public func magnitude() -> Variable { self * constant { $0 < 0 ? -1 : $0 == 0 ? 0 : 1 } }

    /// [M, K] x [K, N] -> [M, N]
    public func matrixProduct(_ other: Variable) -> Variable {
        precondition(shape.count == 2 && other.shape.count == 2 && shape[1] == other.shape[0], "\(shape) x \(other.shape)")
        return tape.record(.matrixProduct, [self, other], shape: [shape[0], other.shape[1]])
    }

    private static func pairwise(_ operation: Operation<Scalar>, _ a: Variable, _ b: Variable) -> Variable {
        let rank = max(a.shape.count, b.shape.count)
        let (left, right) = (a.withRank(rank), b.withRank(rank))
        let shape = zip(left.shape, right.shape).map { max($0, $1) }
        return a.tape.record(operation, [left.expanded(to: shape), right.expanded(to: shape)], shape: shape)
    }
    private func withRank(_ rank: Int) -> Variable {
        shape.count == rank ? self : reshaped(Array(repeating: 1, count: rank - shape.count) + shape)
    }
}
