extension Figure {
    /// The figure laid out: panels of the same size in rows of up to three, four panels two by two.
    public var scene: Scene {
        let perRow = panels.count == 4 ? 2 : min(3, max(1, panels.count))
        return scene(perRow, panels.count == 1 ? (width: 750.0, height: 470.0) : (width: 530.0, height: 390.0))
    }

    /// The figure for a page, `width` points wide, with labels of 7 points at any width and as many panels in a row as fit. Its title is left to the
    /// caption.
    public func scene(width: Double) -> Scene {
        let unit = 7 / Panel.labelSize, whole = width / unit, perRow = min(max(1, panels.count), max(1, Int(whole / Self.narrowestPanel)))
        var figure = self
        figure.title = ""
        return figure.scene(perRow, (width: whole / Double(perRow), height: min(whole / Double(perRow) * 0.72, 420))).scaled(by: unit)
    }

    /// In units of the layout, where a label has size 12.
    private static let narrowestPanel = 360.0

    private func scene(_ perRow: Int, _ size: (width: Double, height: Double)) -> Scene {
        let rows = max(1, (panels.count + perRow - 1) / perRow)
        let note = [note, lettersNote].filter { !$0.isEmpty }.joined(separator: "; ")
        let boxes = panels.indices.map { index in
            Rectangle(
                left: Double(index % perRow) * size.width, top: Double(index / perRow) * size.height, width: size.width, height: size.height)
        }
        let shared = sharedLegend(boxes), width = size.width * Double(perRow), top = title.isEmpty ? 0.0 : 34.0
        let head = top + (shared?.height(width: width - 30) ?? 0), foot = note.isEmpty ? 0.0 : 22.0
        var scene = Scene(width: width, height: head + size.height * Double(rows) + foot)
        if !title.isEmpty {
            scene.text(Text.fitting(title, at: Point(scene.width / 2, 24), size: 16, width: scene.width - 30, anchor: .middle, bold: true))
        }
        shared?.drawLines(in: Rectangle(left: 15, top: top, width: width - 30, height: head - top), on: &scene)
        for (panel, box) in zip(panels, boxes) {
            panel.draw(in: Rectangle(left: box.left, top: head + box.top, width: box.width, height: box.height), legend: shared == nil, on: &scene)
        }
        if !note.isEmpty {
            scene.text(
                Text.fitting(note, at: Point(scene.width - 18, scene.height - 9), size: 10, width: scene.width - 36, anchor: .end, colour: .faintInk))
        }
        return scene
    }

    /// One legend for all panels, where theirs are the same and one of them has no room for it among its data.
    private func sharedLegend(_ boxes: [Rectangle]) -> Legend? {
        let legends = panels.map { Legend($0.series) }
        guard panels.count > 1, let first = legends.first, !first.isEmpty, legends.allSatisfy({ $0 == first }) else { return nil }
        return zip(panels, boxes).contains { $0.place($0.field(in: $1), first) == nil } ? first : nil
    }
}

extension Figure {
    /// The letters of all titles that the font cannot draw, each once, in order; the picture shows a question mark in a box instead.
    public var lettersWithoutGlyph: [Character] {
        let panelTitles = panels.flatMap { [$0.title, $0.x.title, $0.y.title] + $0.series.map(\.title) }
        var found: [Character] = []
        for letter in ([title, note] + panelTitles).joined() where !Font.has(letter) && !Text.isSpace(letter) && !found.contains(letter) {
            found.append(letter)
        }
        return found
    }

    /// The small print about them: their codes, which the font can draw.
    private var lettersNote: String {
        let codes = lettersWithoutGlyph.compactMap { $0.unicodeScalars.first }.map { "U+" + String($0.value, radix: 16, uppercase: true) }
        if codes.isEmpty { return "" }
        return "not in the font: " + codes.prefix(6).joined(separator: ", ") + (codes.count > 6 ? " and \(codes.count - 6) more" : "")
    }
}

extension Text {
    /// A text made smaller where it would be wider than `width`.
    static func fitting(
        _ string: String, at point: Point, size: Double, width: Double, anchor: Anchor, colour: Colour = .ink, bold: Bool = false,
        upwards: Bool = false
    ) -> Text {
        var text = Text(string, at: point, size: size, anchor: anchor, colour: colour, bold: bold, upwards: upwards)
        if text.width > width { text.size = size * width / text.width }
        return text
    }
}

extension Figure.Panel {
    /// In points.
    fileprivate static let labelSize = 12.0, titleSize = 13.5

    /// The axes, with all of a box for the plot but what titles and labels take.
    fileprivate func field(in box: Rectangle) -> Field {
        let xAxis = Axis(x, values: series.flatMap(\.xs), labels: box.width > 600 ? 9 : 6)
        let yAxis = Axis(y, values: series.flatMap(\.ys), labels: 6)
        let labelWidth = yAxis.ticks.map { Text($0.label, at: Point(0, 0), size: Self.labelSize).width }.max() ?? 0
        let left = 44 + labelWidth, top = title.isEmpty ? 16.0 : 34.0
        let plot = Rectangle(left: box.left + left, top: box.top + top, width: box.width - left - 24, height: box.height - top - 58)
        return Field(x: xAxis, y: yAxis, plot: plot)
    }

