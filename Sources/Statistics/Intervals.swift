/// The quantile of the standard normal distribution for a two-sided 95 % interval.
public let normal95 = 1.959963984540054

/// The Wilson score interval of a share: `successes` of `count` (at least 1); `z` is the two-sided normal quantile.
///
/// (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), Wilson 1927: inside 0...1, and accurate for shares near its ends.
public func wilsonInterval(_ successes: Int, of count: Int, z: Double = normal95) -> ClosedRange<Double> {
    precondition(count > 0 && (0...count).contains(successes), "successes are in 0...count, and the count is positive")
    let n = Double(count), p = Double(successes) / n, scale = 1 + z * z / n
    let centre = (p + z * z / (2 * n)) / scale
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / scale
    // With no or only successes the interval ends exactly at 0 or 1, which rounding would miss.
    return (successes == 0 ? 0 : max(0, centre - half))...(successes == count ? 1 : min(1, centre + half))
}

/// A distribution-free confidence interval of the median, between two order statistics (exact binomial).
///
/// Its coverage is at least `1 - alpha`; nil if there are too few values for that (5 or fewer at the usual 0.05). A bound is infinite if that
/// value is a failed search. Throws `StatisticsError` for an empty list or NaN.
public func medianInterval<Value: BinaryFloatingPoint>(_ values: [Value], alpha: Double = 0.05) throws -> ClosedRange<Value>? {
    precondition(alpha > 0 && alpha < 1, "alpha lies between 0 and 1")
    let sorted = try sortedNumbers(values), tails = fairCoinTails(values.count)
    // Leave out the same number of values on both sides: the most whose tail probability is at most alpha / 2.
    guard let outside = tails.lastIndex(where: { $0 <= alpha / 2 }), outside < sorted.count - 1 - outside else { return nil }
    return sorted[outside]...sorted[sorted.count - 1 - outside]
}

/// The probabilities of at most 0, 1, ... `count`/2 heads in `count` tosses of a fair coin.
///
/// Binomial coefficients relative to the middle one, from the middle outwards: no overflow, no logarithms.
func fairCoinTails(_ count: Int) -> [Double] {
    let middle = count / 2
    var weights = [Double](repeating: 1, count: middle + 1)
    for k in stride(from: middle - 1, through: 0, by: -1) { weights[k] = weights[k + 1] * Double(k + 1) / Double(count - k) }
    let lower = weights.reduce(0, +)
    let total = count % 2 == 0 ? 2 * lower - weights[middle] : 2 * lower
    var sum = 0.0
    return weights.map { weight in
        sum += weight
        return sum / total
    }
}
