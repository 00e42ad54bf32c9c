/// Panels side by side, each with axes and series: the content of a figure before layout.
public struct Figure: Sendable, Equatable {
    /// The title above all panels.
    public var title: String
    /// The panels, in order.
    public var panels: [Panel]
    /// A line of small print under the panels: what made the figure.
    public var note: String
    /// A figure of any number of panels.
    public init(title: String = "", panels: [Panel], note: String = "") { (self.title, self.panels, self.note) = (title, panels, note) }

    /// A pair of axes and what is drawn between them.
    public struct Panel: Sendable, Equatable {
        /// The title above the panel.
        public var title: String
        /// The horizontal axis.
        public var x: AxisSpec
        /// The vertical axis.
        public var y: AxisSpec
        /// The series. Histograms are drawn first, then references, then lines.
        public var series: [Series]
        /// A panel; both axes follow from the data unless they declare a range.
        public init(title: String = "", x: AxisSpec, y: AxisSpec, series: [Series]) {
            (self.title, self.x, self.y, self.series) = (title, x, y, series)
        }
    }

    /// Numbers with one colour and one legend entry.
    public struct Series: Sendable, Equatable {
        /// The legend entry, and the numbers.
        public var title: String, shape: Shape
        /// Index into the palette.
        public var colour: Int
        /// Drawn dashed (a line) or as an outline alone (points, a histogram): another source's numbers.
        public var isReference: Bool
        /// The range of the numbers: a shaded area about a line or steps, bars about points and histograms; may be empty.
        public var band: [Band]
        /// A series; those of the same colour belong together.
        public init(_ title: String, _ shape: Shape, colour: Int, isReference: Bool = false, band: [Band] = []) {
            (self.title, self.shape, self.colour, self.isReference, self.band) = (title, shape, colour, isReference, band)
        }
    }

    /// The lower and the upper end of a range in y, at one x, in the units of the axes.
    public struct Band: Sendable, Hashable {
        /// The place on x, and the ends on y.
        public var x: Double, low: Double, high: Double
        /// A range from `low` to `high` at `x`.
        public init(x: Double, low: Double, high: Double) { (self.x, self.low, self.high) = (x, low, high) }
    }

    /// The form in which numbers are drawn, in the units of the axes.
    public enum Shape: Sendable, Equatable {
        /// Straight lines from point to point, with a dot on each if `markers`.
        case line([Point], markers: Bool = false)
        /// Level from each point to the next one's x: a distribution function.
        case steps([Point])
        /// A dot at each point, in any order.
        case points([Point])
        /// Bars side by side, with their outline.
        case histogram([Bin])
    }

    /// A bar of a histogram.
    public struct Bin: Sendable, Hashable {
        /// The ends on x, and the height on y.
        public var low: Double, high: Double, height: Double
        /// A bar from `low` to `high`.
        public init(low: Double, high: Double, height: Double) { (self.low, self.high, self.height) = (low, high, height) }
    }
}

extension Figure.Shape {
    /// Its lines in the units of the axes: for a histogram its outline without runs of empty bins, for points none.
    var chains: [[Point]] {
        switch self {
        case .line(let points, _): [points]
        case .steps(let points):
            [points.prefix(1) + zip(points, points.dropFirst()).flatMap { [Point($1.x, $0.y), $1] }]
        case .points: []
        case .histogram(let bins):
            bins.split { $0.height == 0 }.map { run in
                [Point(run.first!.low, 0)] + run.flatMap { [Point($0.low, $0.height), Point($0.high, $0.height)] } + [Point(run.last!.high, 0)]
            }
        }
    }
    /// The positions of its dots.
    var dots: [Point] {
        switch self {
        case .line(let points, markers: true), .points(let points): points
        default: []
        }
    }
    var isHistogram: Bool { if case .histogram = self { true } else { false } }
    var isPoints: Bool { if case .points = self { true } else { false } }
    var xs: [Double] {
        switch self {
        case .line(let points, _), .steps(let points), .points(let points): points.map(\.x)
        case .histogram(let bins): bins.flatMap { [$0.low, $0.high] }
        }
    }
    var ys: [Double] {
        switch self {
        case .line(let points, _), .steps(let points), .points(let points): points.map(\.y)
        case .histogram(let bins): [0] + bins.map(\.height)
        }
    }
}

extension Figure.Series {
    /// Every number that the horizontal axis must hold.
    package var xs: [Double] { shape.xs + band.map(\.x) }
    /// Every number that the vertical axis must hold.
    package var ys: [Double] { shape.ys + band.flatMap { [$0.low, $0.high] } }
}
