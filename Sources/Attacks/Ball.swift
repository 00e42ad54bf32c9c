// Points of a ball around an image, intersected with the box [0, 1]^D. Membership is decided on the stored floats, in Double: x + d is rounded, for
// small radii by more than the slack.

import Classification
import ElementaryFunctions
import Tensors

/// A ball around an image; its points are stored floats.
public struct Ball {
    /// A distance d counts as within a radius r if d <= r (1 + relativeSlack): an image projected onto the boundary can end up outside when its
    /// pixels are rounded. Any count of errors at a radius must use the same slack.
    public static let relativeSlack = 1e-6

    typealias Row = UnsafeBufferPointer<Float>
    typealias Result = UnsafeMutableBufferPointer<Float>

    let norm: Norm, centre: Row, radius: Float

    /// True if a stored point lies inside; false for NaN.
    func contains(_ point: Row) -> Bool { norm.distance(centre, point) <= Double(radius) * (1 + Self.relativeSlack) }

    /// Stores centre + move, projected onto the ball and clipped to the box. `move` is overwritten.
    func place(_ move: Result, into point: Result) {
        norm.project(move, radius: radius)
        for j in point.indices {
            let value = centre[j] + move[j]
            point[j] = value < 0 ? 0 : value > 1 ? 1 : value  // keeps NaN
        }
        norm == .linf ? stepBack(point) : shrink(point)
    }

    /// Moves a component that rounding carried out of the ball to the next float towards the centre.
    private func stepBack(_ point: Result) {
        for j in point.indices {
            let distance = point[j] - centre[j]
            if distance > radius { point[j] = point[j].nextDown } else if distance < -radius { point[j] = point[j].nextUp }
        }
    }

    /// Shrinks the move until the point is inside, by eight times as much each time; ends at the centre if no other float is inside.
    private func shrink(_ point: Result) {
        var excess = Self.relativeSlack
        while true {
            let distance = norm.distance(centre, Row(point))
            if !(distance > Double(radius) * (1 + Self.relativeSlack)) { return }
            let scale = excess < 1 ? Float(Double(radius) / distance * (1 - excess)) : 0
            for j in point.indices { point[j] = scale == 0 ? centre[j] : centre[j] + (point[j] - centre[j]) * scale }
            excess *= 8
        }
    }

    /// Stores a point drawn uniformly from the ball and clipped to the box; the direction is the same for every radius.
    func scatter(_ stream: inout RandomStream, into point: Result, scratch: Result) {
        switch norm {
        case .linf: for j in scratch.indices { scratch[j] = radius * stream.uniform(-1, 1) }
        case .l2:
            for j in scratch.indices { scratch[j] = stream.normal() }
            rescale(scratch, &stream)
        case .l1:  // exponential magnitudes, random signs
            for j in scratch.indices {
                let bits = stream.word(), magnitude = Float(-Elementary.log((Double(bits >> 1) + 0.5) * 0x1p-31))
                scratch[j] = bits & 1 == 0 ? magnitude : -magnitude
            }
            rescale(scratch, &stream)
        }
        place(scratch, into: point)
    }

    /// Stores a random point of the surface, clipped to the box: in linf a uniform direction of the cube, else a normal one. Not uniform in l1.
    func scatterOnSurface(_ stream: inout RandomStream, into point: Result, scratch: Result) {
        for j in scratch.indices { scratch[j] = norm == .linf ? stream.uniform(-1, 1) : stream.normal() }
        let length = norm(Row(scratch)), scale = length > 0 ? radius / length : 0
        for j in scratch.indices { scratch[j] *= scale }
        place(scratch, into: point)
    }

    /// Scales to the length radius * u^(1/D), u uniform.
    private func rescale(_ direction: Result, _ stream: inout RandomStream) {
        let u = (Double(stream.word()) + 0.5) * 0x1p-32
        let scale = radius * Float(Elementary.pow(u, 1 / Double(direction.count))) / norm(Row(direction))
        for j in direction.indices { direction[j] *= scale }
    }
}

extension UnsafeBufferPointer {
    /// Row n of an array whose rows have this width.
    func row(_ n: Int, _ width: Int) -> UnsafeBufferPointer { UnsafeBufferPointer(rebasing: self[n * width..<(n + 1) * width]) }
}
extension UnsafeMutableBufferPointer {
    /// Row n of an array whose rows have this width.
    func row(_ n: Int, _ width: Int) -> UnsafeMutableBufferPointer { UnsafeMutableBufferPointer(rebasing: self[n * width..<(n + 1) * width]) }
}
