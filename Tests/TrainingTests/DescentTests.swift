import Declarations
import Networks
import Tensors
import Testing
import Training
import Widths

/// A few float32 roundings.
private let rounding = 1e-6

@Suite struct DescentTests {
    /// The authors' epochs 60, 120 and 160 of 200, each a fifth of the rate before.
    @Test func stepsAreThoseOfThePaper() {
        for (epoch, factor) in [(0, 1.0), (59, 1), (60, 0.2), (119, 0.2), (120, 0.04), (159, 0.04), (160, 0.008), (199, 0.008)] {
            #expect(abs(Steps()(Double(epoch) / 200) - factor) < 1e-15, "epoch \(epoch)")
        }
        var none = Steps()
        none.at = []
        #expect(none(0.99) == 1)
    }

    @Test func oneCycleGoesUpAndDown() {
        let cycle = OneCycle()
        for (progress, factor) in [(0, 0.1), (0.15, 0.55), (0.3, 1), (0.65, 0.5005), (1, 0.001), (0.475, 0.001 + 0.999 * (1 + 0.5.squareRoot()) / 2)]
        {
            #expect(abs(cycle(progress) - factor) < 1e-12, "\(progress)")
        }
        var down = OneCycle()
        down.warmUp = Fraction(0, 1)
        #expect(down(0) == 1)
        var up = OneCycle()
        up.warmUp = Fraction(1, 1)
        #expect(up(0.5) == 0.55)
    }

    @Test(arguments: [false, true], [0.0, 0.9] as [Float]) func stepsAreThoseOfTheFormula(_ nesterov: Bool, _ momentum: Float) {
        var descent = SGD(), stream = RandomSource(seed: 2)("descent").stream(sample: 0)
        (descent.learningRate, descent.momentum, descent.weightDecay, descent.nesterov) = (0.3, momentum, 0.02, nesterov)
        func values(_ count: Int) -> [Float] { (0..<count).map { _ in stream.uniform(-1, 1) } }
        let variables = Variables(
            Parameters(
                names: ["a.weight", "a.running_mean", "b"],
                tensors: [Tensor(shape: [37], values: values(37)), Tensor(shape: [2], values: values(2)), Tensor(shape: [5], values: values(5))]))
        let trained = variables.all.filter(\.trained), memory = trained.map { Storage($0.value.count) }, statistic = variables.all[1].value.values
        #expect(trained.map(\.name) == ["a.weight", "b"])
        var w = trained.map { $0.value.values.map(Double.init) }, m = w.map { $0.map { _ in 0.0 } }
        for factor in [1.0, 0.2, 0.2] {
            for (index, variable) in trained.enumerated() {
                variable.gradient.set(values(variable.value.count))
                for i in w[index].indices {
                    let d = Double(variable.gradient.floats[i]) + 0.02 * w[index][i]
                    m[index][i] = Double(momentum) * m[index][i] + d
                    w[index][i] -= 0.3 * factor * (nesterov ? d + Double(momentum) * m[index][i] : m[index][i])
                }
            }
            descent.step(variables, memory, factor: factor, on: Widths.team(threads: 2))
        }
        for index in trained.indices {
            for (mine, expected) in zip(trained[index].value.values + memory[index].values, w[index] + m[index]) {
                #expect(abs(Double(mine) - expected) < rounding)
            }
        }
        #expect(variables.all[1].value.values == statistic)
    }
}
