import Autodiff
import SeededNumbers
import Testing

/// Each operation's value, gradient and second derivative against its naive formula.
///
/// The output y is reduced to f = sum(a y + b y y / 2) with random a and b, so that linear operations have a second derivative too.
struct OperationTests {
    @Test(arguments: arithmetic + arrangements + layers)
    func agreesWithItsFormulaToSecondOrder(_ operation: OperationCase) throws {
        var random = Seeded(operation.description.utf8.reduce(17) { $0 &* 31 &+ UInt64($1) })
        let inputs = operation.inputs(&random)
        let expected = operation.naive(inputs)
        let (a, b) = (random.uniform(expected.values.count), random.uniform(expected.values.count))
        let directions = inputs.map { random.uniform($0.values.count) }

        let tape = Tape<Double>()
        let variables = inputs.map { tape.variable($0.values, shape: $0.shape) }
        let y = operation.tape(variables)
        #expect(y.shape == expected.shape)
        #expect(deviation(y.values, expected.values) < Tolerance.rounding)

        let f = (tape.variable(a, shape: y.shape) * y + tape.variable(b, shape: y.shape) * y * y * 0.5).sum()
        let gradient = tape.gradient(of: f, withRespectTo: variables)
        #expect(gradient.map(\.shape) == inputs.map(\.shape))
        let slope = zip(gradient, directions).map { ($0 * tape.variable($1, shape: $0.shape)).sum() }.reduce(tape.constant(0), +)
        let second = tape.gradient(of: slope, withRespectTo: variables)

        /// f of the naive formula at inputs + s directions + t e, e the unit vector of one element.
        func naive(_ s: Double, _ t: Double, _ input: Int, _ element: Int) -> Double {
            var moved = inputs
            for i in inputs.indices { moved[i].values = zip(inputs[i].values, directions[i]).map { $0 + s * $1 } }
            moved[input].values[element] += t
            let y = operation.naive(moved).values
            return y.indices.reduce(0) { $0 + a[$1] * y[$1] + b[$1] * y[$1] * y[$1] / 2 }
        }
        for input in inputs.indices {
            let elements = inputs[input].values.indices
            let first = elements.map { e in extrapolated { h in (naive(0, h, input, e) - naive(0, -h, input, e)) / (2 * h) } }
            #expect(deviation(gradient[input].values, first) < Tolerance.firstDifference)
            let mixed = elements.map { e in
                extrapolated { h in
                    (naive(h, h, input, e) - naive(h, -h, input, e) - naive(-h, h, input, e) + naive(-h, -h, input, e)) / (4 * h * h)
                }
            }
            #expect(deviation(second[input].values, mixed) < Tolerance.secondDifference)
        }
    }

    /// Richardson's extrapolation of a difference whose error is of order h^2.
    private func extrapolated(_ difference: (Double) -> Double) -> Double { (4 * difference(1e-3) - difference(2e-3)) / 3 }
}
