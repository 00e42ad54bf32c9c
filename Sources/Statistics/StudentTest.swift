/// Student's one-sample t test of differences, one per training seed: it judges a method, of which each seed gives one net.
///
/// If all differences are equal, or one is infinite, their spread is unknown: the interval is unbounded and every p-value is 1.
public struct StudentTest: StudentDifference, Equatable {
    /// The mean of the differences; nil if infinities of both signs are among them.
    public let effect: Double?
    /// The number of differences, at least 2.
    public let count: Int
    /// The standard deviation of the differences; nil if it is infinite or 0.
    public let standardDeviation: Double?

    /// Throws `StatisticsError` for NaN and for fewer than two differences.
    public init(_ differences: [Double]) throws {
        if differences.count < 2 { throw StatisticsError.tooFew(differences.count, needed: 2) }
        let mean = try mean(differences), deviation = try Statistics.standardDeviation(differences)
        (effect, count) = (mean.isNaN ? nil : mean, differences.count)
        standardDeviation = deviation > 0 && deviation.isFinite ? deviation : nil
    }

    var degreesOfFreedom: Int { count - 1 }
    /// The standard error of the mean; nil if the spread is unknown.
    var standardError: Double? { standardDeviation.map { $0 / Double(count).squareRoot() } }
}

/// The standard deviation of a sample, with n - 1; infinite if a value is.
///
/// Throws `StatisticsError` for NaN and for fewer than two values.
public func standardDeviation(_ values: [Double]) throws -> Double {
    if values.count < 2 { throw StatisticsError.tooFew(values.count, needed: 2) }
    try checkNumbers(values)
    // Equal values have no spread, but their rounded mean may differ from them.
    if values.allSatisfy({ $0 == values[0] }) { return values[0].isFinite ? 0 : .infinity }
    if !values.allSatisfy(\.isFinite) { return .infinity }
    let centre = try mean(values)
    return (try mean(values.map { ($0 - centre) * ($0 - centre) }) * Double(values.count) / Double(values.count - 1)).squareRoot()
}