    /// The place of a legend among the data; nil without room.
    fileprivate func place(_ field: Field, _ legend: Legend) -> Rectangle? {
        legend.place(in: field.plot, over: series.flatMap { $0.covered(in: field) })
    }

    fileprivate func draw(in box: Rectangle, legend isOwn: Bool, on scene: inout Scene) {
        var field = field(in: box), key: Rectangle?
        let legend = Legend(isOwn ? series : [])
        if !legend.isEmpty {
            key = place(field, legend)
            if key == nil {  // between title and plot
                let plot = field.plot, size = (width: min(plot.width, legend.size.width), height: min(plot.height / 2, legend.size.height))
                key = Rectangle(left: plot.right - size.width, top: plot.top, width: size.width, height: size.height)
                field.plot = Rectangle(
                    left: plot.left, top: plot.top + size.height + 10, width: plot.width, height: plot.height - size.height - 10)
            }
        }
        drawGrid(field.x, field.y, field.plot, on: &scene)
        let order =
            series.filter(\.shape.isHistogram) + series.filter { !$0.shape.isHistogram && $0.isReference }
            + series.filter { !$0.shape.isHistogram && !$0.isReference }
        for one in series { one.drawArea(in: field, on: &scene) }
        for one in order { one.draw(in: field, on: &scene) }
        drawFrame(field.x, field.y, field.plot, on: &scene)
        drawTitles(field.plot, box, on: &scene)
        if let key { legend.draw(in: key, on: &scene) }
    }

    private func drawGrid(_ xAxis: Axis, _ yAxis: Axis, _ plot: Rectangle, on scene: inout Scene) {
        for minor in [true, false] {
            let stroke = Stroke(minor ? .faintGrid : .grid, width: minor ? 0.75 : 1)
            let upright = xAxis.ticks.filter { $0.label.isEmpty == minor }.compactMap { xAxis.position($0.value) }.map { plot.left + $0 * plot.width }
            let level = yAxis.ticks.filter { $0.label.isEmpty == minor }.compactMap { yAxis.position($0.value) }.map {
                plot.bottom - $0 * plot.height
            }
            let showsUpright = !minor || x.scale == .log10, showsLevel = !minor || y.scale == .log10
            scene.stroke(
                (showsUpright ? upright.map { [Point($0, plot.top), Point($0, plot.bottom)] } : [])
                    + (showsLevel ? level.map { [Point(plot.left, $0), Point(plot.right, $0)] } : []), stroke)
        }
    }

    private func drawFrame(_ xAxis: Axis, _ yAxis: Axis, _ plot: Rectangle, on scene: inout Scene) {
        scene.stroke([plot.corners + plot.corners.prefix(1)], Stroke(.ink, width: 1))
        var ticks: [[Point]] = []
        for tick in xAxis.ticks {
            guard let position = xAxis.position(tick.value) else { continue }
            let at = plot.left + position * plot.width
            ticks.append([Point(at, plot.bottom), Point(at, plot.bottom - (tick.label.isEmpty ? 3.5 : 6))])
            if !tick.label.isEmpty { scene.text(Text(tick.label, at: Point(at, plot.bottom + 18), size: Self.labelSize, anchor: .middle)) }
        }
        for tick in yAxis.ticks {
            guard let position = yAxis.position(tick.value) else { continue }
            let at = plot.bottom - position * plot.height
            ticks.append([Point(plot.left, at), Point(plot.left + (tick.label.isEmpty ? 3.5 : 6), at)])
            if !tick.label.isEmpty {
                scene.text(Text(tick.label, at: Point(plot.left - 7, at + Self.labelSize * 0.35), size: Self.labelSize, anchor: .end))
            }
        }
        scene.stroke(ticks, Stroke(.ink, width: 1))
    }

    private func drawTitles(_ plot: Rectangle, _ box: Rectangle, on scene: inout Scene) {
        let middle = Point(plot.left + plot.width / 2, plot.top + plot.height / 2)
        func put(_ string: String, _ at: Point, _ size: Double, _ width: Double, bold: Bool = false, upwards: Bool = false) {
            if !string.isEmpty { scene.text(Text.fitting(string, at: at, size: size, width: width, anchor: .middle, bold: bold, upwards: upwards)) }
        }
        put(title, Point(middle.x, box.top + 22), 14, plot.width, bold: true)
        put(x.title, Point(middle.x, plot.bottom + 42), Self.titleSize, plot.width)
        put(y.title, Point(box.left + 26, middle.y), Self.titleSize, plot.height, upwards: true)
    }
}

/// Maps a panel's numbers to places in the scene.
private struct Field {
    let x: Axis, y: Axis
    var plot: Rectangle

    func place(_ point: Point) -> Point? {
        guard let across = x.position(point.x), let up = y.position(point.y), across.isFinite, up.isFinite else { return nil }
        // Points far outside are moved to just outside, which keeps slopes finite.
        return Point(plot.left + min(8, max(-8, across)) * plot.width, plot.bottom - min(8, max(-8, up)) * plot.height)
    }

