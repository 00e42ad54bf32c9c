public import Foundation

extension Scene {
    /// The scene as a PDF document of one page, version 1.4, with strokes and fills only. Letters are drawn as lines, as in the PNG, so there is no
    /// font to embed or for a publisher to reject. Without date and identifier, the same scene gives the same bytes.
    public var pdf: Data {
        var opacities: [UInt8] = []
        let content = pageContent { opacity in
            if !opacities.contains(opacity) { opacities.append(opacity) }
            return "/O\(opacity) gs"
        }
        let states = opacities.sorted().map { opacity in
            let share = short(Double(opacity) / 255)
            return "/O\(opacity) << /ca \(share) /CA \(share) >>"
        }
        return PDFFile(objects: [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(short(width)) \(short(height))] /Contents 4 0 R"
                + " /Resources << /ExtGState << \(states.joined(separator: " ")) >> >> >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
        ]).data
    }

    /// The drawing operators. `opaque` gives the operator that sets an opacity.
    private func pageContent(_ opaque: (UInt8) -> String) -> String {
        // Downwards, as in the scene; joins are round.
        var lines = ["1 0 0 -1 0 \(short(height)) cm 1 j"]
        for mark in marks {
            lines.append("q")
            if let clip = mark.clip {
                lines.append("\(short(clip.left)) \(short(clip.top)) \(short(clip.width)) \(short(clip.height)) re W n")
            }
            switch mark.shape {
            case .fill(let polygons, let colour):
                lines.append("\(opaque(colour.opacity)) \(colour.components) rg")
                // Overlapping polygons of a mark are wound the same way, as in the raster, so that they unite.
                lines += polygons.map { path(Raster.area($0) < 0 ? $0.reversed() : $0) + " h" } + ["f"]
            case .stroke(let chains, let stroke): lines += self.lines(chains, stroke, opaque)
            case .text(let text):
                lines += self.lines(text.strokes, Stroke(text.colour, width: text.penWidth, roundCaps: true), opaque)
            }
            lines.append("Q")
        }
        return lines.joined(separator: "\n")
    }

    private func lines(_ chains: [[Point]], _ stroke: Stroke, _ opaque: (UInt8) -> String) -> [String] {
        let dashes = stroke.dashes.isEmpty ? "" : " [\(stroke.dashes.map(short).joined(separator: " "))] 0 d"
        let pen = "\(opaque(stroke.colour.opacity)) \(stroke.colour.components) RG \(short(stroke.width)) w \(stroke.roundCaps ? 1 : 0) J\(dashes)"
        return [pen] + chains.filter { !$0.isEmpty }.map(path) + ["S"]
    }

    private func path(_ chain: [Point]) -> String {
        chain.enumerated().map { "\(short($0.element.x)) \(short($0.element.y)) \($0.offset == 0 ? "m" : "l")" }.joined(separator: " ")
    }
}

extension Colour {
    /// Red, green and blue, from 0 to 1, in PDF's notation.
    fileprivate var components: String {
        [red, green, blue].map { value in
            let thousandths = (Int(value) * 1000 + 127) / 255
            return thousandths == 1000 ? "1" : "." + String(String(1000 + thousandths).dropFirst())
        }.joined(separator: " ")
    }
}

/// The objects of a document, numbered from 1; the first is its catalogue.
private struct PDFFile {
    let objects: [String]

    /// The bytes: header, objects, the table of their offsets, and the offset of that table.
    var data: Data {
        // The second line marks the file as binary for programs that transfer it.
        var data = Data("%PDF-1.4\n%".utf8) + [0xE2, 0xE3, 0xCF, 0xD3, 0x0A], places: [Int] = []
        for (index, object) in objects.enumerated() {
            places.append(data.count)
            data += Data("\(index + 1) 0 obj\n\(object)\nendobj\n".utf8)
        }
        let table = places.map { String(String(10_000_000_000 + $0).dropFirst()) + " 00000 n \n" }.joined()
        let trailer = "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(data.count)\n%%EOF\n"
        return data + Data("xref\n0 \(objects.count + 1)\n0000000000 65535 f \n\(table)\(trailer)".utf8)
    }
}
