/// The curves of several seeds summarised: their mean, and the band from their minimum to their maximum.
public struct CurveBand: Sendable, Equatable {
    /// The mean of the curves at every x of the band.
    public let mean: [CurvePoint]
    /// The minimum and the maximum of the curves at the same x.
    public let low: [CurvePoint], high: [CurvePoint]

    /// The band of step functions such as error curves, 0 before their first point and constant after each point. x ascends along each.
    ///
    /// Throws `StatisticsError.empty` without curves.
    public init(steps curves: [[CurvePoint]]) throws {
        self = try CurveBand(curves, at: Set(curves.joined().map(\.x)).sorted()) { curve, next, x in
            next == 0 ? 0 : curve[next - 1].y
        }
    }

    /// The band of piecewise linear curves, over the x that all of them cover. x ascends along each.
    ///
    /// Throws `StatisticsError.empty` without curves, or if one has no points.
    public init(lines curves: [[CurvePoint]]) throws {
        let ends = curves.compactMap { curve in curve.first.flatMap { first in curve.last.map { (first.x, $0.x) } } }
        guard ends.count == curves.count, let low = ends.map(\.0).max(), let high = ends.map(\.1).min() else { throw StatisticsError.empty }
        self = try CurveBand(curves, at: Set(curves.joined().map(\.x)).filter { $0 >= low && $0 <= high }.sorted()) { curve, next, x in
            let left = curve[next - 1]
            if next == curve.count || left.x == x { return left.y }
            let right = curve[next]
            return left.y + (right.y - left.y) * ((x - left.x) / (right.x - left.x))
        }
    }

    /// - Parameter height: the height of a curve at x, given how many of its points are at or before x.
    private init(_ curves: [[CurvePoint]], at positions: [Double], _ height: ([CurvePoint], Int, Double) -> Double) throws {
        if curves.isEmpty { throw StatisticsError.empty }
        precondition(curves.allSatisfy { zip($0, $0.dropFirst()).allSatisfy { $0.x < $1.x } }, "x ascends along a curve")
        var next = curves.map { _ in 0 }, mean: [CurvePoint] = [], low: [CurvePoint] = [], high: [CurvePoint] = []
        for x in positions {
            let heights = curves.indices.map { index in
                while next[index] < curves[index].count && curves[index][next[index]].x <= x { next[index] += 1 }
                return height(curves[index], next[index], x)
            }
            mean.append(CurvePoint(x: x, y: try Statistics.mean(heights)))
            low.append(CurvePoint(x: x, y: heights.min()!))
            high.append(CurvePoint(x: x, y: heights.max()!))
        }
        (self.mean, self.low, self.high) = (mean, low, high)
    }
}

/// The mean of the histograms of several seeds, bin by bin ([seeds][bins]).
///
/// Throws `StatisticsError` without histograms, for NaN, and for histograms with different numbers of bins.
public func meanHistogram(_ histograms: [[Double]]) throws -> [Double] {
    guard let first = histograms.first else { throw StatisticsError.empty }
    if let other = histograms.first(where: { $0.count != first.count }) { throw StatisticsError.unequalLengths(first.count, other.count) }
    return try first.indices.map { bin in try mean(histograms.map { $0[bin] }) }
}
