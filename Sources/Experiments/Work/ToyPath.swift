import Declarations
public import Records
import ElementaryFunctions
import Tensors
import Theory

/// The toy problem solved for a grid of lambda, with the bounds of Lemma 4.4: loss(u_lambda) <= loss(u_0) + lambda Lip(u_0), and Lip(u_lambda) <=
/// C / lambda with C the loss of the best constant. One row per lambda, from 10^from to 10^to.
public struct ToyPath: Work {
    /// The points and their labels; the problem's own lambda is not used.
    public var problem = ToyProblem()
    /// The power of ten of the first lambda, -12 to 5.
    public var from = -6
    /// The power of ten of the last, above `from` and at most 6.
    public var to = 1
    /// Values of lambda per decade, 1 to 100.
    public var perDecade = 8
    /// The problem of Figure 1's left panel.
    public init() {}

    /// Throws `Invalid` for a property out of range.
    public func validate() throws {
        if !(-12...5).contains(from) { throw Invalid("from", expected: "a power of ten from -12 to 5") }
        if to <= from || to > 6 { throw Invalid("to", expected: "a power of ten greater than from (\(from)) and at most 6") }
        if !(1...100).contains(perDecade) { throw Invalid("perDecade", expected: "a whole number from 1 to 100") }
    }

    /// As in "path of the toy problem of 300 points, 0.1 of them wrong".
    public var label: String { "path of the toy problem of \(problem.points) points, \(problem.wrong) of them wrong" }
    /// The values of lambda.
    public var available: Int? { (to - from) * perDecade + 1 }
    /// The seed of the points and the wrong labels.
    public var seeds: [UInt64] { [problem.seed] }
    /// 1: it depends on no net.
    public var numerics: Int { 1 }
    /// False: solving for all of them takes less time than starting a process.
    public var isDivisible: Bool { false }
    /// `lossBound` and `slopeBound` are the bounds of the lemma.
    public var columns: [String]? { ["lambda", "loss", "lossBound", "slope", "slopeBound", "gap"] }
    /// Proportional to the values of lambda.
    public var effort: Effort { Effort(kind: "toyPath") }

    /// Solves the problem once for each row.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let clusters = problem.clusters
        func fit(_ lambda: Double) -> LipschitzRegression { LipschitzRegression(x: clusters.x, y: clusters.labels, lambda: lambda) }
        let exact = fit(0), constant = fit(1e9)
        return { samples in
            let rows = samples.map { i in
                let lambda = Elementary.pow(10, Double(from) + Double(i) / Double(perDecade)), fit = fit(lambda)
                return (i, [lambda, fit.loss, exact.loss + lambda * exact.slope, fit.slope, constant.loss / lambda, fit.gap])
            }
            try workspace.write(Rows(columns: columns ?? [], Dictionary(uniqueKeysWithValues: rows)), key)
        }
    }
}
