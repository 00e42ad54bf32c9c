public import Statistics

/// The result of a measure.
public enum Reading: Sendable, Equatable {
    /// The kinds of readings.
    public enum Kind: Sendable { case number, curve, line, points, histogram }

    case number(Estimate)
    /// Steps: each level holds up to the next point.
    case curve([Point])
    /// Points joined by straight lines.
    case line([Point])
    /// Points alone.
    case points([Point])
    case histogram([Bin])

    /// A point of a drawing.
    public struct Point: Sendable, Equatable {
        /// The horizontal coordinate.
        public let x: Double
        /// The vertical coordinate.
        public let y: Double
        /// The point (x, y).
        public init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
    }
    /// The share of all values from `low` up to `high`.
    public struct Bin: Sendable, Equatable {
        /// The lower edge.
        public let low: Double
        /// The upper edge.
        public let high: Double
        /// The share, 0...1.
        public let share: Double
        /// A bin with its share, 0...1.
        public init(low: Double, high: Double, share: Double) { (self.low, self.high, self.share) = (low, high, share) }
    }
}

extension Reading {
    /// One number over `count` rows, with its 95 % interval if known; `beyond`: the largest radius tried, if the number is infinite.
    static func number(_ value: Double, count: Int, interval: ClosedRange<Double>? = nil, beyond: Double? = nil) -> Reading {
        .number(Estimate(value, interval: interval, beyond: beyond, images: count))
    }
}
