/// A picture as a value: shapes and their places, in points, from back to front. `pixels(scale:)`, `svg` and `pdf` draw the same scene.
public struct Scene: Sendable, Equatable {
    /// Anything that can be drawn.
    public enum Shape: Sendable, Equatable {
        /// The inside of polygons, where the winding number is not zero.
        case fill([[Point]], Colour)
        /// A line along each chain of points.
        case stroke([[Point]], Stroke)
        /// One line of text.
        case text(Text)
    }
    /// A shape, and the box that clips it, if any.
    public struct Mark: Sendable, Equatable { public var shape: Shape, clip: Rectangle? }

    /// In points.
    public let width: Double, height: Double
    /// From back to front.
    public private(set) var marks: [Mark] = []
    /// An empty scene on white.
    public init(width: Double, height: Double) { (self.width, self.height) = (width, height) }

    /// Puts filled polygons on top.
    public mutating func fill(_ polygons: [[Point]], _ colour: Colour, clip: Rectangle? = nil) {
        marks.append(Mark(shape: .fill(polygons, colour), clip: clip))
    }
    /// Puts lines on top.
    public mutating func stroke(_ chains: [[Point]], _ stroke: Stroke, clip: Rectangle? = nil) {
        marks.append(Mark(shape: .stroke(chains, stroke), clip: clip))
    }
    /// Puts a text on top.
    public mutating func text(_ text: Text) { marks.append(Mark(shape: .text(text), clip: nil)) }

    /// The same picture with all lengths multiplied by `factor`.
    public func scaled(by factor: Double) -> Scene {
        func scaled(_ point: Point) -> Point { Point(point.x * factor, point.y * factor) }
        var scene = Scene(width: width * factor, height: height * factor)
        scene.marks = marks.map { mark in
            var mark = mark
            mark.clip = mark.clip.map {
                Rectangle(left: $0.left * factor, top: $0.top * factor, width: $0.width * factor, height: $0.height * factor)
            }
            switch mark.shape {
            case .fill(let polygons, let colour): mark.shape = .fill(polygons.map { $0.map(scaled) }, colour)
            case .stroke(let chains, var stroke):
                (stroke.width, stroke.dashes) = (stroke.width * factor, stroke.dashes.map { $0 * factor })
                mark.shape = .stroke(chains.map { $0.map(scaled) }, stroke)
            case .text(var text):
                (text.at, text.size) = (scaled(text.at), text.size * factor)
                mark.shape = .text(text)
            }
            return mark
        }
        return scene
    }
}

/// The style of a line; corners are round.
public struct Stroke: Sendable, Hashable {
    /// The colour of the line.
    public var colour: Colour
    /// The width in points.
    public var width: Double
    /// Alternating lengths of dashes and gaps, in points; empty for a solid line.
    public var dashes: [Double]
    /// True: the ends are round.
    public var roundCaps: Bool
    /// A line, by default solid with flat ends.
    public init(_ colour: Colour, width: Double, dashes: [Double] = [], roundCaps: Bool = false) {
        (self.colour, self.width, self.dashes, self.roundCaps) = (colour, width, dashes, roundCaps)
    }
}

/// One line of text on its baseline.
public struct Text: Sendable, Hashable {
    /// The part of the text that is placed at its point.
    public enum Anchor: String, Sendable { case start, middle, end }
    /// The text, one line.
    public var string: String
    /// The anchor's place on the baseline.
    public var at: Point
    /// The size of the letters in points.
    public var size: Double
    /// The part of the text at `at`.
    public var anchor: Anchor
    /// The colour.
    public var colour: Colour
    /// True: drawn bold.
    public var bold: Bool
    /// True: reads upwards, as next to a vertical axis.
    public var upwards: Bool
    /// A text that by default begins at its point. Line breaks and tabs become spaces, other control characters U+FFFD.
    public init(_ string: String, at: Point, size: Double, anchor: Anchor = .start, colour: Colour = .ink, bold: Bool = false, upwards: Bool = false)
    {
        (self.at, self.size, self.anchor, self.colour, self.bold, self.upwards) = (at, size, anchor, colour, bold, upwards)
        self.string = String(String.UnicodeScalarView(string.unicodeScalars.map(Text.drawn)))
    }

    private static func drawn(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        isSpace(Character(scalar))
            ? " " : scalar.properties.generalCategory == .control || scalar.properties.isNoncharacterCodePoint ? "\u{FFFD}" : scalar
    }
    /// True if a letter is drawn as a space.
    static func isSpace(_ letter: Character) -> Bool { letter.isNewline || letter == "\t" || letter == "\u{A0}" }

    /// Its width in points.
    public var width: Double { Font.width(of: string) * size / Font.unitsPerEm }
}
