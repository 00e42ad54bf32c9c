/// A difference whose error, in units of its standard error, is distributed as Student's t.
///
/// If the standard error is unknown, the interval is unbounded and every p-value is 1.
protocol StudentDifference: DifferenceTest {
    /// The standard error of the effect; nil if unknown.
    var standardError: Double? { get }
    /// The degrees of freedom, at least 1.
    var degreesOfFreedom: Int { get }
}

extension StudentDifference {
    private var distribution: StudentT { StudentT(degreesOfFreedom: degreesOfFreedom) }

    /// The effect plus and minus a quantile of t times its standard error.
    public func interval(confidence: Double) -> ClosedRange<Double> {
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        guard let effect, let standardError else { return -.infinity ... .infinity }
        let half = distribution.quantile((1 + confidence) / 2) * standardError
        return effect - half...effect + half
    }

    /// The probability of an effect at most as large as this one if the true difference were `bound`.
    public func pValue(below bound: Double) -> Double {
        guard let effect, let standardError else { return 1 }
        return distribution.cumulative((effect - bound) / standardError)
    }

    /// The probability of an effect at least as large as this one if the true difference were `bound`.
    public func pValue(above bound: Double) -> Double {
        guard let effect, let standardError else { return 1 }
        return distribution.cumulative((bound - effect) / standardError)
    }
}
