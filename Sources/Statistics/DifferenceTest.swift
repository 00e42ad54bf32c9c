/// An estimated difference, with confidence intervals and p-values for the true one.
public protocol DifferenceTest: Sendable {
    /// The estimate; nil if it is undecidable.
    var effect: Double? { get }
    /// A two-sided confidence interval; an unknown end is infinite.
    func interval(confidence: Double) -> ClosedRange<Double>
    /// The one-sided p-value of the alternative that the difference is less than `bound`.
    func pValue(below bound: Double) -> Double
    /// The one-sided p-value of the alternative that the difference is greater than `bound`.
    func pValue(above bound: Double) -> Double
}

extension DifferenceTest {
    /// The two-sided 95 % confidence interval.
    public func interval() -> ClosedRange<Double> { interval(confidence: 0.95) }

    /// The p-value of equivalence, |difference| < `margin`: the larger of two one-sided p-values (TOST; Schuirmann 1987).
    public func pValue(within margin: Double) -> Double {
        precondition(margin >= 0, "a margin is not negative")
        return max(pValue(below: margin), pValue(above: -margin))
    }

    /// The two-sided p-value of the alternative that the difference is not 0.
    public var twoSidedPValue: Double { min(1, 2 * min(pValue(below: 0), pValue(above: 0))) }
}
