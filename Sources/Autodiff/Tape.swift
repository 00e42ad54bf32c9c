// A tape: every operation is recorded with its result, in order, and a gradient is a walk back along the record (reverse-mode
// differentiation; Griewank and Walther, "Evaluating Derivatives", 2008, chapter 3). The walk records its own operations on the
// same tape, so a gradient can be differentiated again. Small, slow and obvious on purpose: it is the reference for the fast passes. Everything stays
// in memory until the tape is dropped.

/// A record of operations on arrays of `Scalar`, to be differentiated any number of times.
public final class Tape<Scalar: TapeScalar> {
    struct Node {
        let operation: Operation<Scalar>
        let inputs: [Int]
        let result: Operand<Scalar>
    }
    private(set) var nodes: [Node] = []

    /// An empty tape.
    public init() {}

    /// A variable or a constant: the tape does not distinguish them, since a gradient names the variables it is taken with respect to. `values` are
    /// row-major.
    public func variable(_ values: [Scalar], shape: [Int]) -> Variable<Scalar> {
        precondition(shape.allSatisfy { $0 > 0 } && values.count == shape.reduce(1, *), "\(values.count) values for the shape \(shape)")
        return append(Node(operation: .leaf, inputs: [], result: Operand(shape: shape, values: values)))
    }
    /// A single number, of shape [].
    public func constant(_ value: Scalar) -> Variable<Scalar> { variable([value], shape: []) }

    func record(_ operation: Operation<Scalar>, _ inputs: [Variable<Scalar>], shape: [Int]) -> Variable<Scalar> {
        precondition(inputs.allSatisfy { $0.tape === self }, "variables of two tapes in one operation")
        let values = Scalar.evaluate(operation, inputs.map { nodes[$0.index].result }, shape: shape)
        return append(Node(operation: operation, inputs: inputs.map(\.index), result: Operand(shape: shape, values: values)))
    }
    private func append(_ node: Node) -> Variable<Scalar> {
        nodes.append(node)
        return Variable(tape: self, index: nodes.count - 1)
    }
}

extension Tape {
    /// The derivatives of a single number with respect to each of `variables`, in their shapes; differentiable again.
    public func gradient(of result: Variable<Scalar>, withRespectTo variables: [Variable<Scalar>]) -> [Variable<Scalar>] {
        precondition(result.count == 1, "a gradient is of one number, not of the shape \(result.shape)")
        return pullback(of: result, cotangent: variable([1], shape: result.shape), to: variables)
    }

    /// The derivatives of sum(cotangent * result), the cotangent held constant, as a layer's backward pass computes them.
    public func pullback(
        of result: Variable<Scalar>, cotangent: Variable<Scalar>, to variables: [Variable<Scalar>]
    ) -> [Variable<Scalar>] {
        precondition(cotangent.shape == result.shape, "a cotangent \(cotangent.shape) for \(result.shape)")
        // Only nodes between the variables and the result need an adjoint.
        var depends = Array(repeating: false, count: result.index + 1)
        for variable in variables where variable.index <= result.index { depends[variable.index] = true }
        for index in depends.indices where nodes[index].inputs.contains(where: { depends[$0] }) { depends[index] = true }

        var adjoints: [Int: Variable<Scalar>] = [result.index: cotangent]
        for index in depends.indices.reversed() where depends[index] {
            guard let adjoint = adjoints[index] else { continue }
            for (position, input) in nodes[index].inputs.enumerated() where depends[input] {
                let contribution = derivative(at: index, input: position, adjoint)
                adjoints[input] = adjoints[input].map { $0 + contribution } ?? contribution
            }
        }
        return variables.map { adjoints[$0.index] ?? variable(Array(repeating: 0, count: $0.count), shape: $0.shape) }
    }
}
