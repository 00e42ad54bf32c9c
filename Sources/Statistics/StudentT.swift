// Student's t by its closed forms for whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4): finite sums in
// cos^2 = 1 / (1 + t^2 / f), and one arctangent where f is odd. Only +, -, *, / and roots, hence the same bits on every processor.

/// Student's distribution.
public struct StudentT: Sendable, Equatable {
    /// The degrees of freedom, at least 1.
    public let degreesOfFreedom: Int

    /// The distribution with this many degrees of freedom (at least 1).
    public init(degreesOfFreedom: Int) {
        precondition(degreesOfFreedom >= 1, "a degree of freedom at least")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// The probability of a value of at most `t`, accurate to about 1e-15.
    public func cumulative(_ t: Double) -> Double {
        precondition(!t.isNaN, "t is a number")
        let outside = 1 - central(t.magnitude)
        return t < 0 ? outside / 2 : 1 - outside / 2
    }

    /// The value whose cumulative probability is `p` (above 0, below 1).
    public func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a quantile's level lies between 0 and 1")
        if p < 0.5 { return -quantile(1 - p) }
        var low = 0.0, high = 1.0
        while cumulative(high) < p { (low, high) = (high, 2 * high) }
        while true {
            let middle = (low + high) / 2
            if middle <= low || middle >= high { return high }
            if cumulative(middle) < p { low = middle } else { high = middle }
        }
    }

    /// The probability of a value in -t...t, for t >= 0.
    private func central(_ t: Double) -> Double {
        if t == .infinity { return 1 }
        let f = Double(degreesOfFreedom), cosine2 = f / (f + t * t), sine = t / (f + t * t).squareRoot(), isOdd = degreesOfFreedom % 2 == 1
        // Even: sin (1 + 1/2 cos^2 + 1*3/2*4 cos^4 + ...). Odd: 2/pi (angle + sin cos (1 + 2/3 cos^2 + 2*4/3*5 cos^4 + ...)).
        var term = 1.0, sum = 0.0
        for k in stride(from: isOdd ? 1 : 0, through: degreesOfFreedom - 2, by: 2) {
            sum += term
            term *= cosine2 * Double(k + 1) / Double(k + 2)
        }
        return isOdd ? (arctangent(t / f.squareRoot()) + sine * cosine2.squareRoot() * sum) * 2 / Double.pi : sine * sum
    }
}

/// The arctangent of x >= 0: the angle is halved three times before the series.
private func arctangent(_ x: Double) -> Double {
    if x > 1 { return Double.pi / 2 - arctangent(1 / x) }
    var small = x
    for _ in 0..<3 { small /= 1 + (1 + small * small).squareRoot() }
    let square = small * small
    var series = 0.0
    for k in stride(from: 19, through: 1, by: -2) { series = 1 / Double(k) - square * series }
    return 8 * small * series
}
