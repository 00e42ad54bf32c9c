import Foundation
import Plots
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

private let curve: [Point] = (0...60).map { (step: Int) in Point(0.01 * Double(step * step), 100 * Double(step) / 60) }
private let curve80: [Point] = curve.map { Point($0.x, $0.y * 0.8) }
private let dots: [Point] = curve.enumerated().filter { $0.offset % 5 == 0 }.map(\.element)
private func bars(_ scale: Double, reversed: Bool = false) -> [Figure.Bin] {
    (0..<20).map { (bin: Int) in
        let from = reversed ? 19 - bin : bin, height = Double(from * (19 - from) * from) / 4000
        return Figure.Bin(low: Double(bin), high: Double(bin + 1), height: height * scale)
    }
}

/// Everything a figure can hold, on linear axes.
private let linear = Figure(
    title: "All shapes & <signs>",
    panels: [
        Figure.Panel(
            title: "bars", x: AxisSpec("‖∇f‖₂,∞"), y: AxisSpec("share"),
            series: [
                Figure.Series("all", .histogram(bars(1)), colour: 0), Figure.Series("correct", .histogram(bars(0.5)), colour: 1),
                Figure.Series("published", .histogram(bars(0.8, reversed: true)), colour: 0, isReference: true),
            ]),
        Figure.Panel(
            title: "lines", x: AxisSpec("x", range: 0...30), y: AxisSpec("u(x)"),
            series: [
                Figure.Series("dots", .line(dots, markers: true), colour: 2),
                Figure.Series("published", .line(curve80), colour: 2, isReference: true),
            ]),
    ], note: "profile test, n = 20")

private func logarithmic(_ from: Double) -> Figure {
    Figure(
        title: "Error against distance",
        panels: [
            Figure.Panel(
                x: AxisSpec("l2 distance", scale: .log10, range: from...40), y: AxisSpec("misclassified [%]", range: 0...100),
                series: [
                    Figure.Series("undefended", .steps([Point(0, 4)] + curve.dropFirst(4)), colour: 0),
                    Figure.Series("regularized", .steps(curve.map { Point($0.x * 3, $0.y * 0.7) }), colour: 1),
                ])
        ])
}

/// A line, steps, points and a histogram, each with a band and reference numbers.
private let kinds: Figure = {
    func rise(_ factor: Double) -> [Point] { (1...12).map { (step: Int) in Point(0.1 * Double(step * step), factor * 8 * Double(step)) } }
    func band(_ points: [Point], _ share: Double) -> [Figure.Band] {
        points.map { Figure.Band(x: $0.x, low: $0.y * (1 - share), high: $0.y * (1 + share)) }
    }
    let bins: [Figure.Bin] = (0..<8).map { (bin: Int) in Figure.Bin(low: Double(bin), high: Double(bin + 1), height: Double(bin * (8 - bin))) }
    let middles = bins.map { Point(($0.low + $0.high) / 2, $0.height) }
    func panel(_ title: String, _ x: AxisSpec, _ shape: Figure.Shape, _ other: Figure.Shape, _ band: [Figure.Band]) -> Figure.Panel {
        Figure.Panel(
            title: title, x: x, y: AxisSpec("value"),
            series: [
                Figure.Series("ours, mean of 3 seeds", shape, colour: 0, band: band), Figure.Series("published", other, colour: 0, isReference: true),
            ])
    }
    return Figure(
        title: "Every kind of series",
        panels: [
            panel("line", AxisSpec("linear"), .line(rise(1), markers: true), .line(rise(0.8)), band(rise(1), 0.2)),
            panel("steps", AxisSpec("logarithmic", scale: .log10), .steps(rise(1)), .steps(rise(0.8)), band(rise(1), 0.1)),
            panel("points", AxisSpec("logarithmic", scale: .log10), .points(rise(1).reversed()), .points(rise(0.8)), band(rise(1), 0.15)),
            panel("histogram", AxisSpec("linear"), .histogram(bins), .histogram(Array(bins.dropLast())), band(middles, 0.2)),
        ], note: "profile test, n = 20")
}()

