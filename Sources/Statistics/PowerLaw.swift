import ElementaryFunctions

/// y = c x^exponent, fitted to positive numbers by least squares on logarithmic axes.
public struct PowerLaw: Sendable, Equatable {
    /// The exponent.
    public let exponent: Double
    /// Its 95 % interval by Student's t; nil for two points, which a line fits exactly.
    public let interval: ClosedRange<Double>?

    /// Fits the law. Throws `StatisticsError` for unequal lengths, numbers that are not positive and finite, and fewer than two different x.
    public init(x: [Double], y: [Double]) throws {
        if x.count != y.count { throw StatisticsError.unequalLengths(x.count, y.count) }
        for list in [x, y] {
            try checkNumbers(list)
            if let index = list.firstIndex(where: { !($0 > 0 && $0 < .infinity) }) { throw StatisticsError.notPositive(at: index) }
        }
        if Set(x).count < 2 { throw StatisticsError.tooFew(Set(x).count, needed: 2) }
        let a = x.map { Elementary.log($0) }, b = y.map { Elementary.log($0) }
        let (meanA, meanB) = (try mean(a), try mean(b))
        let spread = a.reduce(0) { $0 + ($1 - meanA) * ($1 - meanA) }
        let slope = zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) } / spread
        exponent = slope
        let rest = zip(a, b).reduce(0) { sum, point in
            let error = point.1 - meanB - slope * (point.0 - meanA)
            return sum + error * error
        }
        guard x.count > 2 else {
            interval = nil
            return
        }
        let half = StudentT(degreesOfFreedom: x.count - 2).quantile(0.975) * (rest / Double(x.count - 2) / spread).squareRoot()
        interval = slope - half...slope + half
    }
}
