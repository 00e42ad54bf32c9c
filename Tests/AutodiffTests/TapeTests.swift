import Autodiff
import Tensors
import Testing

/// Properties of the tape for any operation.
struct TapeTests {
    @Test func derivativesOfAnyOrder() {
        // The n-th derivative of x^5 at 2, n = 1 ... 6.
        let tape = Tape<Double>()
        let x = tape.constant(2)
        var y = x * x * x * x * x
        for expected in [80.0, 160, 240, 240, 120, 0] {
            y = tape.gradient(of: y, withRespectTo: [x])[0]
            #expect(y.value == expected)
        }
    }

    @Test func thirdDerivativeOfTanh() {
        let tape = Tape<Double>()
        let x = tape.constant(0.3)
        var y = x.tanh()
        let t = y.value
        for _ in 0..<3 { y = tape.gradient(of: y, withRespectTo: [x])[0] }
        #expect(deviation([y.value], [(1 - t * t) * (6 * t * t - 2)]) < Tolerance.rounding)
    }

    @Test func gradientsOfIntermediateResultsAndOfWhatIsNotUsed() {
        let tape = Tape<Double>()
        let (x, unused) = (tape.variable([1, 2], shape: [2]), tape.variable([5, 6, 7], shape: [3]))
        let middle = x * x
        let gradients = tape.gradient(of: (middle * 3).sum(), withRespectTo: [middle, x, unused])
        #expect(gradients.map(\.values) == [[3, 3], [6, 12], [0, 0, 0]])
    }

    @Test func aVariableUsedTwiceGathersBothContributions() {
        let tape = Tape<Double>()
        let x = tape.constant(3)
        let y = x * x + x / x + x
        #expect(tape.gradient(of: y, withRespectTo: [x])[0].value == 7)
    }

    @Test func detachedNumbersAreConstants() {
        let tape = Tape<Double>()
        let x = tape.variable([2, 3], shape: [2])
        let y = (x * x).detached() * x
        #expect(tape.gradient(of: y.sum(), withRespectTo: [x])[0].values == [4, 9])
    }

    @Test func pullbackTakesAnyCotangent() {
        let tape = Tape<Double>()
        let x = tape.variable([2, 3, 4], shape: [3])
        let cotangent = tape.variable([1, 0, -2], shape: [3])
        #expect(tape.pullback(of: x * x, cotangent: cotangent, to: [x])[0].values == [4, 0, -16])
    }

    @Test func normOfZerosHasNoDerivative() {
        let tape = Tape<Double>()
        let x = tape.variable([0, 0, 3, 4], shape: [2, 2])
        let norms = x.euclideanNorms()
        let gradient = tape.gradient(of: norms.sum(), withRespectTo: [x])[0]
        let second = tape.gradient(of: gradient.sliced(1, 0..<1).sum(), withRespectTo: [x])[0]
        #expect(norms.values == [0, 5])
        #expect(deviation(gradient.values, [0, 0, 0.6, 0.8]) < Tolerance.rounding)
        #expect(second.values.prefix(2) == [0, 0])
        #expect(deviation(second.values, [0, 0, 0.128, -0.096]) < Tolerance.rounding)
    }

    @Test func aKinkHasDerivativeZeroAndNotANumberStays() {
        let tape = Tape<Double>()
        let x = tape.variable([0, -1, 2, .nan], shape: [4])
        let y = x.relu()
        #expect(Array(y.values.prefix(3)) == [0, 0, 2] && y.values[3].isNaN)
        #expect(tape.gradient(of: y.sum(), withRespectTo: [x])[0].values == [0, 0, 1, 1])
        #expect(tape.gradient(of: x.magnitude().sliced(0, 0..<3).sum(), withRespectTo: [x])[0].values == [0, -1, 1, 0])
    }

    @Test func crossEntropyOfHugeLogitsIsFinite() {
        let tape = Tape<Float>()
        let z = tape.variable([1000, 0, -1000], shape: [1, 3])
        let loss = z.crossEntropy([1]).sum()
        #expect(loss.value == 1000)
        #expect(tape.gradient(of: loss, withRespectTo: [z])[0].values == [1, -1, 0])
    }

    @Test func tensorsArriveUnchanged() {
        let tensor = Tensor(shape: [2, 2], values: [0.1, -2, 3, .leastNonzeroMagnitude])
        let variable = Tape<Double>().variable(tensor)
        #expect(variable.shape == tensor.shape && variable.values.map { Float($0) } == tensor.values)
        let named = NamedArray<Double>("w", tensor)
        #expect(named == NamedArray("w", shape: [2, 2], values: variable.values))
    }
}
