// The paper's problem in one dimension, without a net: the u that minimises (1/n) sum_i (u(x_i) - y_i)^2 + lambda Lip(u) (equation 2.7 with the
// squared loss). On a line the Lipschitz constant of the piecewise linear function through some points is the largest slope between neighbours, so
// only the values at the sorted points are unknown, and they solve a convex problem.
//
// For a given bound L on the slopes a recursion over the points finds them. V_i(u), the least sum of squares of the first i points with u_i = u, is
// convex and piecewise quadratic. Towards the next point it is minimised over |u_{i+1} - u_i| <= L (x_{i+1} - x_i), which moves the halves of V_i
// left and right of its minimum apart; then the next square is added. Backwards from the last minimum, each value is the minimum of its V_i, clamped
// to the interval that the value after it allows. The best L is where the price of the bounds, sum_i |p_i| (x_{i+1} - x_i) with p_i their
// multipliers, is lambda; it falls with L. The same multipliers give a point of the dual problem, whose value certifies the solution.

/// The minimiser of the mean squared error plus a multiple of the Lipschitz constant, for points on a line.
public struct LipschitzRegression: Sendable {
    /// The values at the points, in their order.
    public let values: [Double]
    /// The least Lipschitz constant of a function with these values.
    public let slope: Double
    /// The mean of (u(x_i) - y_i)^2.
    public let loss: Double
    /// The weight of the Lipschitz constant.
    public let lambda: Double
    /// A bound on how far the objective exceeds its minimum: the duality gap, at least 0 except for rounding.
    public let gap: Double

    /// The objective: loss + lambda slope.
    public var objective: Double { loss + lambda * slope }

    /// Solves the problem.
    ///
    /// Points at the same place get the same value. Requires finite numbers, ascending `x`, as many `y`, at least one point, and `lambda` >= 0.
    public init(x: [Double], y: [Double], lambda: Double) {
        precondition(x.count == y.count && !x.isEmpty && lambda >= 0, "each point has a label, and lambda is not negative")
        precondition(zip(x, x.dropFirst()).allSatisfy { $0 <= $1 }, "the points ascend")
        self.lambda = lambda
        let chain = Chain(gaps: zip(x.dropFirst(), x).map(-), y: y)
        var best = chain.solution(0)
        if chain.price(best) > lambda {
            var low = 0.0, high = chain.steepest
            best = chain.solution(high)
            // The price falls with L: bisection, to the last bit.
            while lambda > 0, case let middle = (low + high) / 2, middle > low, middle < high {
                let solution = chain.solution(middle)
                if chain.price(solution) > lambda { low = middle } else { (high, best) = (middle, solution) }
            }
        }
        values = best
        slope = chain.slope(best)
        loss = chain.loss(best)
        gap = loss + lambda * slope - chain.dual(best, lambda)
    }
}

/// Points on a line with labels: the gaps between neighbours, and the problem for a bound on the slopes.
private struct Chain {
    let gaps: [Double], y: [Double]

    /// An upper bound on the slope of any solution.
    var steepest: Double { ((y.max() ?? 0) - (y.min() ?? 0)) / (gaps.filter { $0 > 0 }.min() ?? 1) }

