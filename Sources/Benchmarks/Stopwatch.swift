/// The least time of several runs: what other programs on the machine disturb least.
public struct Stopwatch: Sendable {
    public let repeats: Int
    public init(repeats: Int) { self.repeats = max(repeats, 1) }

    /// Seconds.
    public func best(_ body: () throws -> Void) rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<repeats { best = min(best, try ContinuousClock().measure(body) / .seconds(1)) }
        return best
    }
}
