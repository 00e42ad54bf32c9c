import Declarations
public import Records
import Tensors
import Theory

/// The discrepancy of Lemma 4.10: how far the mean of a 1-Lipschitz function over a sample can be from its expectation, which is the Wasserstein-1
/// distance between the sample and its distribution, here the uniform one on the unit cube. Sample sizes double from the smallest; there are several
/// samples of each size, one row each.
///
/// In one dimension the distance is exact. In more, the distribution is approximated by a grid, and each point of a sample is assigned an equal share
/// of the grid's points.
public struct Discrepancy: Work {
    /// The dimension of the cube, 1 to 3.
    public var dimensions = 1
    /// The points of the smallest sample, 2 to 1,000,000.
    public var smallest = 16
    /// How often the size doubles, 1 to 20.
    public var doublings = 5
    /// Samples of each size, 1 to 1,000.
    public var repeats = 8
    /// The grid's points on a side, 2 to 64: a power of two; not used in one dimension.
    public var side = 32
    /// The seed of the samples.
    public var seed: UInt64 = 0
    /// Samples of 16 to 512 numbers.
    public init() {}

    /// Throws `Invalid` for a property out of range.
    public func validate() throws {
        if !(1...3).contains(dimensions) { throw Invalid("dimensions", expected: "a whole number from 1 to 3") }
        if !(2...1_000_000).contains(smallest) { throw Invalid("smallest", expected: "a whole number from 2 to 1000000") }
        if !(1...20).contains(doublings) { throw Invalid("doublings", expected: "a whole number from 1 to 20") }
        if !(1...1000).contains(repeats) { throw Invalid("repeats", expected: "a whole number from 1 to 1000") }
        if side < 2 || side > 64 || side & (side - 1) != 0 { throw Invalid("side", expected: "a power of two from 2 to 64") }
        if smallest << doublings > 1 << 26 { throw Invalid("doublings", expected: "a largest sample of at most \(1 << 26) points") }
        if dimensions > 1 {
            if gridCount % (smallest << doublings) != 0 {
                throw Invalid("smallest", expected: "sizes that divide the \(gridCount) points of the grid")
            }
            if gridCount > 4096 { throw Invalid("side", expected: "a grid of at most 4096 points (it has \(gridCount))") }
        }
    }

    private var gridCount: Int { (0..<dimensions).reduce(1) { count, _ in count * side } }
    /// As in "discrepancy of samples of 16 to 512 points in 1D".
    public var label: String { "discrepancy of samples of \(smallest) to \(smallest << doublings) points in \(dimensions)D" }
    /// The samples.
    public var available: Int? { (doublings + 1) * repeats }
    /// The seed of the samples.
    public var seeds: [UInt64] { [seed] }
    /// 1: it depends on no net.
    public var numerics: Int { 1 }
    /// The samples of one size.
    public var block: Int { repeats }
    /// `bound` and `optimal` are the exponents of the lemma, 1 / (m + 2), and of the best possible rate.
    public var columns: [String]? { ["points", "distance", "bound", "optimal"] }
    /// Proportional to the samples.
    public var effort: Effort { Effort(kind: "discrepancy \(dimensions) \(side)") }

    /// Draws and measures each sample.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let random = RandomSource(seed: seed)("discrepancy", dimensions)
        return { samples in
            let rows = samples.map { index in
                let count = smallest << (index / repeats), m = Double(dimensions)
                var stream = random.stream(sample: index)
                let points = (0..<count).map { _ in (0..<dimensions).map { _ in Double(stream.uniform()) } }
                return (index, [Double(count), distance(points), 1 / (m + 2), 1 / max(m, 2)])
            }
            try workspace.write(Rows(columns: columns ?? [], Dictionary(uniqueKeysWithValues: rows)), key)
        }
    }

    private func distance(_ points: [[Double]]) -> Double {
        if dimensions == 1 { return Transport.distanceFromUniform(points.map { $0[0] }) }
        let grid = (0..<gridCount).map { place in
            (0..<dimensions).map { axis in (Double((0..<axis).reduce(place) { rest, _ in rest / side } % side) + 0.5) / Double(side) }
        }
        let share = gridCount / points.count
        return Transport.distance(points.flatMap { Array(repeating: $0, count: share) }, grid)
    }
}
