/// The key to a panel's colours, placed where it hides no data; references with the same title share one grey entry.
struct Legend: Equatable {
    private enum Swatch: Equatable { case line(Stroke), box(Colour, Stroke), dashes(Stroke), dot(Colour), ring(Colour) }
    private struct Entry: Equatable { let swatch: Swatch, title: String }
    private var entries: [Entry] = []
    private static let size = 12.0, row = 18.0, swatchWidth = 26.0, padding = 9.0

    init(_ series: [Figure.Series]) {
        for one in series where !one.title.isEmpty && !one.isReference {
            let hue = Colour.ofSeries(one.colour)
            let swatch: Swatch = one.shape.isHistogram ? .box(hue, one.stroke) : one.shape.isPoints ? .dot(hue) : .line(one.stroke)
            entries.append(Entry(swatch: swatch, title: one.title))
        }
        var named: [String] = []
        for one in series where one.isReference && !one.title.isEmpty && !named.contains(one.title) {
            named.append(one.title)
            let dashes = Stroke(.faintInk, width: one.stroke.width, dashes: one.stroke.dashes)
            entries.append(Entry(swatch: one.shape.isPoints ? .ring(.faintInk) : .dashes(dashes), title: one.title))
        }
    }

    var isEmpty: Bool { entries.isEmpty }
    /// Its own size, in points.
    var size: (width: Double, height: Double) {
        let widest = entries.map(Self.width).max() ?? 0
        return (widest + Self.padding, Double(entries.count) * Self.row + Self.padding)
    }

    /// In a box: the entries below each other.
    func draw(in box: Rectangle, on scene: inout Scene) {
        scene.fill([box.corners], Colour.paper.opacity(235))
        scene.stroke([box.corners + box.corners.prefix(1)], Stroke(Colour(0xCCCCCC), width: 0.8))
        for (index, entry) in entries.enumerated() {
            let middle = box.top + Self.padding / 2 + (Double(index) + 0.5) * Self.row
            Self.draw(entry, Point(box.left + Self.padding, middle), right: box.right - 4, on: &scene)
        }
    }

    /// The height of the legend as lines of text of at most this width.
    func height(width: Double) -> Double { Double(lines(width).count) * Self.row + Self.padding }

    /// As lines of text, centred in a box.
    func drawLines(in box: Rectangle, on scene: inout Scene) {
        for (index, line) in lines(box.width).enumerated() {
            let middle = box.top + Self.padding / 2 + (Double(index) + 0.5) * Self.row
            var left = box.left + max(0, box.width - line.reduce(0) { $0 + Self.width($1) }) / 2
            for entry in line {
                Self.draw(entry, Point(left + Self.padding, middle), right: box.right, on: &scene)
                left += Self.width(entry)
            }
        }
    }

    private func lines(_ width: Double) -> [[Entry]] {
        entries.reduce(into: []) { lines, entry in
            let used = lines.last?.reduce(0) { $0 + Self.width($1) } ?? .infinity
            if used + Self.width(entry) <= width { lines[lines.count - 1].append(entry) } else { lines.append([entry]) }
        }
    }

    /// With the padding before the swatch and after it.
    private static func width(_ entry: Entry) -> Double { Text(entry.title, at: Point(0, 0), size: size).width + swatchWidth + 2 * padding - 2 }

    /// One entry, with the left end of its swatch at a point.
    private static func draw(_ entry: Entry, _ start: Point, right: Double, on scene: inout Scene) {
        let ends = [start, Point(start.x + swatchWidth, start.y)], centre = Point(start.x + swatchWidth / 2, start.y)
        switch entry.swatch {
        case .line(let stroke), .dashes(let stroke): scene.stroke([ends], stroke)
        case .dot(let colour): scene.fill([Curve.circle(centre, radius: Figure.Series.dotRadius)], colour)
        case .ring(let colour):
            let circle = Curve.circle(centre, radius: Figure.Series.dotRadius)
            scene.stroke([circle + circle.prefix(1)], Stroke(colour, width: 1.3))
        case .box(let colour, let stroke):
            let corners = Rectangle(left: start.x, top: start.y - 5, width: swatchWidth, height: 10).corners
            scene.fill([corners], colour.opacity(80))
            scene.stroke([corners + corners.prefix(1)], stroke)
        }
        let at = Point(start.x + swatchWidth + padding - 2, start.y + size * 0.35)
        scene.text(Text.fitting(entry.title, at: at, size: size, width: right - at.x, anchor: .start))
    }

    /// A box inside the plot that hides none of these points: corners first, then a grid of places; nil if there is none.
    func place(in plot: Rectangle, over data: [Point]) -> Rectangle? {
        let inset = 10.0, spare = (x: plot.width - size.width - 2 * inset, y: plot.height - size.height - 2 * inset)
        if spare.x < 0 || spare.y < 0 { return nil }
        let corners = [(0.0, 0.0), (1, 0), (0, 1), (1, 1)], grid = (0...8).flatMap { y in (0...8).map { x in (Double(x) / 8, Double(y) / 8) } }
        return (corners + grid).lazy.map { x, y in
            Rectangle(left: plot.left + inset + x * spare.x, top: plot.top + inset + y * spare.y, width: size.width, height: size.height)
        }.first { box in !data.contains { box.grown(by: 5).contains($0) } }
    }
}
