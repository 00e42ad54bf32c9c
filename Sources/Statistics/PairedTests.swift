// The sign test (Arbuthnot 1710) and McNemar's exact test (McNemar 1947, Psychometrika 12): under the null hypothesis, the pairs that differ
// are tosses of a fair coin.

/// The alternative hypothesis of a test of a first sample against a second one.
public enum Alternative: Sendable, CaseIterable {
    /// The first differs from the second, in either direction: the two-sided test.
    case different
    /// The first is less.
    case less
    /// The first is greater.
    case greater
}

/// The p-value of the sign test: the probability that a fair coin divides the pairs that differ at least as unevenly. 1 if no pair differs.
/// - Parameters:
///   - lower: pairs whose first value is the lower one.
///   - higher: pairs whose first value is the higher one.
public func signTest(_ lower: Int, _ higher: Int, _ alternative: Alternative = .different) -> Double {
    precondition(lower >= 0 && higher >= 0, "counts are not negative")
    switch alternative {
    case .different: return lower == higher ? 1 : min(1, 2 * fairCoinAtMost(min(lower, higher), of: lower + higher))
    case .less: return fairCoinAtMost(higher, of: lower + higher)
    case .greater: return fairCoinAtMost(lower, of: lower + higher)
    }
}

/// The sign test of paired values, where equal pairs (also two failed searches) carry no information.
///
/// Throws `StatisticsError` for an empty list, NaN or unequal lengths.
public func signTest<Value: BinaryFloatingPoint>(
    _ first: [Value], _ second: [Value], _ alternative: Alternative = .different
) throws -> Double {
    let pairs = try paired(first, second)
    return signTest(pairs.count { $0 < $1 }, pairs.count { $0 > $1 }, alternative)
}

/// McNemar's exact test of two models on the same images, true if a model is right; the alternative is about the first model's ERROR rate.
///
/// Only images that exactly one model gets right carry information. Throws `StatisticsError` for an empty list or unequal lengths.
public func mcNemarTest(_ first: [Bool], _ second: [Bool], _ alternative: Alternative = .different) throws -> Double {
    if first.count != second.count { throw StatisticsError.unequalLengths(first.count, second.count) }
    if first.isEmpty { throw StatisticsError.empty }
    let pairs = zip(first, second)
    return signTest(pairs.count { $0 && !$1 }, pairs.count { !$0 && $1 }, alternative)
}

/// The probability of at most `heads` heads in `count` tosses of a fair coin.
private func fairCoinAtMost(_ heads: Int, of count: Int) -> Double {
    if heads >= count { return 1 }
    // The tails reach the middle only: beyond it, use the other tail.
    let tails = fairCoinTails(count)
    return heads < tails.count ? tails[heads] : 1 - tails[count - heads - 1]
}

func paired<Value: BinaryFloatingPoint>(_ first: [Value], _ second: [Value]) throws -> [(Value, Value)] {
    if first.count != second.count { throw StatisticsError.unequalLengths(first.count, second.count) }
    try checkNumbers(first)
    try checkNumbers(second)
    return Array(zip(first, second))
}
