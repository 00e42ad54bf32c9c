// The nearest point of a plane inside the box (Croce and Hein 2020, arXiv:1907.02044, equation 5): every component moves towards the plane at a
// speed, |w_j| in l2 and 1 in linf, until it meets the box. The time at which the plane is reached follows from the times at which the components
// meet the box.

import Tensors

extension Tensor {
    /// The cotangent of z_k - z_y at logits of this shape [N, K], where k is a row's rival and y its label; zero in a row without a rival.
    init(raising rivals: [Int?], over labels: [Int], shape: [Int]) {
        self.init(zeros: shape)
        for (row, rival) in rivals.enumerated() {
            guard let rival else { continue }
            values[row * stride + rival] = 1
            values[row * stride + labels[row]] = -1
        }
    }
}

/// The points p with <normal, p> = offset.
struct Hyperplane {
    let normal: [Float], offset: Double

    /// The plane on which a quantity with this gradient at a point has risen by `gap`.
    init(normal: [Float], through point: [Float], gap: Float) {
        self.normal = normal
        offset = zip(normal, point).reduce(Double(gap)) { $0 + Double($1.0) * Double($1.1) }
    }

    /// True if the normal is zero.
    var isFlat: Bool { normal.allSatisfy { $0 == 0 } }

    /// The shortest move in l2 or linf from x in [0, 1]^D to a point of the plane in the box; as far as the box allows if there is none.
    func move(from x: [Float], _ norm: Norm) -> [Float] {
        let gap = zip(normal, x).reduce(offset) { $0 - Double($1.0) * Double($1.1) }, isForward = gap > 0
        let weights = normal.map { Double(abs($0)) }, speeds = norm == .linf ? weights.map { $0 > 0 ? 1 : 0 } : weights
        let rooms = zip(normal, x).map { Double(($0 > 0) == isForward ? 1 - $1 : $1) }
        let moving = weights.indices.filter { weights[$0] > 0 }
        let times = moving.map { rooms[$0] / speeds[$0] }
        var rate = moving.reduce(0) { $0 + weights[$1] * speeds[$1] }, gained = 0.0, now = 0.0, end = Double.infinity
        for place in times.indices.sorted(by: { times[$0] < times[$1] }) {
            let j = moving[place]
            if gained + rate * (times[place] - now) >= abs(gap) {
                end = now + (abs(gap) - gained) / rate
                break
            }
            gained += rate * (times[place] - now)
            now = times[place]
            rate -= weights[j] * speeds[j]
        }
        return x.indices.map { j in
            let length = Float(min(speeds[j] * (speeds[j] > 0 ? end : 0), rooms[j]))
            return (normal[j] > 0) == isForward ? length : -length
        }
    }
}
