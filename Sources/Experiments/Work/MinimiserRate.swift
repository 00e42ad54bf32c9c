public import Declarations
public import Records
import ElementaryFunctions
import Tensors
import Theory

/// Theorem 4.8 on a line: how fast the minimiser for a sample approaches the one for the distribution. Points are uniform on [0, 1] and labelled
/// sin(2 pi x); the distribution's minimiser is that of a fine grid, and the distance is the largest over the grid. Sample sizes double from the
/// smallest; there are several samples of each size, one row each.
public struct MinimiserRate: Work {
    /// The weight of the Lipschitz constant, 1e-6 to 1.
    public var lambda = Fraction(1, 50)
    /// The points of the smallest sample, 2 to 1,000,000.
    public var smallest = 16
    /// How often the size doubles, 1 to 15.
    public var doublings = 6
    /// Samples of each size, 1 to 1,000.
    public var repeats = 8
    /// The points of the grid, 100 to 100,000.
    public var grid = 20_000
    /// The seed of the samples.
    public var seed: UInt64 = 0
    /// Samples of 16 to 1,024 points.
    public init() {}

    /// Throws `Invalid` for a property out of range.
    public func validate() throws {
        if !(1e-6...1 ~= lambda.value) { throw Invalid("lambda", expected: "a number from 0.000001 to 1") }
        if !(2...1_000_000).contains(smallest) { throw Invalid("smallest", expected: "a whole number from 2 to 1000000") }
        if !(1...15).contains(doublings) { throw Invalid("doublings", expected: "a whole number from 1 to 15") }
        if !(1...1000).contains(repeats) { throw Invalid("repeats", expected: "a whole number from 1 to 1000") }
        if !(100...100_000).contains(grid) { throw Invalid("grid", expected: "a whole number from 100 to 100000") }
        if smallest << doublings > grid { throw Invalid("grid", expected: "at least as many points as the largest sample, \(smallest << doublings)") }
    }

    /// As in "minimisers for samples of 16 to 1024 points, lambda 1/50".
    public var label: String { "minimisers for samples of \(smallest) to \(smallest << doublings) points, lambda \(lambda)" }
    /// The samples.
    public var available: Int? { (doublings + 1) * repeats }
    /// The seed of the samples.
    public var seeds: [UInt64] { [seed] }
    /// 1: it depends on no net.
    public var numerics: Int { 1 }
    /// `bound` is the theorem's exponent, 1 / (m + 2) with m = 1.
    public var columns: [String]? { ["points", "distance", "bound"] }
    /// Proportional to the samples.
    public var effort: Effort { Effort(kind: "minimiserRate") }

    /// Solves the problem for the grid, then for each sample.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        func fit(_ x: [Double]) -> LipschitzRegression {
            LipschitzRegression(x: x, y: x.map { Elementary.cos(2 * .pi * ($0 - 0.25)) }, lambda: lambda.value)
        }
        let places = (0..<grid).map { (Double($0) + 0.5) / Double(grid) }, exact = fit(places), random = RandomSource(seed: seed)("minimisers")
        return { samples in
            let rows = samples.map { index in
                var stream = random.stream(sample: index)
                let x = (0..<smallest << (index / repeats)).map { _ in Double(stream.uniform()) }.sorted(), fit = fit(x)
                return (index, [Double(x.count), fit.distance(from: exact, at: places, x), 1.0 / 3])
            }
            try workspace.write(Rows(columns: columns ?? [], Dictionary(uniqueKeysWithValues: rows)), key)
        }
    }
}

extension LipschitzRegression {
    /// The largest difference from another solution at its points `places`; this solution is linear between its points `x` and constant beyond
    /// them.
    fileprivate func distance(from other: LipschitzRegression, at places: [Double], _ x: [Double]) -> Double {
        var next = 0, largest = 0.0
        for (place, value) in zip(places, other.values) {
            while next < x.count, x[next] < place { next += 1 }
            let own: Double
            switch next {
            case 0: own = values[0]
            case x.count: own = values[x.count - 1]
            default:
                let share = (place - x[next - 1]) / (x[next] - x[next - 1])
                own = values[next - 1] + share * (values[next] - values[next - 1])
            }
            largest = max(largest, abs(own - value))
        }
        return largest
    }
}
