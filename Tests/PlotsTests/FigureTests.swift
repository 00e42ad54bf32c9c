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

@Suite struct FigureTests {
    @Test func linearPicture() throws {
        try Snapshot.expect(linear.scene.pixels(), "linear.png")
        try Snapshot.expect(linear.scene.svg, "linear.svg")
    }

    @Test func logarithmicPicture() throws { try Snapshot.expect(logarithmic(0.1).scene.pixels(), "logarithmic.png") }

    @Test func svgIsXMLWithEveryText() throws {
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
        let parser = XMLParser(data: Data(linear.scene.svg.utf8)), counter = Counter()
        parser.delegate = counter
        #expect(parser.parse())
        let texts = linear.scene.marks.compactMap { if case .text(let text) = $0.shape { text.string } else { nil } }
        #expect(counter.texts == texts.map { $0.replacing("₂", with: "2") })
        #expect(counter.texts.contains("All shapes & <signs>"))
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

    @Test(arguments: [0...0, -1...1, Double.infinity...Double.infinity, 0...Double.infinity, 1e17...1e17 + 16] as [ClosedRange<Double>])
    func noRangeAndNoNumberBreaksAFigure(range: ClosedRange<Double>) throws {
        let (huge, tiny) = (1e308, Double.leastNonzeroMagnitude)
        let values: [Point] = [Point(.nan, 1), Point(1, .infinity), Point(-huge, huge), Point(huge, -huge), Point(0, 0), Point(tiny, 1)]
        for scale in AxisSpec.Scale.allCases {
            for shape in [Figure.Shape.steps(values), .line(values, markers: true), .histogram([Figure.Bin(low: 0, high: .infinity, height: .nan)])] {
                let axis = AxisSpec("", scale: scale, range: range)
                let panel = Figure.Panel(x: axis, y: axis, series: [Figure.Series("s", shape, colour: 0)])
                let png = try Figure(panels: [panel]).scene.png()
                #expect(png.count > 1000)
            }
        }
    }

    @Test func everythingLiesInsideTheScene() {
        for figure in [linear, logarithmic(0.01)] {
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
    }
}
