import Foundation
import Plots
import Reports
import Testing

/// Two panels with a curve, a histogram, and the paper's numbers; `shift` moves every error, `stretch` every distance.
func exampleFigure(shift: Double = 0, stretch: Double = 1) -> FigureReport {
    let distances = (1...40).map { Double($0 * $0) / 1000 * stretch }
    let steps = [Point(0, 0.05 + shift)] + distances.enumerated().map { Point($1, 0.05 + shift + Double($0 + 1) * 0.02) }
    let bins = (0..<5).map { Figure.Bin(low: Double($0), high: Double($0) + 1, height: [0, 0.1, 0.5, 0.4, 0][$0]) }
    return FigureReport(
        title: "Figure 2, \"both\" kinds", profile: "smoke",
        panels: [
            FigureReport.Panel(
                title: "curves", x: AxisSpec("l2 distance", scale: .log10, range: 0.01...2), y: AxisSpec("misclassified", range: 0...100),
                unit: "percent",
                series: [
                    FigureReport.Series(
                        "undefended", .steps(steps), images: 40, tolerance: 2.5, published: .line([Point(0.01, 6), Point(0.1, 53.6), Point(1, 99)])),
                    FigureReport.Series("l2 TV, ε = 0.01", .steps(steps.map { Point($0.x * 2, $0.y) }), images: 40, tolerance: 2.5),
                ]),
            FigureReport.Panel(
                title: "bars", x: AxisSpec("norm"), y: AxisSpec("share"),
                series: [FigureReport.Series("clean", .histogram(bins), images: 10, published: .histogram(bins.reversed()))]),
        ])
}

@Suite struct FigureReportTests {
    @Test func csvReadsBackExactly() throws {
        let report = exampleFigure()
        let read = try FigureReport(csv: report.csv, file: "figure2.csv")
        #expect(read == report)
        #expect(read.figure.scene.svg == report.figure.scene.svg)
        try Snapshot.expect(report.csv, "figure.csv")
    }

    /// A panel for each kind of series, linear and logarithmic, with bands and the paper's numbers.
    @Test func everyKindReadsBackExactly() throws {
        let points = [Point(3, 0.25), Point(1, 0.5), Point(1, 0.5), Point(2, -0.0)], bins = [Figure.Bin(low: 0, high: 1, height: 0.125)]
        let band = [Figure.Band(x: 1, low: 0.25, high: 0.5), Figure.Band(x: 3, low: -.infinity, high: .infinity)]
        let shapes: [Figure.Shape] = [
            .line(Array(points.dropLast(2))), .line([points[0]], markers: true), .steps([]), .points(points), .histogram(bins),
        ]
        let panels = AxisSpec.Scale.allCases.map { scale in
            FigureReport.Panel(
                title: "\(scale)", x: AxisSpec("x", scale: scale, range: 1...10), y: AxisSpec("y", scale: scale), unit: "percent",
                series: shapes.map { FigureReport.Series("s", $0, images: 8, tolerance: 0.5, published: $0, band: band) })
        }
        let report = FigureReport(title: "all", profile: "p", panels: panels + panels)
        let read = try FigureReport(csv: report.csv, file: "f.csv")
        #expect(read == report && read.csv == report.csv)
        #expect(read.panels.map(\.title) == ["linear", "log10", "linear (2)", "log10 (2)"])
        #expect(read.panels[0].series[0].band[0] == Figure.Band(x: 1, low: 25, high: 50), "a band is in the unit, as the numbers are")
        #expect(read.figure.panels[0].series[0].band == read.panels[0].series[0].band)
    }

    /// Panels with different ranges cannot be compared by eye; the shared range is kept in the CSV, from which the figure is redrawn.
    @Test func sharedAxesHoldTheNumbersOfAllPanels() throws {
        func panel(_ title: String, _ height: Double) -> FigureReport.Panel {
            let bins = [Figure.Bin(low: 1, high: 10, height: height), Figure.Bin(low: 10, high: 10 * height * 100, height: 0.1)]
            return FigureReport.Panel(
                title: title, x: AxisSpec("x", scale: .log10), y: AxisSpec("y"), series: [FigureReport.Series("s", .histogram(bins), images: 8)])
        }
        let report = FigureReport(title: "t", profile: "p", panels: [panel("low", 0.2), panel("high", 0.7)])
        let shared = report.sharing(x: true, y: true)
        #expect(Set(shared.panels.map(\.y.range)) == [0...0.7] || Set(shared.panels.map(\.y.range)) == [0...0.8])
        #expect(shared.panels.allSatisfy { $0.x.range.map { $0.contains(1) && $0.contains(700) } == true })
        #expect(report.sharing(x: false, y: false) == report && shared.sharing(x: false, y: false) == shared)
        #expect(try FigureReport(csv: shared.csv, file: "f.csv") == shared)
    }

