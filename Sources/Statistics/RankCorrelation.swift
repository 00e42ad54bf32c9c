/// Spearman's rank correlation of paired values, in -1...1; ties share their mean rank, and failed searches (infinity) tie at the top.
///
/// Throws `StatisticsError` for an empty list, NaN, unequal lengths, or a constant side.
public func rankCorrelation<Value: BinaryFloatingPoint>(_ first: [Value], _ second: [Value]) throws -> Double {
    _ = try paired(first, second)
    let one = [Int32](repeating: 1, count: first.count), correlation = one.withUnsafeBufferPointer { RankedPairs(first, second)($0) }
    if correlation.isNaN { throw StatisticsError.constant }
    return correlation
}

/// The 95 % percentile-bootstrap interval of a rank correlation; resamples draw pairs and rank them again. Nil if so many resamples are constant
/// on one side that an end is unknown.
///
/// Throws as `rankCorrelation` does.
public func rankCorrelationInterval<Value: BinaryFloatingPoint>(
    _ first: [Value], _ second: [Value], resamples: Int = Bootstrap.resamples, seed: String = "rank correlation"
) throws -> ClosedRange<Double>? {
    _ = try rankCorrelation(first, second)
    let pairs = RankedPairs(first, second), key = ResampleKey(seed), count = first.count
    let drawn = withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { counts in
        (0..<resamples).map { resample in
            counts.initialize(repeating: 0)
            key.draw(resample: resample, of: count, into: counts)
            return pairs(UnsafeBufferPointer(counts))
        }
    }
    let interval = Resamples(drawn).interval(0.95)
    return interval.lowerBound.isFinite ? interval : nil
}

/// A value for each pair: their mean is the rank correlation, and their spread gives its sampling error. They are the jackknife's pseudo-values,
/// shifted to that mean (Efron and Tibshirani 1993, chapter 11).
///
/// Throws as `rankCorrelation` does, and `StatisticsError.constant` if one side is constant except for one pair.
public func rankCorrelationValues<Value: BinaryFloatingPoint>(_ first: [Value], _ second: [Value]) throws -> [Double] {
    let correlation = try rankCorrelation(first, second), pairs = RankedPairs(first, second), count = first.count
    var counts = [Int32](repeating: 1, count: count)
    let without = counts.indices.map { index in
        counts[index] = 0
        defer { counts[index] = 1 }
        return counts.withUnsafeBufferPointer { pairs($0) }
    }
    if without.contains(where: \.isNaN) { throw StatisticsError.constant }
    let centre = try mean(without)
    return without.map { correlation + Double(count - 1) * (centre - $0) }
}

/// Pairs sorted once by each side, so that a resample is ranked without sorting.
private struct RankedPairs {
    /// The indices of the pairs sorted by one side, and the ends of its runs of equal values.
    private typealias Side = (order: [Int], ends: [Int])
    private let first: Side, second: Side

    init<Value: BinaryFloatingPoint>(_ first: [Value], _ second: [Value]) {
        func side(_ values: [Value]) -> Side {
            let order = values.indices.sorted { values[$0] < values[$1] }
            return (order, order.indices.filter { $0 + 1 == order.count || values[order[$0]] != values[order[$0 + 1]] }.map { $0 + 1 })
        }
        (self.first, self.second) = (side(first), side(second))
    }

    /// The rank correlation if each pair occurs as often as `counts` says; NaN if a side is constant.
    func callAsFunction(_ counts: UnsafeBufferPointer<Int32>) -> Double {
        let a = ranks(first, counts), b = ranks(second, counts), centre = Double(counts.reduce(0) { $0 + Int($1) } + 1) / 2
        var covariance = 0.0, varianceA = 0.0, varianceB = 0.0
        for index in a.indices where counts[index] > 0 {
            let (x, y, weight) = (a[index] - centre, b[index] - centre, Double(counts[index]))
            covariance += weight * x * y
            varianceA += weight * x * x
            varianceB += weight * y * y
        }
        return covariance / (varianceA * varianceB).squareRoot()
    }

    /// Ranks from 1 by index; ties share their mean rank.
    private func ranks(_ side: Side, _ counts: UnsafeBufferPointer<Int32>) -> [Double] {
        var ranks = [Double](repeating: 0, count: side.order.count), start = 0, below = 0
        for end in side.ends {
            let drawn = side.order[start..<end].reduce(0) { $0 + Int(counts[$1]) }, rank = Double(2 * below + drawn + 1) / 2
            for index in side.order[start..<end] { ranks[index] = rank }
            (start, below) = (end, below + drawn)
        }
        return ranks
    }
}
