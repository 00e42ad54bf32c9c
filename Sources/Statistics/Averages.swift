// Averages in which infinity stands for a failed search (censored): it is larger than every number, never dropped, and a median may be it.
// NaN is no number and no failure: a list that holds one is refused.

/// A list of numbers that a statistic cannot be taken of.
public enum StatisticsError: Error, Equatable, CustomStringConvertible {
    /// No numbers.
    case empty
    /// NaN at this position.
    case notANumber(at: Int)
    /// Two lists that should pair up have these lengths.
    case unequalLengths(Int, Int)
    /// All values equal: their ranks correlate with nothing.
    case constant
    /// Minus infinity at this position: a failed search is plus infinity, and no quantity here has another sign.
    case negativeInfinity(at: Int)
    /// Zero, a negative or an infinite number at this position, which has no place on a logarithmic axis.
    case notPositive(at: Int)
    /// A share of anything but zeros and ones: this position holds neither.
    case notZeroOrOne(at: Int)
    /// So many values, where the statistic needs more.
    case tooFew(Int, needed: Int)
    /// A maximum, whose sampling error resampling does not show.
    case maximumHasNoBootstrap

    /// One line for a reader of the report.
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

/// The lower median: of an even count the lower of the two middle values. Throws `StatisticsError` for an empty list or NaN.
public func median<Value: BinaryFloatingPoint>(_ values: [Value]) throws -> Value { try quantile(values, 0.5) }

/// The smallest value that at least the share `level` (in 0...1) of the values does not exceed. Throws `StatisticsError` for an empty list or NaN.
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
    // With an infinity among the values the compensation is infinity minus infinity.
    return (sum.isFinite ? sum + lost : sum) / Double(values.count)
}

/// The largest value; infinite if a search failed. Throws `StatisticsError` for an empty list or NaN.
public func maximum<Value: BinaryFloatingPoint>(_ values: [Value]) throws -> Value {
    try checkNumbers(values)
    return values.max()!
}

/// The product; infinite only where it exceeds every finite number, since partial products neither overflow nor vanish. Throws `StatisticsError` for an
/// empty list or NaN.
public func product(_ values: [some BinaryFloatingPoint]) throws -> Double {
    try checkNumbers(values)
    var product = 1.0, exponent = 0
    for value in values.map({ Double($0) }) {
        product *= value
        guard product.isFinite, product != 0 else { return product }
        // The significand is kept in 1..<2, so that the next factor meets nothing large or small.
        exponent += Int(product.exponent)
        product = Double(sign: product.sign, exponent: 0, significand: product.significand)
    }
    return Double(sign: .plus, exponent: max(-5000, min(5000, exponent)), significand: product)
}

/// The share of `true`, in 0...1. Throws `StatisticsError.empty`.
public func share(_ values: [Bool]) throws -> Double {
    if values.isEmpty { throw StatisticsError.empty }
    return Double(values.count(where: \.self)) / Double(values.count)
}

/// A share such as 0.29 is written in decimals, and its Double may lie a rounding above or below: 0.29 x 100 is 28.999999999999996.
let decimalSlack = 1e-9

func checkNumbers(_ values: [some BinaryFloatingPoint]) throws {
    if values.isEmpty { throw StatisticsError.empty }
    if let index = values.firstIndex(where: \.isNaN) { throw StatisticsError.notANumber(at: index) }
}

func sortedNumbers<Value: BinaryFloatingPoint>(_ values: [Value]) throws -> [Value] {
    try checkNumbers(values)
    return values.sorted()
}
