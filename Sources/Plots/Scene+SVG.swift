extension Scene {
    /// The scene as an SVG document. Letters stay text, which can be searched and edited, in the reader's font.
    public var svg: String { svg(unit: "") }

    /// The same document with a unit for its width and height: `pt` for a size on paper; without a unit a browser shows a point as a pixel.
    public func svg(unit: String) -> String {
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(short(width))\(unit)\" height=\"\(short(height))\(unit)\""
                + " viewBox=\"0 0 \(short(width)) \(short(height))\" font-family=\"Helvetica, Arial, sans-serif\">"
        ]
        var clips: [Rectangle] = []
        for clip in marks.compactMap(\.clip) where !clips.contains(clip) { clips.append(clip) }
        for (number, clip) in clips.enumerated() {
            lines.append("<clipPath id=\"clip\(number)\">\(box(clip, attributes: ""))</clipPath>")
        }
        lines.append(box(Rectangle(left: 0, top: 0, width: width, height: height), attributes: " fill=\"#FFFFFF\""))
        for mark in marks {
            let clip = mark.clip.flatMap { clips.firstIndex(of: $0) }.map { " clip-path=\"url(#clip\($0))\"" } ?? ""
            switch mark.shape {
            case .fill(let polygons, let colour):
                lines.append(
                    "<path d=\"\(polygons.map { path($0) + "Z" }.joined())\" fill=\"\(colour.hexadecimal)\"\(opacity("fill", colour))\(clip)/>")
            case .stroke(let chains, let stroke):
                let dashes = stroke.dashes.isEmpty ? "" : " stroke-dasharray=\"\(stroke.dashes.map(short).joined(separator: " "))\""
                lines.append(
                    "<path d=\"\(chains.map(path).joined())\" fill=\"none\" stroke=\"\(stroke.colour.hexadecimal)\"\(opacity("stroke", stroke.colour))"
                        + " stroke-width=\"\(short(stroke.width))\" stroke-linejoin=\"round\"\(stroke.roundCaps ? " stroke-linecap=\"round\"" : "")\(dashes)\(clip)/>"
                )
            case .text(let text): lines.append(element(text))
            }
        }
        return (lines + ["</svg>", ""]).joined(separator: "\n")
    }
}

/// A coordinate with at most two decimals, clamped to a million in magnitude; NaN becomes 0.
func short(_ value: Double) -> String {
    let held = value.isNaN ? 0 : min(1e6, max(-1e6, value)), hundredths = Int((held * 100).rounded()), digits = abs(hundredths)
    let fraction = digits % 100 == 0 ? "" : digits % 10 == 0 ? ".\(digits % 100 / 10)" : (digits % 100 < 10 ? ".0" : ".") + "\(digits % 100)"
    return (hundredths < 0 ? "-" : "") + "\(digits / 100)" + fraction
}

private func path(_ chain: [Point]) -> String {
    chain.enumerated().map { ($0.offset == 0 ? "M" : "L") + short($0.element.x) + " " + short($0.element.y) }.joined()
}

private func opacity(_ what: String, _ colour: Colour) -> String {
    colour.opacity == 255 ? "" : " \(what)-opacity=\"\(short(Double(colour.opacity) / 255))\""
}

private func box(_ rectangle: Rectangle, attributes: String) -> String {
    "<rect x=\"\(short(rectangle.left))\" y=\"\(short(rectangle.top))\" width=\"\(short(rectangle.width))\" height=\"\(short(rectangle.height))\"\(attributes)/>"
}

private func element(_ text: Text) -> String {
    let place = "x=\"\(short(text.at.x))\" y=\"\(short(text.at.y))\""
    let turn = text.upwards ? " transform=\"rotate(-90 \(short(text.at.x)) \(short(text.at.y)))\"" : ""
    let weight = text.bold ? " font-weight=\"bold\"" : ""
    return "<text \(place) font-size=\"\(short(text.size))\" text-anchor=\"\(text.anchor.rawValue)\" fill=\"\(text.colour.hexadecimal)\"\(weight)"
        + "\(turn)>\(runs(text.string, size: text.size))</text>"
}

/// Raised and lowered signs as smaller, shifted spans: fonts draw the Unicode ones unevenly.
private func runs(_ string: String, size letters: Double) -> String {
    var runs: [(raise: Double, text: String)] = []
    for letter in string {
        let (plain, raise) = Font.raised[letter].map { ($0, 0.38) } ?? Font.lowered[letter].map { ($0, -0.18) } ?? (letter, 0)
        if runs.last?.raise != raise { runs.append((raise, "")) }
        runs[runs.count - 1].text += escaped(plain)
    }
    var written = "", height = 0.0
    for run in runs {  // `dy` is relative to the last baseline. All sizes are absolute: renderers disagree about relative ones.
        let step = run.raise == height ? "" : " dy=\"\(short((height - run.raise) * letters))\""
        let shrink = run.raise == 0 ? "" : " font-size=\"\(short(Font.raisedSize * letters))\""
        written += step + shrink == "" ? run.text : "<tspan\(step)\(shrink)>\(run.text)</tspan>"
        height = run.raise
    }
    return written
}

/// By scalars: a combining mark forms one letter with the character before it, and `&` with a mark still needs escaping.
private func escaped(_ letter: Character) -> String {
    letter.unicodeScalars.map { scalar in
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case _ where scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: "\u{FFFD}"  // XML has no such characters
        default: String(scalar)
        }
    }.joined()
}
