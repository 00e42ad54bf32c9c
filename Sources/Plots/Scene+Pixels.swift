public import Foundation

extension Scene {
    /// The scene drawn with `scale` pixels per point.
    public func pixels(scale: Double = 2) -> Pixels {
        let whole = Rectangle(left: 0, top: 0, width: width * scale, height: height * scale)
        var raster = Raster(width: max(1, Int(whole.width.rounded())), height: max(1, Int(whole.height.rounded())), background: .paper)
        func scaled(_ chains: [[Point]]) -> [[Point]] { chains.map { $0.map { Point($0.x * scale, $0.y * scale) } } }
        func lines(_ chains: [[Point]], _ stroke: Stroke, _ clip: Rectangle) {
            let polygons = chains.flatMap {
                Stroking.outline($0, width: stroke.width * scale, dashes: stroke.dashes.map { $0 * scale }, roundCaps: stroke.roundCaps)
            }
            raster.fill(polygons, stroke.colour, clip: clip)
        }
        for mark in marks {
            let clip =
                mark.clip.map { Rectangle(left: $0.left * scale, top: $0.top * scale, width: $0.width * scale, height: $0.height * scale) } ?? whole
            switch mark.shape {
            case .fill(let polygons, let colour): raster.fill(scaled(polygons), colour, clip: clip)
            case .stroke(let chains, let stroke): lines(scaled(chains), stroke, clip)
            case .text(let text): lines(scaled(text.strokes), Stroke(text.colour, width: text.penWidth, roundCaps: true), clip)
            }
        }
        var values: [UInt8] = []
        values.reserveCapacity(raster.width * raster.height * 3)
        for index in 0..<raster.width * raster.height { values += [raster.red[index], raster.green[index], raster.blue[index]] }
        return Pixels(width: raster.width, height: raster.height, values: values)
    }

    /// A PNG file of the scene, two pixels per point; throws `PNGError`.
    public func png() throws -> Data { try pixels().png() }
}

extension Text {
    /// Thickness of the pen in points.
    var penWidth: Double { size * (bold ? 0.105 : 0.078) }

    /// The lines of its letters, in place.
    var strokes: [[Point]] {
        let unit = size / Font.unitsPerEm
        let shift = anchor == .start ? 0 : anchor == .middle ? -width / 2 : -width
        return Font.strokes(of: string).map { chain in
            chain.map { point in
                let (along, up) = (point.x * unit + shift, point.y * unit)
                return upwards ? Point(at.x - up, at.y - along) : Point(at.x + along, at.y - up)
            }
        }
    }
}
