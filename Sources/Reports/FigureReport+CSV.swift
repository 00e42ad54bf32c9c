import Plots
import Records

// One file holds all that the picture needs, so that it can be drawn again from the file alone. A line is a `record`:
//   figure, profile           text
//   panel                     panel (its number), text (its title)
//   x, y                      panel, series (linear or log10), x and upper (the ends, if fixed), text (title); y: source (unit)
//   series                    panel, series (title), source (its shape), images, tolerance
//   line, markers, steps      panel, series, source (measured or published), x, y
//   histogram                 the same, with x and upper the ends of a bar and y its height

extension FigureReport {
    static let header = ["record", "panel", "series", "source", "x", "upper", "y", "images", "tolerance", "text"]

    private struct Line {
        var record = "", panel = "", series = "", source = "", x: Double?, upper: Double?, y: Double?, images: Int?, tolerance: Double?, text = ""
        var fields: [String] {
            [
                record, panel, series, source, Numbers.exact(x), Numbers.exact(upper), Numbers.exact(y), images.map(String.init) ?? "",
                Numbers.exact(tolerance), text,
            ]
        }
    }

    /// The numbers of the figure, and what its axes say.
    public var csv: String {
        var lines = [Line(record: "figure", text: title), Line(record: "profile", text: profile)]
        for (index, panel) in panels.enumerated() {
            let number = "\(index + 1)"
            lines.append(Line(record: "panel", panel: number, text: panel.title))
            for (name, axis, unit) in [("x", panel.x, ""), ("y", panel.y, panel.unit)] {
                lines.append(
                    Line(
                        record: name, panel: number, series: axis.scale.rawValue, source: unit, x: axis.range?.lowerBound,
                        upper: axis.range?.upperBound,
                        text: axis.title))
            }
            for series in panel.series {
                lines.append(
                    Line(
                        record: "series", panel: number, series: series.title, source: series.shape.name, images: series.images,
                        tolerance: series.tolerance))
                for (source, shape) in [("measured", series.shape)] + (series.published.map { [("published", $0)] } ?? []) {
                    lines += shape.numbers.map {
                        Line(record: shape.name, panel: number, series: series.title, source: source, x: $0.x, upper: $0.upper, y: $0.y)
                    }
                }
            }
        }
        return CSVTable(header: Self.header, rows: lines.map(\.fields)).text
    }

    /// The figure that `csv` wrote.
    /// - Throws: `ReportError` with file and line, and what the CSV reader throws.
    public init(csv text: String, file: String) throws {
        let table = try CSVTable(parsing: text, file: file)
        guard table.header == Self.header else { throw ReportError(file, 1, "the columns of a figure are \(Self.header.joined(separator: ","))") }
        var reading = Reading(file: file)
        for (index, fields) in table.rows.enumerated() { try reading.take(fields, line: index + 2) }
        self.init(title: reading.title, profile: reading.profile, panels: reading.panels.map(\.finished))
    }

    /// A figure of which some lines were read.
    private struct Reading {
        struct Series {
            var title: String, shape: String, images: Int?, tolerance: Double?, measured: [Place] = [], publishedShape = "", published: [Place] = []

            mutating func take(_ place: Place, _ record: String, _ source: String, _ wrong: (String) -> ReportError) throws {
                switch source {
                case "measured":
                    guard record == shape else { throw wrong("this is no point of a series of \(shape)") }
                    measured.append(place)
                case "published":
                    guard publishedShape.isEmpty || record == publishedShape else { throw wrong("this is no point of a series of \(publishedShape)") }
                    publishedShape = record
                    published.append(place)
                default: throw wrong("a point is measured or published, not \"\(source)\"")
                }
            }
        }
        struct Panel {
            var title: String, x = AxisSpec(""), y = AxisSpec(""), unit = "", series: [Series] = []
            var finished: FigureReport.Panel {
                FigureReport.Panel(
                    stored: title, x: x, y: y, unit: unit,
                    series: series.compactMap { series in
                        Figure.Shape(named: series.shape, series.measured).map {
                            FigureReport.Series(
                                series.title, $0, images: series.images, tolerance: series.tolerance,
                                published: Figure.Shape(named: series.publishedShape, series.published))
                        }
                    })
            }
        }
        let file: String
        var title = "", profile = "", panels: [Panel] = []

        mutating func take(_ fields: [String], line: Int) throws {
            var reader = FieldReader(file: file, line: line, fields: fields, header: header)
            let record = reader.text(), panel = try reader.count(), series = reader.text(), source = reader.text()
            let x = try reader.number(), upper = try reader.number(), y = try reader.number()
            let images = try reader.count(), tolerance = try reader.number(), text = reader.text()
            func wrong(_ what: String) -> ReportError { ReportError(file, line, what) }
            if record != "figure", record != "profile",
                panel != (record == "panel" ? panels.count + 1 : panels.count) || panels.isEmpty && record != "panel"
            {
                throw wrong("panels come in order, each after its own panel line")
            }
            switch record {
            case "figure": title = text
            case "profile": profile = text
            case "panel": panels.append(Panel(title: text))
            case "x", "y":
                guard let scale = AxisSpec.Scale(rawValue: series) else { throw wrong("an axis is linear or log10, not \"\(series)\"") }
                var range: ClosedRange<Double>?
                if let x, let upper {
                    guard x < upper else { throw wrong("an axis runs upwards") }
                    range = x...upper
                }
                let axis = AxisSpec(text, scale: scale, range: range)
                if record == "x" {
                    panels[panels.count - 1].x = axis
                } else {
                    (panels[panels.count - 1].y, panels[panels.count - 1].unit) = (axis, source)
                }
            case "series":
                guard Figure.Shape(named: source, []) != nil else { throw wrong("no such shape: \"\(source)\"") }
                panels[panels.count - 1].series.append(Series(title: series, shape: source, images: images, tolerance: tolerance))
            default:
                guard Figure.Shape(named: record, []) != nil else { throw wrong("no such record: \"\(record)\"") }
                guard let x, let y, (upper != nil) == (record == "histogram") else { throw wrong("a point has x and y, a bar also an upper end") }
                let last = panels[panels.count - 1].series.count - 1
                guard last >= 0, panels[panels.count - 1].series[last].title == series else {
                    throw wrong("a point comes after the line of its series")
                }
                try panels[panels.count - 1].series[last].take((x, upper, y), record, source, wrong)
            }
        }
    }
}

/// Where a point or a bar is, as it is stored.
private typealias Place = (x: Double, upper: Double?, y: Double)

extension Figure.Shape {
    var name: String {
        switch self {
        case .line(_, let markers): markers ? "markers" : "line"
        case .steps: "steps"
        case .histogram: "histogram"
        }
    }

    fileprivate init?(named name: String, _ places: [Place]) {
        let points = places.map { Point($0.x, $0.y) }
        switch name {
        case "line": self = .line(points)
        case "markers": self = .line(points, markers: true)
        case "steps": self = .steps(points)
        case "histogram": self = .histogram(places.map { Figure.Bin(low: $0.x, high: $0.upper ?? $0.x, height: $0.y) })
        default: return nil
        }
    }

    fileprivate var numbers: [Place] {
        switch self {
        case .line(let points, _), .steps(let points): points.map { ($0.x, nil, $0.y) }
        case .histogram(let bins): bins.map { ($0.low, $0.high, $0.height) }
        }
    }
}
