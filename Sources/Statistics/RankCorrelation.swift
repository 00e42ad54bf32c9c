/// Spearman's rank correlation of paired values, in -1...1; ties share their mean rank, and failed searches (infinity) tie at the top.
///
/// Throws `StatisticsError` for an empty list, NaN, unequal lengths, or where one side is constant.
public func rankCorrelation<Value: BinaryFloatingPoint>(_ first: [Value], _ second: [Value]) throws -> Double {
    _ = try paired(first, second)
    let a = ranks(first), b = ranks(second), centre = Double(first.count + 1) / 2
    var covariance = 0.0, varianceA = 0.0, varianceB = 0.0
    for (x, y) in zip(a, b) {
        covariance += (x - centre) * (y - centre)
        varianceA += (x - centre) * (x - centre)
        varianceB += (y - centre) * (y - centre)
    }
    if varianceA == 0 || varianceB == 0 { throw StatisticsError.constant }
    return covariance / (varianceA * varianceB).squareRoot()
}

/// Ranks from 1, in the order of `values`; equal values share the mean of theirs.
func ranks<Value: BinaryFloatingPoint>(_ values: [Value]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count), start = 0
    while start < order.count {
        let end = order[start...].firstIndex { values[$0] != values[order[start]] } ?? order.count
        for index in order[start..<end] { ranks[index] = Double(start + 1 + end) / 2 }
        start = end
    }
    return ranks
}
