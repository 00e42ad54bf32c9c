import Classification
import Tensors
import ElementaryFunctions

/// Adam (Kingma and Ba 2015, arXiv:1412.6980) on the tanh-space variables [N, H, W, C] of a batch.
struct Adam {
    private var w: [Float], m: [Float], v: [Float], slope: [Float]
    private let rate: Float, width: Int
    private var decay = (first: 1.0, second: 1.0)  // 0.9^t and 0.999^t

    init(_ start: Tensor, rate: Float) {
        (w, m, v) = (start.values, [Float](repeating: 0, count: start.values.count), [Float](repeating: 0, count: start.values.count))
        (self.rate, width, slope) = (rate, start.stride, [Float](repeating: 0, count: start.stride))
    }

    /// The images [rows, H, W, C] of some rows of the batch.
    func images(of rows: [Int], into points: inout Tensor) {
        points.values.withUnsafeMutableBufferPointer { points in
            w.withUnsafeBufferPointer { w in
                for (row, n) in rows.enumerated() {
                    let x = points.row(row, width), w = w.row(n, width)
                    for j in x.indices { x[j] = (Elementary.tanh(w[j]) + 1) / 2 }
                }
            }
        }
    }

    /// One step of the kept rows of `active` down ||x - x0||^2 + loss(x), where the gradient of the loss is `gradient` times `factors` [rows].
    mutating func descend(
        _ active: [Int], _ kept: [Int], _ points: Tensor, _ batch: LabelledImages, _ gradient: Tensor, _ factors: [Float]
    ) throws {
        decay = (decay.first * 0.9, decay.second * 0.999)
        for row in kept {
            let n = active[row]
            let finite = gradient.values.withUnsafeBufferPointer { gradient in
                points.values.withUnsafeBufferPointer { points in
                    batch.images.values.withUnsafeBufferPointer { originals in
                        setSlope(points.row(row, width), originals.row(n, width), gradient.row(row, width), factors[row])
                    }
                }
            }
            guard finite else { throw NotANumber("gradient", sample: batch.samples[n]) }
            step(n)
        }
    }

    /// Sets `slope` to d/dw of the sum at one image, by dx/dw = (1 - tanh^2) / 2 = 2 x (1 - x). Returns false if `g` is not finite.
    private mutating func setSlope(_ x: Ball.Row, _ x0: Ball.Row, _ g: Ball.Row, _ constant: Float) -> Bool {
        slope.withUnsafeMutableBufferPointer { slope in
            for j in slope.indices { slope[j] = (2 * (x[j] - x0[j]) + constant * g[j]) * (2 * x[j] * (1 - x[j])) }
        }
        return Norm.linf(g).isFinite
    }

    /// Moves image n of the batch against `slope`. Separate from the loop above, so that each uses few enough arrays to be vectorised.
    private mutating func step(_ n: Int) {
        let unbias = (first: Float(1 / (1 - decay.first)), second: Float(1 / (1 - decay.second))), (rate, width) = (rate, width)
        w.withUnsafeMutableBufferPointer { w in
            m.withUnsafeMutableBufferPointer { m in
                v.withUnsafeMutableBufferPointer { v in
                    slope.withUnsafeBufferPointer { slope in
                        let (w, m, v) = (w.row(n, width), m.row(n, width), v.row(n, width))
                        for j in slope.indices {
                            m[j] = 0.9 * m[j] + 0.1 * slope[j]
                            v[j] = 0.999 * v[j] + 0.001 * (slope[j] * slope[j])
                            w[j] -= rate * (m[j] * unbias.first) / ((v[j] * unbias.second).squareRoot() + 1e-8)
                        }
                    }
                }
            }
        }
    }
}
