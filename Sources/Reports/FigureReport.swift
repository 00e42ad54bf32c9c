public import Plots

/// A figure's numbers by panel and series, ours and the paper's.
public struct FigureReport: Sendable, Equatable {
    /// Our numbers and the paper's, if there are any.
    public struct Series: Sendable, Equatable {
        /// The entry of the legend.
        public let title: String
        /// The number of images behind the numbers, if known.
        public let images: Int?
        /// Our numbers, in the unit of the panel's y.
        public let shape: Figure.Shape
        /// The paper's numbers, in the unit of the panel's y; nil if there are none.
        public let published: Figure.Shape?
        /// The range of our numbers over seeds, in the unit of the panel's y; empty if it is unknown.
        public let band: [Figure.Band]
        /// How far the curve or a bar may move from the baseline, in the unit of the panel's y.
        public let tolerance: Double?
        /// - Parameter shape: our numbers, y in code units (a share is a fraction); `band` likewise.
        /// - Parameter published: the paper's numbers as printed, in the panel's unit.
        public init(
            _ title: String, _ shape: Figure.Shape, images: Int? = nil, tolerance: Double? = nil, published: Figure.Shape? = nil,
            band: [Figure.Band] = []
        ) {
            (self.title, self.shape, self.images, self.tolerance, self.band) = (title, shape, images, tolerance, band)
            self.published = published?.isEmpty == true ? nil : published
        }
    }

    /// Series that share their axes.
    public struct Panel: Sendable, Equatable {
        /// The panel's title.
        public let title: String
        /// The horizontal axis.
        public let x: AxisSpec
        /// The vertical axis.
        public let y: AxisSpec
        /// The unit of y.
        public let unit: String
        /// The series, in order.
        public let series: [Series]
        /// - Parameter unit: the unit of y; `percent` multiplies our numbers by 100.
        public init(title: String = "", x: AxisSpec, y: AxisSpec, unit: String = "", series: [Series]) {
            (self.title, self.x, self.y, self.unit) = (title, x, y, unit)
            self.series = zip(series, distinct(series.map(\.title))).map {
                Series(
                    $1, $0.shape.scaled { Numbers.inUnit($0, unit) }, images: $0.images, tolerance: $0.tolerance, published: $0.published,
                    band: $0.band.map { Figure.Band(x: $0.x, low: Numbers.inUnit($0.low, unit), high: Numbers.inUnit($0.high, unit)) })
            }
        }
        /// From numbers that are in the unit already.
        init(stored title: String, x: AxisSpec, y: AxisSpec, unit: String, series: [Series]) {
            (self.title, self.x, self.y, self.unit, self.series) = (title, x, y, unit, series)
        }
    }

    /// The figure's title.
    public let title: String
    /// The profile, printed under the figure.
    public let profile: String
    /// The panels, in order.
    public let panels: [Panel]
    /// A figure of these panels. A repeated title gets a number, so that panel and series always identify one curve.
    public init(title: String, profile: String = "", panels: [Panel]) {
        (self.title, self.profile) = (title, profile)
        self.panels = zip(panels, distinct(panels.map(\.title))).map {
            Panel(stored: $1, x: $0.x, y: $0.y, unit: $0.unit, series: $0.series)
        }
    }

    /// The same figure with one range for all panels on each shared axis: the smallest with round ends that covers all numbers.
    public func sharing(x: Bool, y: Bool) -> FigureReport {
        let drawn = figure.panels.flatMap(\.series)
        func shared(_ axis: AxisSpec, _ isShared: Bool, _ values: [Double]) -> AxisSpec {
            var axis = axis
            if isShared, !values.isEmpty { axis.range = Axis(axis, values: values).range }
            return axis
        }
        return FigureReport(
            title: title, profile: profile,
            panels: panels.map {
                Panel(
                    stored: $0.title, x: shared($0.x, x, drawn.flatMap(\.xs)), y: shared($0.y, y, drawn.flatMap(\.ys)), unit: $0.unit,
                    series: $0.series)
            })
    }

    /// The picture: a colour for each series, the paper's numbers dashed in the same colour.
    public var figure: Figure {
        let images = Set(panels.flatMap { $0.series.compactMap(\.images) }), isUniform = images.count == 1
        let count = isUniform ? ", n = \(images.first ?? 0)" : ""
        return Figure(
            title: title,
            panels: panels.map { panel in
                var y = panel.y
                if !panel.unit.isEmpty, !y.title.contains("[") { y.title += " [\(Numbers.sign(panel.unit))]" }
                return Figure.Panel(
                    title: panel.title, x: panel.x, y: y,
                    series: panel.series.enumerated().flatMap { index, series in
                        let n = isUniform ? "" : series.images.map { ", n = \($0)" } ?? ""
                        return [Figure.Series(series.title + n, series.shape, colour: index, band: series.band)]
                            + (series.published.map { [Figure.Series("published", $0, colour: index, isReference: true)] } ?? [])
                    })
            },
            note: profile.isEmpty ? "" : "profile \(profile)\(count)")
    }

    /// A warning about letters of the titles that the picture's font lacks; usually empty.
    public var warnings: [String] {
        let letters = figure.lettersWithoutGlyph
        return letters.isEmpty
            ? [] : ["the font lacks \(letters.map { "\"\($0)\"" }.joined(separator: ", ")): the picture shows a question mark in a box instead"]
    }

    /// All files of a figure: CSV, PNG and SVG. Throws `PNGError`.
    public func artefacts(named name: String) throws -> [Artefact] {
        let scene = figure.scene
        return [Artefact("\(name).csv", csv), Artefact(name: "\(name).png", data: try scene.png()), Artefact("\(name).svg", scene.svg)]
    }

    /// The figure at a width on paper, as PDF and SVG of that size: `NAME-paper.pdf` and `NAME-paper.svg`.
    public func artefacts(named name: String, width: PaperWidth) -> [Artefact] {
        let scene = figure.scene(width: width.points)
        return [Artefact(name: "\(name)-paper.pdf", data: scene.pdf), Artefact("\(name)-paper.svg", scene.svg(unit: "pt"))]
    }
}

extension Figure.Shape {
    var isEmpty: Bool {
        switch self {
        case .line(let points, _), .steps(let points), .points(let points): points.isEmpty
        case .histogram(let bins): bins.isEmpty
        }
    }
    func scaled(_ scale: (Double) -> Double) -> Figure.Shape {
        switch self {
        case .line(let points, let markers): .line(points.map { Point($0.x, scale($0.y)) }, markers: markers)
        case .steps(let points): .steps(points.map { Point($0.x, scale($0.y)) })
        case .points(let points): .points(points.map { Point($0.x, scale($0.y)) })
        case .histogram(let bins): .histogram(bins.map { Figure.Bin(low: $0.low, high: $0.high, height: scale($0.height)) })
        }
    }
}
