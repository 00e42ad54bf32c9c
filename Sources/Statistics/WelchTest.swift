/// Welch's t test of two independent samples, such as a cell's numbers over the training seeds of two sets of results.
///
/// The degrees of freedom (Welch-Satterthwaite) are rounded down, which makes intervals slightly wider. If neither sample has any spread, the
/// interval is unbounded and every p-value is 1.
public struct WelchTest: StudentDifference, Equatable {
    /// The mean of the later sample minus that of the earlier one; nil if it is not finite.
    public let effect: Double?
    /// The standard error of the difference; nil if it is infinite or 0.
    public let standardError: Double?
    /// The degrees of freedom, rounded down, at least 1.
    public let degreesOfFreedom: Int

    /// Throws `StatisticsError` for NaN and for fewer than two values in a sample.
    public init(from old: [Double], to new: [Double]) throws {
        let difference = try mean(new) - mean(old)
        let parts = try [old, new].map { sample in
            let deviation = try Statistics.standardDeviation(sample)
            return (variance: deviation * deviation / Double(sample.count), freedom: Double(sample.count - 1))
        }
        let variance = parts[0].variance + parts[1].variance
        effect = difference.isFinite ? difference : nil
        guard variance > 0, variance.isFinite else {
            (standardError, degreesOfFreedom) = (nil, 1)
            return
        }
        standardError = variance.squareRoot()
        let shares = parts.map { ($0.variance / variance) * ($0.variance / variance) / $0.freedom }
        degreesOfFreedom = max(1, Int(1 / (shares[0] + shares[1])))
    }
}