    func slope(_ u: [Double]) -> Double { gaps.indices.reduce(0) { gaps[$1] > 0 ? max($0, abs(u[$1 + 1] - u[$1]) / gaps[$1]) : $0 } }
    func loss(_ u: [Double]) -> Double { zip(u, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(y.count) }

    /// The minimiser of the sum of squares under |u_{i+1} - u_i| <= L gap_i.
    func solution(_ L: Double) -> [Double] {
        var potential = Potential(y[0]), minima = [y[0]]
        for (gap, label) in zip(gaps, y.dropFirst()) {
            potential.widen(by: gap == 0 ? 0 : L * gap)
            potential.addSquare(at: label)
            minima.append(potential.minimum)
        }
        var u = minima
        for i in gaps.indices.reversed() {
            let reach = gaps[i] == 0 ? 0 : L * gaps[i]
            u[i] = min(max(minima[i], u[i + 1] - reach), u[i + 1] + reach)
        }
        return u
    }

    /// The multipliers of the bounds between neighbours: running sums of the loss's derivatives.
    private func multipliers(_ u: [Double]) -> [Double] {
        var sum = 0.0
        return gaps.indices.map { i in
            sum += 2 * (u[i] - y[i]) / Double(y.count)
            return sum
        }
    }

    /// The rate at which the least loss falls as the bound L rises.
    func price(_ u: [Double]) -> Double { zip(multipliers(u), gaps).reduce(0) { $0 + abs($1.0) * $1.1 } }

    /// The value of the dual problem, max_p sum_i (q_i y_i - n q_i^2 / 4) with q_i = p_{i-1} - p_i and sum_i |p_i| gap_i <= lambda, at the
    /// multipliers of a solution, scaled to be feasible; those between points at the same place cost nothing.
    func dual(_ u: [Double], _ lambda: Double) -> Double {
        let price = price(u), scale = price > lambda ? lambda / price : 1, n = Double(y.count)
        let p = zip(multipliers(u), gaps).map { $1 > 0 ? $0 * scale : $0 }
        return y.indices.reduce(0) { sum, i in
            let q = (i > 0 ? p[i - 1] : 0) - (i < p.count ? p[i] : 0)
            return sum + q * y[i] - n * q * q / 4
        }
    }
}

/// A convex, piecewise quadratic function of one variable, represented by its minimum and the kinks of its derivative on both sides.
private struct Potential {
    /// A place where the slope of the derivative changes, and the change when moving away from the minimum.
    struct Kink { var place: Double, change: Double }

    /// The kinks on one side of the minimum. A widening moves all of them at once.
    struct Side {
        /// Nearest to the minimum last. The true place is the stored one plus the shift.
        private var kinks: [Kink] = []
        var shift = 0.0

        var nearest: Kink? { kinks.last.map { Kink(place: $0.place + shift, change: $0.change) } }
        mutating func push(_ kink: Kink) { kinks.append(Kink(place: kink.place - shift, change: kink.change)) }
        mutating func removeNearest() { kinks.removeLast() }
    }

    private(set) var minimum: Double
    /// The slope of the derivative at the minimum.
    private var slope = 2.0
    private var left = Side(), right = Side()

    /// (u - y)^2
    init(_ y: Double) { minimum = y }

    /// The least value over an interval of this radius around each u.
    mutating func widen(by radius: Double) {
        guard radius > 0 else { return }
        left.push(Kink(place: minimum, change: slope))
        right.push(Kink(place: minimum, change: slope))
        left.shift -= radius
        right.shift += radius
        slope = 0
    }

    /// Adds (u - y)^2 and moves the minimum, past kinks, to where the derivative is zero.
    mutating func addSquare(at y: Double) {
        slope += 2
        // If the old minimum was an interval, start from its point nearest to y.
        if slope == 2, let low = left.nearest, let high = right.nearest { minimum = min(max(y, low.place), high.place) }
        var derivative = 2 * (minimum - y)
        Self.move(&minimum, &derivative, &slope, towards: &right, leaving: &left, sign: 1)
        Self.move(&minimum, &derivative, &slope, towards: &left, leaving: &right, sign: -1)
    }

    /// Moves a place down the derivative in the direction of `sign`; a kink that it passes changes sides.
    private static func move(
        _ place: inout Double, _ derivative: inout Double, _ slope: inout Double, towards ahead: inout Side, leaving behind: inout Side, sign: Double
    ) {
        while sign * derivative < 0 {
            let root = place - derivative / slope
            guard let kink = ahead.nearest, sign * kink.place < sign * root else {
                place = root
                return
            }
            ahead.removeNearest()
            behind.push(Kink(place: kink.place, change: -kink.change))
            derivative += slope * (kink.place - place)
            slope += kink.change
            place = kink.place
        }
    }
}
