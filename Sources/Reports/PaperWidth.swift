/// The width of a figure on paper, from 1 inch to 20.
public struct PaperWidth: Sendable, Equatable {
    /// The width in points of 1/72 inch.
    public let points: Double

    /// Reads a number with `in`, `cm`, `mm` or `pt`, where a point is 1/72 inch. Nil for anything else, and out of range.
    public init?(_ text: String) {
        let units = ["in": 72, "cm": 72 / 2.54, "mm": 72 / 25.4, "pt": 1]
        guard let unit = units[String(text.suffix(2))], let number = Double(text.dropLast(2)), number.isFinite else { return nil }
        let points = number * unit
        guard (72...1440).contains(points) else { return nil }
        self.points = points
    }
}
