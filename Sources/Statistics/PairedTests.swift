/// The two-sided sign test: how likely it is that a fair coin divides the pairs that differ at least as unevenly as seen. 1 if no pair differs.
public func signTest(_ lower: Int, _ higher: Int) -> Double {
    precondition(lower >= 0 && higher >= 0, "counts are not negative")
    guard lower != higher else { return 1 }
    return min(1, 2 * fairCoinTails(lower + higher)[min(lower, higher)])
}

/// The sign test of paired values: equal pairs (two failed searches too) say nothing. Throws `StatisticsError` for an empty list, NaN or unequal lengths.
public func signTest<Value: BinaryFloatingPoint>(_ first: [Value], _ second: [Value]) throws -> Double {
    let pairs = try paired(first, second)
    return signTest(pairs.count { $0 < $1 }, pairs.count { $0 > $1 })
}

/// McNemar's exact test of two models on the same images, true where a model is right: do their error rates differ?
///
/// Only images that just one model gets right say anything. Throws `StatisticsError` for an empty list or unequal lengths.
public func mcNemarTest(_ first: [Bool], _ second: [Bool]) throws -> Double {
    if first.count != second.count { throw StatisticsError.unequalLengths(first.count, second.count) }
    if first.isEmpty { throw StatisticsError.empty }
    let pairs = zip(first, second)
    return signTest(pairs.count { $0 && !$1 }, pairs.count { !$0 && $1 })
}

func paired<Value: BinaryFloatingPoint>(_ first: [Value], _ second: [Value]) throws -> [(Value, Value)] {
    if first.count != second.count { throw StatisticsError.unequalLengths(first.count, second.count) }
    try checkNumbers(first)
    try checkNumbers(second)
    return Array(zip(first, second))
}