/// Titles with letters that the font lacks, signs that XML reserves or forbids, and line breaks.
private let letters = Figure(
    title: "One line\nand another & \u{7}bell",
    panels: [
        Figure.Panel(
            title: "漢字 <b>", x: AxisSpec("tab\there"), y: AxisSpec("\u{1F600} y"),
            series: [Figure.Series("Ωmega &\u{301}", .line([Point(0, 0), Point(1, 1)]), colour: 0)])
    ])

@Suite struct FigureTests {
    @Test func everyKindsPicture() throws {
        try Snapshot.expect(kinds.scene.pixels(), "kinds.png")
        try Snapshot.expect(kinds.scene.svg, "kinds.svg")
        try Snapshot.expect(kinds.scene(width: 234).pixels(scale: 4), "kinds-paper.png")
    }

    @Test func lettersThatTheFontLacksAreSeenAndNamed() throws {
        try Snapshot.expect(letters.scene.pixels(), "letters.png")
        try Snapshot.expect(letters.scene.svg, "letters.svg")
        #expect(letters.lettersWithoutGlyph == ["\u{7}", "漢", "字", "\u{1F600}", "Ω", "&\u{301}"])
        let texts = letters.scene.marks.compactMap { if case .text(let text) = $0.shape { text.string } else { nil } }
        #expect(texts.last == "not in the font: U+7, U+6F22, U+5B57, U+1F600, U+3A9, U+26")
        #expect(kinds.lettersWithoutGlyph.isEmpty)
    }

