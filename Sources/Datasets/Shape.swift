// The robust cue of the procedural set: shapes of about equal area, each as a signed distance (negative inside), from which the painter
// takes anti-aliased coverage. None is a rotation or mirror image of another, so that rotation and flips keep the label.

/// A shape around the origin, about one unit in radius.
enum Shape: CaseIterable {
    case disc, ring, square, frame, triangle, cross, star, bars, crescent, bowTie

    /// About the distance from (x, y) to the outline: negative inside, exact near straight sides.
    func distance(_ x: Float, _ y: Float) -> Float {
        let ax = abs(x), ay = abs(y)
        switch self {
        case .disc: return length(x, y) - 0.85
        case .ring: return abs(length(x, y) - 0.76) - 0.24
        case .square: return max(ax, ay) - 0.78
        case .frame: return abs(max(ax, ay) - 0.68) - 0.22
        case .triangle: return max(-y, 0.5 * y + 0.8660254 * x, 0.5 * y - 0.8660254 * x) - 0.55
        case .cross: return min(max(ax - 1, ay - 0.3), max(ax - 0.3, ay - 1))
        case .star:
            // Five lines: a point of the star is on the outer side of at most one of them.
            let sides = Self.pentagon.map { $0.x * x + $0.y * y }
            var first = -Float.infinity, second = -Float.infinity
            for side in sides {
                second = max(second, min(first, side))
                first = max(first, side)
            }
            return second - 0.37
        case .bars: return max(abs(ax - 0.62) - 0.26, ay - 0.95)
        case .crescent: return max(length(x, y) - 1, 0.72 - length(x - 0.5, y))
        case .bowTie: return max(ax - 0.95, (ay - 0.9 * ax - 0.08) * 0.7433)  // 1 / sqrt(1 + 0.9^2)
        }
    }

    /// cos and sin of 90 + 72 k degrees.
    private static let pentagon: [SIMD2<Float>] = [
        [0, 1], [-0.95105652, 0.30901699], [-0.58778525, -0.80901699], [0.58778525, -0.80901699], [0.95105652, 0.30901699],
    ]
}

/// sqrt(x^2 + y^2)
func length(_ x: Float, _ y: Float) -> Float { (x * x + y * y).squareRoot() }
