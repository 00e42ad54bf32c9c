public import Declarations
public import Records
import Tensors
import Theory

/// The paper's problem on a line (Figure 1, equation 2.7): a function is fitted to labelled points, some with wrong labels, with a penalty on its
/// Lipschitz constant. One row per point.
public struct ToyProblem: Work {
    /// The number of points, 3 to 100,000.
    public var points = 300
    /// The share of wrong labels, 0 to 1.
    public var wrong = Fraction(0)
    /// The weight of the Lipschitz constant, 0 to 1e6.
    public var lambda = Fraction(427, 1_000_000)
    /// The seed of the points and of the wrong labels.
    public var seed: UInt64 = 0
    /// The left panel of Figure 1, with the lambda at which its slope is the paper's, 2.1.
    public init() {}

    /// Throws `Invalid` for a property out of range.
    public func validate() throws {
        if !(3...100_000).contains(points) { throw Invalid("points", expected: "a whole number from 3 to 100000") }
        if !(0...1 ~= wrong.value) { throw Invalid("wrong", expected: "a share from 0 to 1") }
        if !(0...1e6 ~= lambda.value) { throw Invalid("lambda", expected: "a number from 0 to 1000000") }
    }

    /// As in "toy problem of 300 points, 0.1 of them wrong, lambda 0.01".
    public var label: String { "toy problem of \(points) points, \(wrong) of them wrong, lambda \(lambda)" }
    /// The points.
    public var available: Int? { points }
    /// The seed of the points and the wrong labels.
    public var seeds: [UInt64] { [seed] }
    /// 1: it depends on no net.
    public var numerics: Int { 1 }
    /// False: the points are fitted together.
    public var isDivisible: Bool { false }
    /// All points.
    public var block: Int { points }
    /// `error` is the squared distance from the truth; `slope` (the Lipschitz constant), `loss` and `gap` (the duality gap) are the same for all
    /// points.
    public var columns: [String]? { ["x", "label", "truth", "value", "error", "slope", "loss", "gap"] }
    /// Proportional to the points.
    public var effort: Effort { Effort(kind: "toyProblem") }

    var clusters: Clusters { Clusters(count: points, wrong: wrong.value, RandomSource(seed: seed)("toy problem")) }

    /// Solves the problem for each block of rows.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let clusters = clusters
        let fit = LipschitzRegression(x: clusters.x, y: clusters.labels, lambda: lambda.value)
        return { samples in
            let rows = samples.map { i in
                let error = fit.values[i] - clusters.truth[i]
                return (i, [clusters.x[i], clusters.labels[i], clusters.truth[i], fit.values[i], error * error, fit.slope, fit.loss, fit.gap])
            }
            try workspace.write(Rows(columns: columns ?? [], Dictionary(uniqueKeysWithValues: rows)), key)
        }
    }
}