    /// The area of a band is below every line, and inside the plot.
    @Test func bandsHideNoLine() throws {
        let marks = kinds.scene.marks
        let areas = marks.indices.filter { if case .fill(_, let colour) = marks[$0].shape { colour.opacity == 50 } else { false } }
        #expect(areas.count == 2, "the line and the steps have an area each")
        for area in areas {
            #expect(marks[area].clip != nil)
            guard case .stroke(_, let stroke) = marks[area + 1].shape else { return #expect(Bool(false), "a line follows its band") }
            #expect(stroke.colour == Colour.ofSeries(0))
        }
    }

    @Test func aBandCountsForTheAxis() {
        let band = [Figure.Band(x: 0, low: -10, high: 90), Figure.Band(x: 1, low: 0, high: 1)]
        let series = Figure.Series("", .line([Point(0, 1), Point(1, 1)]), colour: 0, band: band)
        let scene = Figure(panels: [Figure.Panel(x: AxisSpec("x"), y: AxisSpec("y"), series: [series])]).scene
        let labels = scene.marks.compactMap { if case .text(let text) = $0.shape { text.string } else { nil } }
        #expect(labels.contains("80") && labels.contains("−20"))
    }

    @Test func linearPicture() throws {
        try Snapshot.expect(linear.scene.pixels(), "linear.png")
        try Snapshot.expect(linear.scene.svg, "linear.svg")
    }

    @Test func logarithmicPicture() throws {
        try Snapshot.expect(logarithmic(0.1).scene.pixels(), "logarithmic.png")
        try Snapshot.expect(logarithmic(0.1).scene.svg, "logarithmic.svg")
    }

    @Test func svgIsXMLWithEveryText() throws {
        try expectXML(linear)
        try expectXML(letters)
        // Every control character, two noncharacters, and the special characters of XML, each also with a combining mark.
        let awkward = (0..<0x30).map { String(Unicode.Scalar(UInt8($0))) } + ["\u{85}", "\u{2028}", "\u{FFFE}", "\u{FFFF}", "&", "<", ">", "\"", "'"]
        let title = awkward.map { $0 + "a" + $0 + "\u{301}" }.joined()
        try expectXML(Figure(title: title, panels: [Figure.Panel(title: title, x: AxisSpec(title), y: AxisSpec(title), series: [])], note: title))
    }

    private func expectXML(_ figure: Figure) throws {
        final class Counter: NSObject, XMLParserDelegate {
            var texts: [String] = [], inText = false
            func parser(_: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
                if name == "text" { texts.append("") }
                inText = inText || name == "text"
            }
            func parser(_: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
                if name == "text" { inText = false }
            }
            func parser(_: XMLParser, foundCharacters string: String) { if inText { texts[texts.count - 1] += string } }
        }
        let scene = figure.scene, parser = XMLParser(data: Data(scene.svg.utf8)), counter = Counter()
        parser.delegate = counter
        #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "") in line \(parser.lineNumber)")
        let texts = scene.marks.compactMap { if case .text(let text) = $0.shape { text.string } else { nil } }
        let raised = Dictionary(uniqueKeysWithValues: zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉", "0123456789−0123456789"))
        #expect(counter.texts == texts.map { String($0.map { raised[$0] ?? $0 }) })
    }

    @Test func sameFigureSameBytes() throws {
        #expect(try linear.scene.png() == linear.scene.png())
        #expect(linear.scene == linear.scene)
    }

    /// The box under the legend is the only fill of this opacity.
    private func legend(_ scene: Scene) -> Rectangle? {
        for mark in scene.marks {
            guard case .fill(let polygons, let colour) = mark.shape, colour == Colour.paper.opacity(235), let corners = polygons.first else {
                continue
            }
            return Rectangle(left: corners[0].x, top: corners[0].y, width: corners[2].x - corners[0].x, height: corners[2].y - corners[0].y)
        }
        return nil
    }

    @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
    func theLegendHidesNoData(flippedX: Bool, flippedY: Bool) throws {
        let points = curve.map { Point(flippedX ? -$0.x : $0.x, flippedY ? -$0.y : $0.y) }.sorted { $0.x < $1.x }
        let series = Figure.Series("a series with a long title", .line(points), colour: 0)
        let scene = Figure(panels: [Figure.Panel(x: AxisSpec("x"), y: AxisSpec("y"), series: [series])]).scene
        let box = try #require(legend(scene))
        #expect(pointsOfData(scene).count > 10 && !pointsOfData(scene).contains { box.contains($0) })
    }

    /// Every corner of the first series as drawn.
    private func pointsOfData(_ scene: Scene) -> [Point] {
        scene.marks.flatMap { mark -> [Point] in
            guard case .stroke(let chains, let stroke) = mark.shape, stroke.colour == Colour.ofSeries(0), mark.clip != nil else { return [] }
            return chains.flatMap { $0 }
        }
    }

    @Test func whereDataIsEverywhereTheLegendStandsOutside() throws {
        let zigzag: [Point] = (0...400).map { (step: Int) in Point(Double(step), step % 2 == 0 ? 0 : 1) }
        let panel = Figure.Panel(title: "full", x: AxisSpec("x"), y: AxisSpec("y"), series: [Figure.Series("everywhere", .line(zigzag), colour: 0)])
        let scene = Figure(panels: [panel]).scene
        let box = try #require(legend(scene)), plot = try #require(scene.marks.compactMap(\.clip).first)
        #expect(box.bottom < plot.top && box.top > 22 && plot.height > 200)
        #expect(pointsOfData(scene).allSatisfy { plot.grown(by: 1e-6).contains($0) })
    }

    /// Panels with the same legend share one above them if any of them has no room for it; else each has its own.
    @Test func aLegendWithoutRoomIsShared() throws {
        let zigzag: [Point] = (0...400).map { (step: Int) in Point(Double(step), step % 2 == 0 ? 0 : 1) }
        func panel(_ points: [Point], _ title: String = "one") -> Figure.Panel {
            Figure.Panel(title: "panel", x: AxisSpec("x"), y: AxisSpec("y"), series: [Figure.Series(title, .line(points), colour: 0)])
        }
        func keys(_ figure: Figure) -> (titles: [Double], boxes: Bool, plots: Set<Double>) {
            let scene = figure.scene
            let titles = scene.marks.compactMap { mark -> Double? in
                if case .text(let text) = mark.shape, text.string == "one" { text.at.y } else { nil }
            }
            return (titles, legend(scene) != nil, Set(scene.marks.compactMap(\.clip).map(\.top)))
        }
        let shared = keys(Figure(title: "t", panels: [panel(curve), panel(zigzag), panel(curve)]))
        #expect(shared.titles.count == 1 && !shared.boxes && shared.plots.count == 1)
        #expect(try #require(shared.titles.first) < #require(shared.plots.first))
        #expect(keys(Figure(panels: [panel(curve), panel(curve)])).titles.count == 2)
        #expect(keys(Figure(panels: [panel(curve), panel(zigzag), panel(zigzag, "other")])).titles.count == 2)
        // Titles that are longer than the figure is wide take several lines, all above the panels.
        let many = (0..<9).map { Figure.Series("a series with a title of some length, number \($0)", .line(zigzag), colour: $0) }
        let wide = Figure(panels: Array(repeating: Figure.Panel(title: "panel", x: AxisSpec("x"), y: AxisSpec("y"), series: many), count: 2)).scene
        let top = try #require(wide.marks.compactMap(\.clip).first).top
        let lines = wide.marks.compactMap { mark -> Text? in
            if case .text(let text) = mark.shape, text.string.hasPrefix("a series") { text } else { nil }
        }
        #expect(lines.count == 9 && Set(lines.map(\.at.y)).count > 1 && lines.allSatisfy { $0.at.y < top && $0.at.x + $0.width <= wide.width })
    }

    @Test(
        arguments: [
            0...0, -1...1, Double.infinity...Double.infinity, 0...Double.infinity, 1e17...1e17 + 16, 1e-200...1e200,
            Double.leastNonzeroMagnitude...1e308, -1e308...1e308,
        ] as [ClosedRange<Double>])
    func noRangeAndNoNumberBreaksAFigure(range: ClosedRange<Double>) throws {
        let (huge, tiny) = (1e308, Double.leastNonzeroMagnitude)
        let values: [Point] = [Point(.nan, 1), Point(1, .infinity), Point(-huge, huge), Point(huge, -huge), Point(0, 0), Point(tiny, 1)]
        for scale in AxisSpec.Scale.allCases {
            let bins = [Figure.Bin(low: 0, high: .infinity, height: .nan), Figure.Bin(low: 0, high: tiny, height: huge)]
            let band = values.map { Figure.Band(x: $0.x, low: -$0.y, high: $0.y) }
            for shape in [Figure.Shape.steps(values), .line(values, markers: true), .points(values), .histogram(bins)] {
                let axis = AxisSpec("", scale: scale, range: range)
                let panel = Figure.Panel(x: axis, y: axis, series: [Figure.Series("s", shape, colour: 0, band: band)])
                let scene = Figure(panels: [panel]).scene, png = try scene.png()
                #expect(png.count > 1000 && scene.svg.count > 1000)
            }
        }
    }

    @Test func everythingLiesInsideTheScene() {
        for figure in [linear, logarithmic(0.01), kinds, letters] {
            for mark in figure.scene.marks {
                guard case .text(let text) = mark.shape else { continue }
                let before: Double = text.anchor == Text.Anchor.start ? 0 : text.anchor == Text.Anchor.middle ? text.width / 2 : text.width
                let from = text.upwards ? text.at.y - (text.width - before) : text.at.x - before
                #expect(from >= 0 && from + text.width <= (text.upwards ? figure.scene.height : figure.scene.width), "\(text.string) is cut")
            }
        }
    }

    @Test func aDistributionFunctionIsLevelFromTheLeftEdgeAndToTheRight() throws {
        let figure = Figure(panels: [
            Figure.Panel(
                x: AxisSpec("", scale: .log10, range: 0.01...100), y: AxisSpec("", range: 0...1),
                series: [Figure.Series("", .steps([Point(0, 0.25), Point(1, 0.5)]), colour: 0)])
        ])
        let drawn: [[Point]] = figure.scene.marks.flatMap { mark -> [[Point]] in
            if case .stroke(let chains, let stroke) = mark.shape, stroke.colour == Colour.ofSeries(0), mark.clip != nil { return chains }
            return []
        }
        let chain = try #require(drawn.first)
        let plot = try #require(figure.scene.marks.compactMap(\.clip).first)
        #expect(chain.first == Point(plot.left, plot.bottom - plot.height / 4))
        #expect(chain.last == Point(plot.right, plot.bottom - plot.height / 2))
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5]) func anyNumberOfPanels(count: Int) throws {
        let panel = Figure.Panel(title: "p", x: AxisSpec("x"), y: AxisSpec("y"), series: [])
        let scene = Figure(panels: Array(repeating: panel, count: count)).scene
        #expect(scene.marks.count { if case .text(let text) = $0.shape { text.string == "p" } else { false } } == count)
        #expect(scene.pixels(scale: 0.001).width >= 1)
    }
}
