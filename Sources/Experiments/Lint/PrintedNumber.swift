public import Declarations
public import Tensors
import Reports

/// A number that the paper prints: its place, its distribution, and its statement about that.
public struct PrintedNumber: Sendable {
    /// The manifest, row and column; for a number in the text, its source.
    public let place: String
    /// The id of the manifest, and the title of the column; empty for a number in the text.
    let table: String, column: String
    /// The number as printed, with its unit.
    public let text: String
    /// The distribution that it describes.
    public let distribution: Distribution
    /// The statement about the distribution.
    public let fact: Fact
    /// The values that would be printed as this number, in code units: shares are fractions.
    public let range: ClosedRange<Double>

    /// The number that a cell prints; nil if its text is not a number.
    init?(
        _ printed: String, unit: String, _ distribution: Distribution, _ fact: Fact, place: String, table: String = "", column: String = ""
    ) {
        guard let (relation, value) = Numbers.printed(printed), let half = Numbers.rounding(printed) else { return nil }
        let scale = unit == "percent" ? 0.01 : 1, slack = half * (1 + 1e-9)  // the ranges of neighbours touch
        range =
            switch relation {
            case ">", "≥": value * scale ... .infinity
            case "<", "≤": -.infinity...value * scale
            default: (value - slack) * scale...(value + slack) * scale
            }
        text = unit == "percent" ? "\(printed) %" : printed
        (self.place, self.table, self.column, self.distribution, self.fact) = (place, table, column, distribution, fact)
    }
}

/// The values of one quantity over one set of images.
public struct Distribution: Sendable, Hashable {
    /// The data, and the model; empty if there is none.
    public var data = "", model = ""
    /// The attack that made the images; nil for clean ones.
    public var attack: String?
    /// The column of the quantity.
    public var quantity = ""
    /// The norm of a distance; nil for any other quantity, and for clean images.
    public var norm: Norm?
    /// The images that are counted.
    public var among = Meaning.Counted.Among.all

    /// The same distribution over the clean images.
    var clean: Distribution {
        var clean = self
        (clean.attack, clean.norm) = (nil, nil)
        return clean
    }
}

/// A statement about a distribution, without its number.
public enum Fact: Sendable, Hashable {
    case share(upTo: Fraction)
    case median, mean, maximum
    case threshold(detector: String)
    case rejected(detector: String)
    indirect case ratio(of: Fact, to: String, isInverse: Bool)
    case exact

    /// The radius of a share; nil for any other statement.
    var radius: Fraction? { if case .share(let radius) = self { radius } else { nil } }
}

/// A curve of errors that the paper draws.
public struct PrintedCurve: Sendable {
    /// The manifest, panel and series.
    public let place: String
    /// The distribution whose function it is.
    public let distribution: Distribution
    /// Distances and shares, as they were read off the plot.
    let points: [Reading.Point]
    /// The errors of reading them.
    let error: ReadingError

    /// The bounds of the share of distances up to `radius`: between the points on both sides of it, allowing for the error of reading either.
    func share(upTo radius: Double) -> ClosedRange<Double> {
        let below = points.filter { $0.x * (1 + error.distance) <= radius }.map { $0.y - error.share }.max() ?? 0
        let above = points.filter { $0.x * (1 - error.distance) >= radius }.map { $0.y + error.share }.min() ?? 1
        let low = max(0, min(1, below))
        return low...max(low, min(1, above))
    }
}

/// A histogram that the paper draws.
public struct PrintedHistogram: Sendable {
    /// The manifest, panel and series.
    public let place: String
    /// The distribution that it shows.
    public let distribution: Distribution
    /// Its bins.
    let bins: [Reading.Bin]
    /// The errors of reading them.
    let error: ReadingError

    /// The bounds of the mean: all values at the lower edges of their bins, or all at the upper ones.
    var mean: ClosedRange<Double> {
        let total = bins.reduce(0) { $0 + $1.share }
        let low = bins.reduce(0) { $0 + $1.low * $1.share } / total * (1 - error.distance)
        return low...max(low, bins.reduce(0) { $0 + $1.high * $1.share } / total * (1 + error.distance))
    }

    /// The bounds of the share of values above `threshold`: with and without the bin that contains it.
    func share(above threshold: Double) -> ClosedRange<Double> {
        let whole = bins.filter { $0.low >= threshold }.reduce(0) { $0 + $1.share },
            some = bins.filter { $0.high > threshold }.reduce(0) { $0 + $1.share }
        return max(0, whole - error.share)...min(1, some + error.share)
    }
}

/// An exact result of this project, and the number that the paper prints for it.
public struct ExactResult: Sendable {
    /// The manifest, row and column.
    let place: String
    /// The paper's number as printed.
    let printed: String
    /// The exact result, in the same unit, and where it is stored.
    let value: Double, source: String
}
