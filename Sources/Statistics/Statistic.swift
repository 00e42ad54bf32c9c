/// A statistic of one value per image. Infinity means a failed search, so that a median or a mean may be infinite.
public enum Statistic: String, Sendable, CaseIterable {
    /// The share of ones among zeros and ones, in 0...1: an error rate, with 1 for each misclassified image.
    case share
    /// The arithmetic mean.
    case mean
    /// The lower median.
    case median
    /// The 99 % quantile, which needs at least 1,000 values: with fewer, less than ten of them would be above it.
    case quantile99
    /// The largest value. It has no bootstrap: a resample repeats it with probability 63 % and never exceeds it.
    case maximum

    /// The minimum number of values.
    public var fewest: Int { self == .quantile99 ? 1000 : 1 }

    /// The quantile's level; nil for the share, the mean and the maximum.
    var level: Double? { self == .median ? 0.5 : self == .quantile99 ? 0.99 : nil }

    /// The statistic of the values.
    ///
    /// Throws `StatisticsError` for an empty list, NaN, minus infinity, fewer values than `fewest`, and a share of values other than 0 and 1.
    public func callAsFunction(_ values: [Double]) throws -> Double {
        try check(values)
        return switch self {
        case .share, .mean: try Statistics.mean(values)
        case .median, .quantile99: try quantile(values, level!)
        case .maximum: try Statistics.maximum(values)
        }
    }

    func check(_ values: [Double]) throws {
        try checkNumbers(values)
        if let index = values.firstIndex(of: -.infinity) { throw StatisticsError.negativeInfinity(at: index) }
        if self == .share, let index = values.firstIndex(where: { $0 != 0 && $0 != 1 }) { throw StatisticsError.notZeroOrOne(at: index) }
        if values.count < fewest { throw StatisticsError.tooFew(values.count, needed: fewest) }
    }
}
