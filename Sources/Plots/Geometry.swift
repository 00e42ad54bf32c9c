/// A place in a scene: x grows to the right, y grows downwards, in points.
public struct Point: Sendable, Hashable {
    /// In points.
    public var x: Double, y: Double
    /// The point (x, y).
    public init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
}

/// An upright box of a scene, in points.
public struct Rectangle: Sendable, Hashable {
    /// In points; the corner is the upper left one.
    public var left: Double, top: Double, width: Double, height: Double
    /// A box by its upper left corner and its size.
    public init(left: Double, top: Double, width: Double, height: Double) {
        (self.left, self.top, self.width, self.height) = (left, top, width, height)
    }
    /// The x of its right side.
    public var right: Double { left + width }
    /// The y of its lower side.
    public var bottom: Double { top + height }
    /// Its four corners, in order.
    public var corners: [Point] { [Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)] }
    /// True if the point is inside or on the border.
    public func contains(_ point: Point) -> Bool { point.x >= left && point.x <= right && point.y >= top && point.y <= bottom }
    /// Larger by `margin` on every side.
    public func grown(by margin: Double) -> Rectangle {
        Rectangle(left: left - margin, top: top - margin, width: width + 2 * margin, height: height + 2 * margin)
    }
}

/// Curves as chains of points: polynomials only, so every machine gives the same bits.
enum Curve {
    /// Points of the cubic Bézier curve from `start` (left out) to `end`, `steps` of them.
    static func cubic(_ start: Point, _ first: Point, _ second: Point, _ end: Point, steps: Int) -> [Point] {
        (1...steps).map { step in
            let t = Double(step) / Double(steps), s = 1 - t
            let (a, b, c, d) = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
            return Point(a * start.x + b * first.x + c * second.x + d * end.x, a * start.y + b * first.y + c * second.y + d * end.y)
        }
    }

    /// A quarter of an ellipse; `fullness` 0.5523 is the true one, a little more is squarer, as in letters.
    static func quarter(_ start: Point, _ end: Point, horizontalFirst: Bool, fullness: Double, steps: Int) -> [Point] {
        let (dx, dy) = ((end.x - start.x) * fullness, (end.y - start.y) * fullness)
        return horizontalFirst
            ? cubic(start, Point(start.x + dx, start.y), Point(end.x, end.y - dy), end, steps: steps)
            : cubic(start, Point(start.x, start.y + dy), Point(end.x - dx, end.y), end, steps: steps)
    }

    /// A circle as a polygon of `4 * steps` corners.
    static func circle(_ centre: Point, radius: Double, steps: Int = 5) -> [Point] {
        let (left, right) = (Point(centre.x - radius, centre.y), Point(centre.x + radius, centre.y))
        let (top, bottom) = (Point(centre.x, centre.y - radius), Point(centre.x, centre.y + radius))
        func part(_ from: Point, _ to: Point, _ horizontalFirst: Bool) -> [Point] {
            quarter(from, to, horizontalFirst: horizontalFirst, fullness: 0.5523, steps: steps)
        }
        return part(right, bottom, false) + part(bottom, left, true) + part(left, top, false) + part(top, right, true)
    }
}
