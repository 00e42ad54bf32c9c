// Averages where infinity means a failed search (censored): it is larger than every number, never dropped, and may be the median.
// NaN is not a failed search but an error.

/// The reason why a statistic of the given values is undefined.
public enum StatisticsError: Error, Equatable, CustomStringConvertible {
    /// There are no values.
    case empty
    /// NaN at this position.
    case notANumber(at: Int)
    /// Two lists to be paired differ in length.
    case unequalLengths(Int, Int)
    /// All values are equal, so that their rank correlation is undefined.
    case constant
    /// Minus infinity at this position; a failed search is plus infinity.
    case negativeInfinity(at: Int)
    /// Zero, a negative or an infinite number at this position, where a logarithm is needed.
    case notPositive(at: Int)
    /// A value at this position, in a share, that is neither 0 nor 1.
    case notZeroOrOne(at: Int)
    /// Too few values: how many there are, and how many are needed.
    case tooFew(Int, needed: Int)
    /// A bootstrap of a maximum: resampling does not show its sampling error.
    case maximumHasNoBootstrap

    /// One line for reports.
    public var description: String {
        switch self {
        case .empty: "a statistic of no numbers"
        case .notANumber(let index): "value \(index) is not a number"
        case .unequalLengths(let a, let b): "\(a) values cannot be paired with \(b)"
        case .constant: "a correlation with a constant is undefined"
        case .negativeInfinity(let index): "value \(index) is minus infinity"
        case .notPositive(let index): "value \(index) is not a positive finite number"
        case .notZeroOrOne(let index): "value \(index) is neither 0 nor 1"
        case .tooFew(let count, let needed): "\(needed) values are needed, there are \(count)"
        case .maximumHasNoBootstrap: "a maximum cannot be bootstrapped"
        }
    }
}

/// The lower median: for an even count, the lower of the two middle values. Throws `StatisticsError` for an empty list or NaN.
public func median<Value: BinaryFloatingPoint>(_ values: [Value]) throws -> Value { try quantile(values, 0.5) }

/// The smallest of the values that at least the share `level` (in 0...1) of them does not exceed. Throws `StatisticsError` for an empty list or NaN.
public func quantile<Value: BinaryFloatingPoint>(_ values: [Value], _ level: Double) throws -> Value {
    precondition((0...1).contains(level), "a quantile's level is in 0...1")
    return try sortedNumbers(values)[quantileRank(level, of: values.count) - 1]
}

/// The rank of a quantile among `count` sorted values, from 1.
func quantileRank(_ level: Double, of count: Int) -> Int { max(1, Int((level * Double(count) - decimalSlack).rounded(.up))) }

/// The mean, summed in Double with Neumaier's compensation; infinite if a value is. Throws `StatisticsError` for an empty list or NaN.
public func mean(_ values: [some BinaryFloatingPoint]) throws -> Double {
    try checkNumbers(values)
    var sum = 0.0, lost = 0.0
    for value in values.map({ Double($0) }) {
        let next = sum + value
        lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
        sum = next
    }
    // If a value is infinite, the compensation is infinity minus infinity.
    return (sum.isFinite ? sum + lost : sum) / Double(values.count)
}

/// The largest value; infinite if a search failed. Throws `StatisticsError` for an empty list or NaN.
public func maximum<Value: BinaryFloatingPoint>(_ values: [Value]) throws -> Value {
    try checkNumbers(values)
    return values.max()!
}

/// The product; exponents are added apart, so that no partial product overflows or underflows. Throws `StatisticsError` for an empty list or NaN.
public func product(_ values: [some BinaryFloatingPoint]) throws -> Double {
    try checkNumbers(values)
    var product = 1.0, exponent = 0
    for value in values.map({ Double($0) }) {
        guard value.isFinite, value != 0 else { return product * value }
        // Both significands are in 1..<2.
        product *= Double(sign: value.sign, exponent: 0, significand: value.significand)
        exponent += Int(value.exponent) + Int(product.exponent)
        product = Double(sign: product.sign, exponent: 0, significand: product.significand)
    }
    return Double(sign: .plus, exponent: max(-5000, min(5000, exponent)), significand: product)
}

/// The share of `true`, in 0...1. Throws `StatisticsError.empty`.
public func share(_ values: [Bool]) throws -> Double {
    if values.isEmpty { throw StatisticsError.empty }
    return Double(values.count(where: \.self)) / Double(values.count)
}

/// Allows for the rounding of shares that were written as decimals: 0.29 x 100 is 28.999999999999996.
let decimalSlack = 1e-9

func checkNumbers(_ values: [some BinaryFloatingPoint]) throws {
    if values.isEmpty { throw StatisticsError.empty }
    if let index = values.firstIndex(where: \.isNaN) { throw StatisticsError.notANumber(at: index) }
}

func sortedNumbers<Value: BinaryFloatingPoint>(_ values: [Value]) throws -> [Value] {
    try checkNumbers(values)
    return values.sorted()
}
