/// The letters of all figures, drawn with a round pen of constant width, so that no font file is needed and every machine draws the same.
/// A glyph is a width and a path in 1/20 of the letter size: capitals 14 high, small letters 10, tails to -4.2. `M x y` moves, `L x y` draws
/// straight, `h x y` and `v x y` draw a quarter of a superellipse that starts horizontally or vertically, `q x y x y` a quadratic curve.
package enum Font {
    static let unitsPerEm = 20.0
    /// The size of raised and lowered signs relative to the others.
    static let raisedSize = 0.68

    struct Glyph { var advance: Double, strokes: [[Point]] }

    /// The width of a text in 1/20 of the letter size.
    package static func width(of string: String) -> Double { string.reduce(0) { $0 + glyph($1).advance } }

    /// The lines of a text that begins at the origin, y upwards.
    static func strokes(of string: String) -> [[Point]] {
        var at = 0.0, chains: [[Point]] = []
        for letter in string {
            let glyph = glyph(letter)
            chains += glyph.strokes.map { $0.map { Point($0.x + at, $0.y) } }
            at += glyph.advance
        }
        return chains
    }

    /// True if the font has a glyph for the letter.
    package static func has(_ letter: Character) -> Bool { glyphs[letter] != nil }

    /// The glyph of a letter; a question mark in a box for one that the font lacks.
    static func glyph(_ letter: Character) -> Glyph { glyphs[letter] ?? missing }

    static let raised: [Character: Character] = Dictionary(uniqueKeysWithValues: zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789−"))
    static let lowered: [Character: Character] = Dictionary(uniqueKeysWithValues: zip("₀₁₂₃₄₅₆₇₈₉", "0123456789"))

    /// A question mark in a box.
    private static let missing: Glyph = {
        let (width, height, scale) = (9.0, 14.0, 0.6)
        let mark = glyphs["?"] ?? Glyph(advance: 0, strokes: []), left = bearing + (width - mark.advance * scale) / 2
        let frame = [Point(0, 0), Point(0, height), Point(width, height), Point(width, 0), Point(0, 0)].map { Point($0.x + bearing, $0.y) }
        let inside = mark.strokes.map { $0.map { Point($0.x * scale + left, $0.y * scale + 2.8) } }
        return Glyph(advance: width + 2 * bearing, strokes: [frame] + inside)
    }()

    private static let glyphs: [Character: Glyph] = {
        var glyphs = Alphabet.paths.mapValues { drawn($0.width, $0.path) }
        for (signs, lift) in [(raised, 6.6), (lowered, -3.2)] {
            for (sign, plain) in signs {
                guard let model = glyphs[plain] else { continue }
                glyphs[sign] = Glyph(
                    advance: model.advance * raisedSize, strokes: model.strokes.map { $0.map { Point($0.x * raisedSize, $0.y * raisedSize + lift) } })
            }
        }
        return glyphs
    }()

    private static let bearing = 1.5

    private static func drawn(_ width: Double, _ path: String) -> Glyph {
        var reader = PathReader(path)
        return Glyph(advance: width + 2 * bearing, strokes: reader.chains().map { $0.map { Point($0.x + bearing, $0.y) } })
    }
}

/// Reads the paths of `Alphabet`; a path is part of the source, so a wrong one is a programming error.
private struct PathReader {
    private var rest: Substring
    init(_ path: String) { rest = path[...] }

    mutating func chains() -> [[Point]] {
        var chains: [[Point]] = []
        while let command = rest.popFirst() {
            if command == " " { continue }
            if command == "M" {
                chains.append([point()])
                continue
            }
            let start = chains[chains.count - 1].last!
            switch command {
            case "L": chains[chains.count - 1].append(point())
            case "h", "v":
                chains[chains.count - 1] += Curve.quarter(start, point(), horizontalFirst: command == "h", fullness: 0.6, steps: 8)
            case "q":
                let (bend, end) = (point(), point())
                let first = Point(start.x + (bend.x - start.x) * 2 / 3, start.y + (bend.y - start.y) * 2 / 3)
                let second = Point(end.x + (bend.x - end.x) * 2 / 3, end.y + (bend.y - end.y) * 2 / 3)
                chains[chains.count - 1] += Curve.cubic(start, first, second, end, steps: 8)
            default: preconditionFailure("no such command in a glyph: \(command)")
            }
        }
        return chains
    }

    private mutating func point() -> Point {
        let x = number()
        return Point(x, number())
    }

    private mutating func number() -> Double {
        rest = rest.drop { $0 == " " }
        let text = rest.prefix { $0 == "-" || $0 == "." || $0.isNumber }
        rest = rest.dropFirst(text.count)
        guard let number = Double(text) else { preconditionFailure("no number in a glyph: \(text)") }
        return number
    }
}