    @Test func lettersThatTheFontLacksAreToldToTheCaller() {
        let panel = FigureReport.Panel(title: "漢", x: AxisSpec(""), y: AxisSpec(""), series: [])
        #expect(FigureReport(title: "f", panels: [panel]).warnings == ["the font lacks \"漢\": the picture shows a question mark in a box instead"])
        #expect(exampleFigure().warnings.isEmpty)
    }

    @Test func aSeriesOrAPointThatIsDoubledIsRefusedWithItsLine() throws {
        let text = exampleFigure().csv, lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func read(_ lines: [String]) throws { _ = try FigureReport(csv: lines.joined(separator: "\n"), file: "f.csv") }
        for (index, line) in lines.enumerated().dropFirst().dropLast() {
            let error = #expect(throws: ReportError.self, "\(line) doubled") { try read(lines[...index] + [line] + lines[(index + 1)...]) }
            #expect(error?.description.hasPrefix("f.csv:\(index + 2): ") == true, "\(error?.description ?? "")")
        }
    }

    @Test func aFigureOfTooManyPanelsIsRefused() {
        let panels = (1...1000).map { "panel,\($0),,,,,,,,p\($0)" }.joined(separator: "\n")
        let text = exampleFigure().csv.split(separator: "\n")[0] + "\n" + panels + "\n"
        #expect(throws: ReportError.self) { try FigureReport(csv: text, file: "f.csv") }
        let header = exampleFigure().csv.split(separator: "\n")[0] + "\n"
        #expect(throws: ReportError.self) { try FigureReport(csv: String(header), file: "f.csv") }
    }

    @Test func sharesArePerCentAndTheirsAsPrinted() throws {
        let series = exampleFigure().panels[0].series[0]
        guard case .steps(let points) = series.shape, case .line(let published, _)? = series.published else { return #expect(Bool(false)) }
        #expect(points[0].y == 5 && published[1].y == 53.6)
        #expect(exampleFigure().figure.panels[0].y.title == "misclassified [%]")
    }

    @Test func artefactsAreTheThreeFiles() throws {
        let files = try exampleFigure().artefacts(named: "figure2")
        #expect(files.map(\.name) == ["figure2.csv", "figure2.png", "figure2.svg"])
        #expect(try Pixels(png: files[1].data) == exampleFigure().figure.scene.pixels())
        #expect(try exampleFigure().artefacts(named: "figure2") == files)
    }

    @Test func theirsShareOursColourAndAreDashed() {
        let series = exampleFigure().figure.panels[0].series
        #expect(series.map(\.colour) == [0, 0, 1] && series.map(\.isReference) == [false, true, false])
    }

    @Test(arguments: [
        ("steps,1,undefended,measured,", "stairs,1,undefended,measured,", "unknown record \"stairs\""),
        ("panel,2,", "panel,3,", "panels come in order"),
        ("x,1,log10", "x,1,log2", "an axis is linear or log10, not \"log2\""),
        ("steps,1,undefended,measured,", "steps,1,defended,measured,", "a point comes after the line of its series"),
        ("histogram,2,clean,measured,0.0,1.0,", "histogram,2,clean,measured,0.0,,", "a bar and a band also have an upper end"),
        ("steps,1,undefended,measured,", "line,1,undefended,measured,", "expected a point of a series of steps, found one of line"),
        ("series,1,undefended,steps,,,,40,2.5", "series,1,undefended,steps,,,,40,-2.5", "a tolerance is at least 0, not -2.5"),
        ("series,1,undefended,steps,,,,40,2.5", "series,1,undefended,steps,,,,40,nan", "a tolerance is at least 0, not nan"),
    ])
    func damageIsNamed(old: String, new: String, message: String) throws {
        let text = exampleFigure().csv, damaged = text.replacing(old, with: new, maxReplacements: 1)
        #expect(damaged != text)
        let error = #expect(throws: ReportError.self) { try FigureReport(csv: damaged, file: "f.csv") }
        #expect(error?.description.hasPrefix("f.csv:") == true && error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
