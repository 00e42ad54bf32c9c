import Tensors
import Testing
import Theory

@Suite struct LipschitzRegressionTests {
    /// Random points and labels from a seed.
    private func data(_ seed: Int, count: Int) -> (x: [Double], y: [Double]) {
        var stream = RandomSource(seed: UInt64(seed))("points").stream(sample: 0)
        // A coarse grid, so that points and labels coincide now and then.
        let x = (0..<count).map { _ in Double(stream.below(3 * count)) / 7 }.sorted()
        return (x, x.map { _ in Double(stream.below(9)) / 2 - 2 })
    }

    /// The largest slope between neighbours.
    private func slope(_ x: [Double], _ u: [Double]) -> Double {
        var largest = 0.0
        for i in x.indices.dropFirst() where x[i] > x[i - 1] { largest = max(largest, abs(u[i] - u[i - 1]) / (x[i] - x[i - 1])) }
        return largest
    }

    private func loss(_ u: [Double], _ y: [Double]) -> Double {
        var sum = 0.0
        for i in u.indices { sum += (u[i] - y[i]) * (u[i] - y[i]) }
        return sum / Double(u.count)
    }

    /// Projected gradient descent on the dual: slow, obvious and independent. max_p sum q y - n q^2 / 4 with sum |p| gap <= lambda.
    private func slowObjective(_ x: [Double], _ y: [Double], _ lambda: Double) -> Double {
        let n = y.count, gaps = zip(x.dropFirst(), x).map(-)
        var p = gaps.map { _ in 0.0 }
        func q(_ i: Int) -> Double { (i > 0 ? p[i - 1] : 0) - (i < n - 1 ? p[i] : 0) }
        for _ in 0..<60_000 {
            let u = (0..<n).map { y[$0] - Double(n) * q($0) / 2 }
            for i in gaps.indices { p[i] += (u[i + 1] - u[i]) / (2 * Double(n)) }
            p = project(p, gaps, lambda)
        }
        return (0..<n).reduce(0) { $0 + q($1) * y[$1] - Double(n) * q($1) * q($1) / 4 }
    }

    /// The nearest p with sum |p| gap <= lambda: shrinks each by a multiple of its gap, found by bisection.
    private func project(_ p: [Double], _ gaps: [Double], _ lambda: Double) -> [Double] {
        func shrunk(_ t: Double) -> [Double] { zip(p, gaps).map { $0 > 0 ? max(0, $0 - t * $1) : min(0, $0 + t * $1) } }
        func price(_ p: [Double]) -> Double { zip(p, gaps).reduce(0) { $0 + abs($1.0) * $1.1 } }
        if price(p) <= lambda { return p }
        var low = 0.0, high = 1.0
        while price(shrunk(high)) > lambda { high *= 2 }
        for _ in 0..<50 { if price(shrunk((low + high) / 2)) > lambda { low = (low + high) / 2 } else { high = (low + high) / 2 } }
        return shrunk(high)
    }

    @Test(arguments: 0..<8) func theObjectiveIsThatOfASlowMethod(_ seed: Int) {
        let (x, y) = data(seed, count: 6), lambda = [0.01, 0.1, 0.3, 1][seed % 4]
        let fit = LipschitzRegression(x: x, y: y, lambda: lambda), slow = slowObjective(x, y, lambda)
        #expect(abs(fit.objective - slow) < 1e-6, "\(fit.objective) and \(slow)")
    }

    @Test(arguments: 0..<40) func theDualityGapCertifiesEverySolution(_ seed: Int) {
        let (x, y) = data(seed, count: [2, 3, 10, 300][seed % 4])
        for lambda in [0, 1e-6, 1e-3, 0.01, 0.1, 1, 100] {
            let fit = LipschitzRegression(x: x, y: y, lambda: lambda)
            #expect(abs(fit.gap) < 1e-8, "lambda \(lambda): \(fit.gap)")
            // The slope and the loss are those of the values.
            #expect(fit.slope == slope(x, fit.values) && abs(fit.loss - loss(fit.values, y)) < 1e-12)
            #expect(x.indices.dropFirst().allSatisfy { x[$0 - 1] < x[$0] || fit.values[$0 - 1] == fit.values[$0] })
        }
    }

    @Test func anyOtherFunctionIsWorse() {
        let (x, y) = data(3, count: 30), fit = LipschitzRegression(x: x, y: y, lambda: 0.05)
        var stream = RandomSource(seed: 9)("moves").stream(sample: 0)
        for _ in 0..<2000 {
            let size = Double(stream.uniform()) * 0.1
            var u = zip(x, fit.values).map { _, value in value + size * Double(stream.uniform(-1, 1)) }
            for i in u.indices.dropFirst() where x[i] == x[i - 1] { u[i] = u[i - 1] }
            let loss = loss(u, y), slope = slope(x, u)
            #expect(loss + 0.05 * slope >= fit.objective - 1e-12)
        }
    }

    @Test func theExtremesAreInterpolationAndTheMean() {
        let x = [0.0, 1, 1, 3], y = [0.0, 1, 3, 2]
        let exact = LipschitzRegression(x: x, y: y, lambda: 0), constant = LipschitzRegression(x: x, y: y, lambda: 10)
        #expect(exact.values == [0, 2, 2, 2] && exact.slope == 2 && exact.loss == 0.5)
        #expect(constant.values == [1.5, 1.5, 1.5, 1.5] && constant.slope == 0)
        #expect(LipschitzRegression(x: [4], y: [7], lambda: 1).values == [7])
    }

    /// Two points: u = y -+ lambda / distance, until they meet.
    @Test func twoPointsInClosedForm() {
        for (lambda, value) in [(0.1, 0.05), (0.4, 0.2), (1, 0.5), (3, 0.5)] {
            let fit = LipschitzRegression(x: [0, 2], y: [0, 1], lambda: lambda)
            #expect(abs(fit.values[0] - value) < 1e-12 && abs(fit.values[1] - (1 - value)) < 1e-12, "\(fit.values)")
        }
    }

    @Test func clustersAreThoseOfFigure1() {
        let clusters = Clusters(count: 300, wrong: 0.1, RandomSource(seed: 0))
        #expect(zip(clusters.x, clusters.truth).allSatisfy { Clusters.ends[Int($1) + 1].contains($0) })
        #expect(zip(clusters.labels, clusters.truth).count { $0 != $1 } == 30 && clusters.truth.count { $0 == 0 } == 100)
        #expect(Set(clusters.labels) == [-1, 0, 1] && clusters.x == clusters.x.sorted())
        #expect(Clusters(count: 300, wrong: 0, RandomSource(seed: 0)).x == clusters.x)
    }
}