    /// The lines of a shape. A distribution function is extended level to the start of a logarithmic axis and beyond its last step.
    func chains(_ shape: Figure.Shape) -> [[Point]] {
        guard case .steps(let points) = shape, let last = points.last else { return shape.chains.map { $0.compactMap(place) } }
        let seen = points.map { Point(x.scale == .log10 && $0.x <= 0 ? x.range.lowerBound : $0.x, $0.y) }
        let ends = last.x < x.range.upperBound ? [Point(x.range.upperBound, last.y)] : []
        return Figure.Shape.steps(seen + ends).chains.map { $0.compactMap(place) }
    }

    /// The lower and the upper edge of the area about a line or steps; nil for a series without one.
    func edges(_ series: Figure.Series) -> (low: [Point], high: [Point])? {
        let band = drawable(series)
        if band.isEmpty || series.shape.isPoints || series.shape.isHistogram { return nil }
        func edge(_ points: [Point]) -> [Point] {
            if case .steps = series.shape { chains(.steps(points)).first ?? [] } else { points.compactMap(place) }
        }
        return (edge(band.map { Point($0.x, $0.low) }), edge(band.map { Point($0.x, $0.high) }))
    }

    /// Upright bars with a cap at each end, about points and bars of a histogram.
    func bars(_ series: Figure.Series) -> [[Point]] {
        guard series.shape.isPoints || series.shape.isHistogram else { return [] }
        return drawable(series).flatMap { range -> [[Point]] in
            guard var low = place(Point(range.x, range.low)), var high = place(Point(range.x, range.high)) else { return [] }
            (low.y, high.y) = (min(low.y, plot.bottom), max(high.y, plot.top))
            if !plot.grown(by: 0.5).contains(low) || !plot.grown(by: 0.5).contains(high) { return [] }
            return [[low, high]] + [low, high].map { [Point($0.x - 4, $0.y), Point($0.x + 4, $0.y)] }
        }
    }

    /// The part of a band that can be drawn; on a logarithmic axis a lower end of 0 is below all that is shown.
    private func drawable(_ series: Figure.Series) -> [Figure.Band] {
        series.band.filter { $0.x.isFinite && !$0.low.isNaN && !$0.high.isNaN }.map { range in
            var range = range
            if y.scale == .log10 { range.low = max(range.low, y.range.lowerBound) }
            (range.low, range.high) = (max(range.low, -.greatestFiniteMagnitude), min(range.high, .greatestFiniteMagnitude))
            return range
        }
    }
}

extension Figure.Series {
    fileprivate func draw(in field: Field, on scene: inout Scene) {
        let chains = field.chains(shape), hue = Colour.ofSeries(colour)
        if shape.isHistogram, !isReference { scene.fill(chains, hue.opacity(80), clip: field.plot) }
        if !shape.isPoints { scene.stroke(chains, stroke, clip: field.plot) }
        // A dot on the frame is drawn whole.
        let dots = shape.dots.compactMap(field.place).filter(field.plot.grown(by: 0.5).contains).map { Curve.circle($0, radius: Self.dotRadius) }
        let bars = field.bars(self), clip = field.plot.grown(by: 5)
        if !bars.isEmpty { scene.stroke(bars, Stroke(hue, width: 1.3), clip: clip) }
        if !dots.isEmpty, shape.isPoints, isReference {
            scene.stroke(dots.map { $0 + $0.prefix(1) }, Stroke(hue, width: 1.3), clip: clip)
        } else if !dots.isEmpty {
            scene.fill(dots, hue, clip: clip)
        }
    }

    /// Draws the area of its band, below all lines so that it hides none.
    fileprivate func drawArea(in field: Field, on scene: inout Scene) {
        guard let (low, high) = field.edges(self), low.count + high.count > 2 else { return }
        scene.fill([low + high.reversed()], Colour.ofSeries(colour).opacity(50), clip: field.plot)
    }

    /// In points.
    static let dotRadius = 3.2

    var stroke: Stroke {
        let width = shape.isHistogram ? 1.3 : isReference ? 1.6 : 2
        return Stroke(.ofSeries(colour), width: width, dashes: isReference ? [6, 4] : [])
    }

    /// Closely spaced points along the drawn lines and inside a histogram, which a legend should not hide.
    fileprivate func covered(in field: Field) -> [Point] {
        let edges = field.edges(self).map { [$0.low, $0.high] } ?? []
        let chains = field.chains(shape) + edges + field.bars(self), dots = shape.dots.compactMap(field.place)
        let along =
            dots
            + chains.flatMap { chain in
                zip(chain, chain.dropFirst()).flatMap { from, to in
                    let (dx, dy) = (to.x - from.x, to.y - from.y), count = min(400, 1 + Int((dx * dx + dy * dy).squareRoot() / 6))
                    return (0...count).map { Point(from.x + dx * Double($0) / Double(count), from.y + dy * Double($0) / Double(count)) }
                }
            }
        guard shape.isHistogram else { return along }
        return along + along.flatMap { point in stride(from: point.y, to: field.plot.bottom, by: 10).map { Point(point.x, $0) } }
    }
}
