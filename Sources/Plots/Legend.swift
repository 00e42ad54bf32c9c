/// The key to a panel's colours, placed where it hides no data; references with the same title share one grey entry.
struct Legend {
    private enum Swatch { case line(Stroke), box(Colour, Stroke), dashes(Stroke), dot(Colour), ring(Colour) }
    private var entries: [(swatch: Swatch, title: String)] = []
    private static let size = 12.0, row = 18.0, swatchWidth = 26.0, padding = 9.0

    init(_ series: [Figure.Series]) {
        for one in series where !one.title.isEmpty && !one.isReference {
            let hue = Colour.ofSeries(one.colour)
            entries.append((one.shape.isHistogram ? .box(hue, one.stroke) : one.shape.isPoints ? .dot(hue) : .line(one.stroke), one.title))
        }
        var named: [String] = []
        for one in series where one.isReference && !one.title.isEmpty && !named.contains(one.title) {
            named.append(one.title)
            let dashes = Stroke(.faintInk, width: one.stroke.width, dashes: one.stroke.dashes)
            entries.append((one.shape.isPoints ? .ring(.faintInk) : .dashes(dashes), one.title))
        }
    }

    var isEmpty: Bool { entries.isEmpty }
    /// Its own size, in points.
    var size: (width: Double, height: Double) {
        let widest = entries.map { Text($0.title, at: Point(0, 0), size: Self.size).width }.max() ?? 0
        return (widest + Self.swatchWidth + 3 * Self.padding - 2, Double(entries.count) * Self.row + Self.padding)
    }

    func draw(in box: Rectangle, on scene: inout Scene) {
        scene.fill([box.corners], Colour.paper.opacity(235))
        scene.stroke([box.corners + box.corners.prefix(1)], Stroke(Colour(0xCCCCCC), width: 0.8))
        for (index, entry) in entries.enumerated() {
            let middle = box.top + Self.padding / 2 + (Double(index) + 0.5) * Self.row, left = box.left + Self.padding
            let ends = [Point(left, middle), Point(left + Self.swatchWidth, middle)]
            switch entry.swatch {
            case .line(let stroke), .dashes(let stroke): scene.stroke([ends], stroke)
            case .dot(let colour), .ring(let colour):
                let circle = Curve.circle(Point(left + Self.swatchWidth / 2, middle), radius: Figure.Series.dotRadius)
                if case .dot = entry.swatch {
                    scene.fill([circle], colour)
                } else {
                    scene.stroke([circle + circle.prefix(1)], Stroke(colour, width: 1.3))
                }
            case .box(let colour, let stroke):
                let corners = Rectangle(left: left, top: middle - 5, width: Self.swatchWidth, height: 10).corners
                scene.fill([corners], colour.opacity(80))
                scene.stroke([corners + corners.prefix(1)], stroke)
            }
            let at = Point(left + Self.swatchWidth + Self.padding - 2, middle + Self.size * 0.35)
            scene.text(Text.fitting(entry.title, at: at, size: Self.size, width: box.right - at.x - 4, anchor: .start))
        }
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
