/// Fills polygons with soft edges: each pixel row is sampled on 16 lines, and along a line coverage is exact.
/// Colours are integers and corners are on a grid of 1/64 pixel, so that the last bit of a logarithm does not
/// change a picture.
struct Raster {
    let width: Int, height: Int
    private(set) var red: [UInt8], green: [UInt8], blue: [UInt8]
    private static let lines = 16

    init(width: Int, height: Int, background: Colour) {
        (self.width, self.height) = (width, height)
        red = Array(repeating: background.red, count: width * height)
        green = Array(repeating: background.green, count: width * height)
        blue = Array(repeating: background.blue, count: width * height)
    }

    /// A crossing of a polygon's side with a sampling line, and its direction.
    private struct Crossing { var line: Int, x: Double, winding: Int }

    mutating func fill(_ polygons: [[Point]], _ colour: Colour, clip: Rectangle) {
        let left = max(0, clip.left), right = min(Double(width), clip.right)
        let firstLine = max(0, Int((max(0, clip.top) * Double(Self.lines)).rounded()))
        let lastLine = min(height * Self.lines, Int((min(Double(height), clip.bottom) * Double(Self.lines)).rounded()))
        guard left < right, firstLine < lastLine else { return }
        let crossings = Self.crossings(of: polygons, lines: firstLine..<lastLine)
        var coverage = [Double](repeating: 0, count: width), index = 0
        while index < crossings.count {
            let row = crossings[index].line / Self.lines
            var low = width, high = 0
            while index < crossings.count, crossings[index].line / Self.lines == row {
                let line = crossings[index].line
                var winding = 0, start = 0.0
                while index < crossings.count, crossings[index].line == line {
                    let crossing = crossings[index]
                    if winding == 0 { start = crossing.x }
                    winding += crossing.winding
                    if winding == 0 {
                        let (from, to) = (max(left, start), min(right, crossing.x))
                        if from < to {
                            Self.cover(&coverage, from, to)
                            (low, high) = (min(low, Int(from)), max(high, min(width, Int(to) + 1)))
                        }
                    }
                    index += 1
                }
            }
            for x in low..<max(low, high) where coverage[x] > 0 {
                blend(colour, coverage[x] / Double(Self.lines), at: row * width + x)
                coverage[x] = 0
            }
        }
    }

    /// All crossings of the sides with the sampling lines, by line and then from left to right.
    private static func crossings(of polygons: [[Point]], lines: Range<Int>) -> [Crossing] {
        func grid(_ value: Double) -> Double { (value * 64).rounded() / 64 }
        var crossings: [Crossing] = []
        for polygon in polygons where polygon.count > 2 {
            let corners = polygon.map { Point(grid($0.x), grid($0.y)) }
            // Pieces of a stroke overlap: wound the same way they unite, wound in opposite ways they would
            // cancel.
            let side = area(corners) < 0 ? -1 : 1
            var from = corners[corners.count - 1]
            for to in corners {
                let (upper, lower, winding) = from.y < to.y ? (from, to, side) : (to, from, -side)
                from = to
                let first = max(lines.lowerBound, Int((upper.y * Double(Self.lines) - 0.5).rounded(.up)))
                let end = min(lines.upperBound, Int((lower.y * Double(Self.lines) - 0.5).rounded(.up)))
                guard first < end else { continue }
                let slope = (lower.x - upper.x) / (lower.y - upper.y)
                for line in first..<end {
                    let y = (Double(line) + 0.5) / Double(Self.lines)
                    crossings.append(Crossing(line: line, x: upper.x + (y - upper.y) * slope, winding: winding))
                }
            }
        }
        return crossings.sorted { ($0.line, $0.x, $0.winding) < ($1.line, $1.x, $1.winding) }
    }

    /// Twice the area, negative for the opposite orientation.
    static func area(_ corners: [Point]) -> Double {
        zip(corners, corners.dropFirst() + corners.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
    }

    /// Adds to each pixel the share that is between `from` and `to`.
    private static func cover(_ coverage: inout [Double], _ from: Double, _ to: Double) {
        let (first, last) = (Int(from), min(coverage.count - 1, Int(to)))
        if first == last {
            coverage[first] += to - from
            return
        }
        coverage[first] += Double(first + 1) - from
        for x in first + 1..<max(first + 1, last) { coverage[x] += 1 }
        coverage[last] += min(1, to - Double(last))
    }

    private mutating func blend(_ colour: Colour, _ coverage: Double, at index: Int) {
        let weight = Int((coverage * Double(colour.opacity)).rounded()), rest = 255 - weight
        func mix(_ below: UInt8, _ above: UInt8) -> UInt8 { UInt8((Int(below) * rest + Int(above) * weight + 127) / 255) }
        red[index] = mix(red[index], colour.red)
        green[index] = mix(green[index], colour.green)
        blue[index] = mix(blue[index], colour.blue)
    }
}
