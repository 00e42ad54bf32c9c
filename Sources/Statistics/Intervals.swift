/// The two-sided point of the normal distribution that leaves 5 % outside.
public let normal95 = 1.959963984540054

/// The Wilson score interval of a share: `successes` of `count` (at least 1); `z` is the normal distribution's two-sided point.
///
/// (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), Wilson 1927: inside 0...1, and honest for shares near its ends.
public func wilsonInterval(_ successes: Int, of count: Int, z: Double = normal95) -> ClosedRange<Double> {
    precondition(count > 0 && (0...count).contains(successes), "successes are in 0...count, and the count is positive")
    let n = Double(count), p = Double(successes) / n, scale = 1 + z * z / n
    let centre = (p + z * z / (2 * n)) / scale
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / scale
    // At the ends the interval touches 0 or 1 exactly, which rounding would miss.
    return (successes == 0 ? 0 : max(0, centre - half))...(successes == count ? 1 : min(1, centre + half))
}

/// A confidence interval of the median between two of the sorted values, whatever their distribution (order statistics, exact binomial).
///
/// Its coverage is at least `1 - alpha`; nil where the values are too few for that (5 or fewer at the usual 0.05). A bound is infinite where that
/// value is a failed search. Throws `StatisticsError` for an empty list or NaN.
public func medianInterval<Value: BinaryFloatingPoint>(_ values: [Value], alpha: Double = 0.05) throws -> ClosedRange<Value>? {
    precondition(alpha > 0 && alpha < 1, "alpha lies between 0 and 1")
    let sorted = try sortedNumbers(values), tails = fairCoinTails(values.count)
    // Both sides leave out the same number of values: the most whose chance stays within half of alpha.
    guard let outside = tails.lastIndex(where: { $0 <= alpha / 2 }), outside < sorted.count - 1 - outside else { return nil }
    return sorted[outside]...sorted[sorted.count - 1 - outside]
}

/// The chances that a fair coin thrown `count` times falls heads at most 0, 1, ... `count`/2 times.
///
/// Binomial coefficients in units of the middle one, from the middle outwards: neither overflow nor logarithms, whatever the count.
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
