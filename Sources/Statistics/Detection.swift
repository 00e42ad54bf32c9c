/// The threshold of a detector: the smallest clean value that at most the share `rate` (in 0..<1) of the clean values exceeds.
///
/// Throws `StatisticsError` for an empty list or NaN.
public func detectionThreshold<Value: BinaryFloatingPoint>(clean: [Value], falsePositives rate: Double) throws -> Value {
    precondition((0..<1).contains(rate), "a false-positive rate is in 0..<1")
    let sorted = try sortedNumbers(clean), mayExceed = Int(rate * Double(clean.count) + decimalSlack)
    return sorted[sorted.count - 1 - mayExceed]
}
