/// A difference whose error, in units of its standard error, is distributed as Student's t.
///
/// Where the standard error is unknown, the interval is unbounded and every p-value is 1.
protocol StudentDifference: DifferenceTest {
    /// Of the effect; nil where it is unknown.
    var standardError: Double? { get }
    /// At least 1.
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

    /// The chance of an effect as low as this one if the true difference were `bound`.
    public func pValue(below bound: Double) -> Double {
        guard let effect, let standardError else { return 1 }
        return distribution.cumulative((effect - bound) / standardError)
    }

    /// The chance of an effect as high as this one if the true difference were `bound`.
    public func pValue(above bound: Double) -> Double {
        guard let effect, let standardError else { return 1 }
        return distribution.cumulative((bound - effect) / standardError)
    }
}
