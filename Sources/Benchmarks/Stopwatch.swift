/// Times several runs.
public struct Stopwatch: Sendable {
    /// The statistic of the times of all runs.
    public enum Kept: Sendable {
        /// The shortest time, the one least disturbed by other programs.
        case best
        /// The median time, as in a comparison with another program.
        case median
    }
    /// The number of runs, at least 1.
    public let repeats: Int
    /// The statistic that is kept.
    public let kept: Kept
    /// Measures at least one run.
    public init(repeats: Int, kept: Kept = .best) { (self.repeats, self.kept) = (max(repeats, 1), kept) }

    /// Seconds of one run of `body`; throws what it throws.
    public func measure(_ body: () throws -> Void) rethrows -> Double {
        let times = try (0..<repeats).map { _ in try ContinuousClock().measure(body) / .seconds(1) }
        return kept == .best ? times.reduce(.infinity, min) : Self.median(times)
    }

    /// The median; 0 if there are no values.
    public static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted(), middle = sorted.count / 2
        if sorted.isEmpty { return 0 }
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
