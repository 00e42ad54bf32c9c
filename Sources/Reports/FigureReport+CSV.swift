import Plots
import Records

// The file contains everything that is needed to draw the picture again. A line is a `record`:
//   figure, profile           text
//   panel                     panel (its number), text (its title)
//   x, y                      panel, series (linear or log10), x and upper (the ends, if fixed), text (title); y: source (unit)
//   series                    panel, series (title), source (its shape), images, tolerance
//   line, markers, steps,     panel, series, source (measured or published), x, y
//   points
//   histogram                 the same, with x and upper the ends of a bar and y its height
//   band                      panel, series, source (measured), x, y (the lower end) and upper (the upper end, on y as well)

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

    /// The figure's numbers and axes.
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
                lines += series.band.map {
                    Line(record: "band", panel: number, series: series.title, source: "measured", x: $0.x, upper: $0.high, y: $0.low)
                }
            }
        }
        return CSVTable(header: Self.header, rows: lines.map(\.fields)).text
    }

    /// Reads what `csv` wrote.
    /// - Throws: `ReportError` with file and line, also for a series or a point given twice; and what the CSV reader throws.
    public init(csv text: String, file: String) throws {
        let table = try CSVTable(parsing: text, file: file)
        guard table.header == Self.header else { throw ReportError(file, 1, "the columns of a figure are \(Self.header.joined(separator: ","))") }
        var parser = Parser(file: file)
        for (line, fields) in zip(table.lines, table.rows) { try parser.take(fields, line: line) }
        if parser.panels.isEmpty { throw ReportError(file, 1, "a figure has at least one panel, this file has none") }
        self.init(title: parser.title, profile: parser.profile, panels: try parser.panels.map { try $0.finished(file) })
    }

    /// A figure during parsing.
    private struct Parser {
        /// More panels would make a picture of gigabytes.
        static let mostPanels = 60

        struct Series {
            let title: String, shape: String, images: Int?, tolerance: Double?, line: Int
            var measured: [Place] = [], publishedShape = "", published: [Place] = [], band: [Figure.Band] = []
            private var lines: [[String]: Int] = [:]

            init(title: String, shape: String, images: Int?, tolerance: Double?, line: Int) {
                (self.title, self.shape, self.images, self.tolerance, self.line) = (title, shape, images, tolerance, line)
            }

            mutating func take(_ place: Place, _ record: String, _ source: String, line: Int, file: String) throws {
                func wrong(_ what: String) -> ReportError { ReportError(file, line, what) }
                // Only points may coincide.
                let numbers = [Numbers.exact(place.x), Numbers.exact(place.upper), Numbers.exact(place.y)]
                if record != "points", let first = lines.updateValue(line, forKey: [record, source] + numbers) {
                    throw wrong("the same as line \(first): a row is given twice")
                }
                switch source {
                case "measured" where record == "band":
                    guard let high = place.upper, !(place.y > high) else { throw wrong("a band has a lower end (y) and an upper one (upper)") }
                    band.append(Figure.Band(x: place.x, low: place.y, high: high))
                case "measured":
                    guard record == shape else { throw wrong("expected a point of a series of \(shape), found one of \(record)") }
                    measured.append(place)
                case "published" where record != "band":
                    guard publishedShape.isEmpty || record == publishedShape else {
                        throw wrong("expected a point of a series of \(publishedShape), found one of \(record)")
                    }
                    publishedShape = record
                    published.append(place)
                default: throw wrong("a point is measured or published, a band measured, not \"\(source)\"")
                }
            }
        }
        struct Panel {
            let title: String, line: Int
            var x = AxisSpec(""), y = AxisSpec(""), unit = "", series: [Series] = [], axes: Set<String> = []

            func finished(_ file: String) throws -> FigureReport.Panel {
                FigureReport.Panel(
                    stored: title, x: x, y: y, unit: unit,
                    series: try series.map { series in
                        guard let shape = Figure.Shape(named: series.shape, series.measured) else {
                            throw ReportError(file, series.line, "unknown shape \"\(series.shape)\"")
                        }
                        return FigureReport.Series(
                            series.title, shape, images: series.images, tolerance: series.tolerance,
                            published: Figure.Shape(named: series.publishedShape, series.published), band: series.band)
                    })
            }
        }
        let file: String
        var title = "", profile = "", panels: [Panel] = [], heads: Set<String> = []

        init(file: String) { self.file = file }

        mutating func take(_ fields: [String], line: Int) throws {
            var reader = FieldReader(file: file, line: line, fields: fields, header: header)
            let record = reader.text(), panel = try reader.count(), series = reader.text(), source = reader.text()
            let x = try reader.number(), upper = try reader.number(), y = try reader.number()
            let images = try reader.count(), tolerance = try reader.tolerance(), text = reader.text()
            func wrong(_ what: String) -> ReportError { ReportError(file, line, what) }
            if record == "figure" || record == "profile" {
                guard heads.insert(record).inserted else { throw wrong("the record \(record) is given twice") }
                if record == "figure" { title = text } else { profile = text }
                return
            }
            if record == "panel" {
                guard panel == panels.count + 1 else { throw wrong("panels come in order, each after its own panel line") }
                if panel ?? 0 > Self.mostPanels { throw wrong("a figure has at most \(Self.mostPanels) panels") }
                if let first = panels.first(where: { $0.title == text }) { throw wrong("the panel of line \(first.line) has this title already") }
                panels.append(Panel(title: text, line: line))
                return
            }
            let last = panels.count - 1
            guard panel == panels.count, last >= 0 else { throw wrong("panels come in order, each after its own panel line") }
            switch record {
            case "x", "y":
                guard panels[last].axes.insert(record).inserted else { throw wrong("the axis \(record) is given twice") }
                guard let scale = AxisSpec.Scale(rawValue: series) else { throw wrong("an axis is linear or log10, not \"\(series)\"") }
                var range: ClosedRange<Double>?
                if let x, let upper {
                    guard x < upper else { throw wrong("an axis runs upwards") }
                    range = x...upper
                }
                let axis = AxisSpec(text, scale: scale, range: range)
                if record == "x" { panels[last].x = axis } else { (panels[last].y, panels[last].unit) = (axis, source) }
            case "series":
                guard Figure.Shape(named: source, []) != nil else { throw wrong("unknown shape \"\(source)\"") }
                if let first = panels[last].series.first(where: { $0.title == series }) {
                    throw wrong("the series of line \(first.line) is given twice")
                }
                panels[last].series.append(Series(title: series, shape: source, images: images, tolerance: tolerance, line: line))
            default:
                guard Figure.Shape(named: record, []) != nil || record == "band" else { throw wrong("unknown record \"\(record)\"") }
                guard let x, let y, (upper != nil) == (record == "histogram" || record == "band") else {
                    throw wrong("a point has x and y; a bar and a band also have an upper end")
                }
                let one = panels[last].series.count - 1
                guard one >= 0, panels[last].series[one].title == series else { throw wrong("a point comes after the line of its series") }
                try panels[last].series[one].take((x, upper, y), record, source, line: line, file: file)
            }
        }
    }
}

/// The stored position of a point or a bar.
private typealias Place = (x: Double, upper: Double?, y: Double)

extension Figure.Shape {
    var name: String {
        switch self {
        case .line(_, let markers): markers ? "markers" : "line"
        case .steps: "steps"
        case .points: "points"
        case .histogram: "histogram"
        }
    }

    fileprivate init?(named name: String, _ places: [Place]) {
        let points = places.map { Point($0.x, $0.y) }
        switch name {
        case "line": self = .line(points)
        case "markers": self = .line(points, markers: true)
        case "steps": self = .steps(points)
        case "points": self = .points(points)
        case "histogram": self = .histogram(places.map { Figure.Bin(low: $0.x, high: $0.upper ?? $0.x, height: $0.y) })
        default: return nil
        }
    }

    fileprivate var numbers: [Place] {
        switch self {
        case .line(let points, _), .steps(let points), .points(let points): points.map { ($0.x, nil, $0.y) }
        case .histogram(let bins): bins.map { ($0.low, $0.high, $0.height) }
        }
    }
}
