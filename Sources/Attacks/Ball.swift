// Points of a ball around an image, cut with the box [0, 1]^D. What counts is the image as it is stored: x + d rounds, by more than the slack where
// the radius is small, so membership is decided on the stored floats, in Double.

import Classification
import ElementaryFunctions
import Tensors

/// The ball of a radius around an image.
public struct Ball {
    typealias Row = UnsafeBufferPointer<Float>
    typealias Result = UnsafeMutableBufferPointer<Float>

    /// How far, relative to the radius, a stored image may lie outside.
    public static let relativeSlack = 1e-6

    let norm: Norm, centre: Row, radius: Float

    /// Whether a stored point lies inside; false for NaN.
    func contains(_ point: Row) -> Bool { norm.distance(centre, point) <= Double(radius) * (1 + Self.relativeSlack) }

    /// Stores the point of ball and box that the move leads to. `move` is scratch afterwards.
    func place(_ move: Result, into point: Result) {
        norm.project(move, radius: radius)
        for j in point.indices {
            let value = centre[j] + move[j]
            point[j] = value < 0 ? 0 : value > 1 ? 1 : value  // keeps NaN
        }
        norm == .linf ? stepBack(point) : shrink(point)
    }

    /// A component that rounding carried out of the ball goes to its neighbour on the centre's side.
    private func stepBack(_ point: Result) {
        for j in point.indices {
            let distance = point[j] - centre[j]
            if distance > radius { point[j] = point[j].nextDown } else if distance < -radius { point[j] = point[j].nextUp }
        }
    }

    /// Nearer to the centre until inside, by twice as much each time; in the end the centre itself, where no float but it is inside.
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

    /// A point drawn uniformly from the ball, cut with the box, stored; the same direction for every radius.
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

    /// To the length radius * u^(1/D), u uniform.
    private func rescale(_ direction: Result, _ stream: inout RandomStream) {
        let u = (Double(stream.word()) + 0.5) * 0x1p-32
        let scale = radius * Float(Elementary.pow(u, 1 / Double(direction.count))) / norm(Row(direction))
        for j in direction.indices { direction[j] *= scale }
    }
}

extension UnsafeBufferPointer {
    /// Row n of rows of a width.
    func row(_ n: Int, _ width: Int) -> UnsafeBufferPointer { UnsafeBufferPointer(rebasing: self[n * width..<(n + 1) * width]) }
}
extension UnsafeMutableBufferPointer {
    /// Row n of rows of a width.
    func row(_ n: Int, _ width: Int) -> UnsafeMutableBufferPointer { UnsafeMutableBufferPointer(rebasing: self[n * width..<(n + 1) * width]) }
}
