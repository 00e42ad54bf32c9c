/// A share against a number: exact one-sided p-values of the binomial distribution, and the matching interval (Clopper and Pearson 1934).
///
/// A bootstrap would fail: resamples of 37 successes in 37 trials have no spread.
public struct BinomialTest: DifferenceTest, Equatable {
    /// The number of successes, and of trials, at least 1.
    public let successes: Int, count: Int
    /// The share that the observed one is compared with.
    public let number: Double

    /// Compares `successes` in `count` trials with a share.
    public init(_ successes: Int, of count: Int, against number: Double) {
        precondition(count > 0 && (0...count).contains(successes), "successes are in 0...count, and the count is positive")
        (self.successes, self.count, self.number) = (successes, count, number)
    }

    /// The observed share minus the number.
    public var effect: Double? { Double(successes) / Double(count) - number }

    /// The exact interval of the share, minus the number; its coverage is at least `confidence`.
    public func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
        precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
        let alpha = (1 - confidence) / 2
        let low = successes == 0 ? 0 : crossing { atLeast($0) < alpha }, high = successes == count ? 1 : crossing { atMost($0) >= alpha }
        return low - number...max(low, high) - number
    }

    /// The probability of at most this many successes if the share were `number + bound`.
    public func pValue(below bound: Double) -> Double { atMost(number + bound) }

    /// The probability of at least this many successes if the share were `number + bound`.
    public func pValue(above bound: Double) -> Double { atLeast(number + bound) }

    /// The share at which a condition that holds for small shares stops holding, by bisection.
    private func crossing(_ isBelow: (Double) -> Bool) -> Double {
        var (low, high) = (0.0, 1.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if isBelow(middle) { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The probability of at most this many successes; 0 for an impossible share above 1.
    private func atMost(_ share: Double) -> Double {
        share <= 0 ? 1 : share > 1 ? 0 : share == 1 ? (successes == count ? 1 : 0) : sums(share).atMost
    }
    /// The probability of at least this many successes; 0 for an impossible share below 0.
    private func atLeast(_ share: Double) -> Double {
        share >= 1 ? 1 : share < 0 ? 0 : share == 0 ? (successes == 0 ? 1 : 0) : sums(share).atLeast
    }

    /// The probabilities of at most and at least this many successes. Terms are relative to the largest one and computed outwards from it: no
    /// overflow, no logarithms.
    private func sums(_ share: Double) -> (atMost: Double, atLeast: Double) {
        let odds = share / (1 - share), n = count, mode = min(n, Int(Double(n + 1) * share))
        var below = 0.0, above = 0.0, here = 0.0
        func add(_ term: Double, _ k: Int) {
            if k < successes { below += term } else if k > successes { above += term } else { here = term }
        }
        var term = 1.0
        add(term, mode)
        for k in stride(from: mode, to: n, by: 1) {
            term *= odds * Double(n - k) / Double(k + 1)
            add(term, k + 1)
        }
        term = 1
        for k in stride(from: mode, to: 0, by: -1) {
            term *= Double(k) / (odds * Double(n - k + 1))
            add(term, k - 1)
        }
        let total = below + here + above
        return ((below + here) / total, (above + here) / total)
    }
}
