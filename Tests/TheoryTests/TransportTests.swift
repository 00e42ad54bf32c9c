import Tensors
import Testing
import Theory

@Suite struct TransportTests {
    private func points(_ count: Int, _ dimensions: Int, seed: UInt64) -> [[Double]] {
        var stream = RandomSource(seed: seed)("points").stream(sample: 0)
        return (0..<count).map { _ in (0..<dimensions).map { _ in Double(stream.uniform()) } }
    }

    @Test func theUniformLawInClosedForm() {
        #expect(Transport.distanceFromUniform([0]) == 0.5 && Transport.distanceFromUniform([0.5]) == 0.25)
        // Midpoints of n intervals are the best n points: 1 / (4 n).
        for n in [2, 5, 16] {
            #expect(abs(Transport.distanceFromUniform((0..<n).map { (Double($0) + 0.5) / Double(n) }) - 1 / Double(4 * n)) < 1e-15)
        }
    }

    /// By the quantile functions, summed numerically.
    @Test(arguments: 0..<5) func theIntegralOfTheQuantiles(_ seed: UInt64) {
        let sample = points(7, 1, seed: seed).map { $0[0] }, sorted = sample.sorted(), steps = 700_000
        let slow = (0..<steps).reduce(0.0) { sum, i in
            let t = (Double(i) + 0.5) / Double(steps)
            return sum + abs(sorted[Int(t * 7)] - t)
        }
        #expect(abs(Transport.distanceFromUniform(sample) - slow / Double(steps)) < 1e-5)
    }

    /// All permutations of six points.
    @Test(arguments: 1...3) func theCheapestOfAllAssignments(_ dimensions: Int) {
        for seed in 0..<6 as Range<UInt64> {
            let a = points(6, dimensions, seed: seed), b = points(6, dimensions, seed: seed + 100)
            func best(_ row: Int, _ free: Set<Int>) -> Double {
                if row == 6 { return 0 }
                return free.map { j in
                    zip(a[row], b[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot() + best(row + 1, free.subtracting([j]))
                }.min() ?? 0
            }
            #expect(abs(Transport.distance(a, b) - best(0, Set(0..<6)) / 6) < 1e-12)
        }
    }

    @Test func onALineTheSortedPointsBelongTogether() {
        let a = points(200, 1, seed: 1), b = points(200, 1, seed: 2)
        let sorted = zip(a.map { $0[0] }.sorted(), b.map { $0[0] }.sorted()).reduce(0) { $0 + abs($1.0 - $1.1) } / 200
        #expect(abs(Transport.distance(a, b) - sorted) < 1e-12 && Transport.distance(a, a) == 0)
    }
}
