import CKernels
import Tensors

/// One batch-normalised layer of one image with arbitrary numbers, and the formulas of `CKernels.h` in Double.
final class LayerCase: @unchecked Sendable, CustomStringConvertible {
    let height: Int, width: Int, channels: Int, branches: Int, source: AdjointSource
    let y: Storage, tangent: Storage, mean: Storage, coefficients: Storage, adjoint: Storage, second: Storage, residual: Storage, node: Storage

    init(_ height: Int, _ width: Int, _ channels: Int, branches: Int = 1, _ source: AdjointSource = AdjointStored) {
        (self.height, self.width, self.channels, self.branches, self.source) = (height, width, channels, branches, source)
        let count = height * width * channels, kept = source == AdjointStored ? count : source == AdjointShared ? count / branches : count / 4
        func storage(_ name: String, _ count: Int) -> Storage { Storage(numbers(count, name)) }
        (y, tangent) = (storage("y", count), storage("tangent", count))
        (mean, coefficients) = (storage("mean", channels), storage("coefficients", CoefficientCount * channels))
        (adjoint, second) = (storage("adjoint", kept), storage("second", kept))
        (residual, node) = (storage("residual", count / branches), storage("node", count / branches))
    }

    static let all = [
        LayerCase(6, 4, 4), LayerCase(3, 5, 8), LayerCase(3, 5, 12), LayerCase(2, 2, 24), LayerCase(4, 4, 80), LayerCase(2, 6, 32),
        LayerCase(3, 3, 8, branches: 2, AdjointShared),
        LayerCase(2, 4, 96, branches: 3, AdjointShared), LayerCase(4, 6, 16, AdjointPooled), LayerCase(2, 2, 80, AdjointPooled),
    ]
    var description: String { "\(height) x \(width) x \(channels), \(branches) branches, source \(source.rawValue)" }
    var count: Int { height * width * channels }
    /// Channels after the mean over branches.
    var shared: Int { channels / branches }
    /// True if 2 x 2 pixels can be pooled.
    var isEven: Bool { height % 2 == 0 && width % 2 == 0 }

    func with<R>(_ body: (UnsafePointer<Normalised>) -> R) -> R {
        let layer = Normalised(
            height: Int32(height), width: Int32(width), channels: Int32(channels), branches: Int32(branches), y: y.floats, tangent: tangent.floats,
            mean: mean.floats, coefficients: coefficients.floats, source: source, adjoint: adjoint.floats, second: second.floats)
        return withUnsafePointer(to: layer) { body($0) }
    }

    func coefficient(_ index: Int, _ at: Int) -> Double { Double(coefficients.floats[index * channels + at % channels]) }
    func raw(_ at: Int) -> Double { Double(y.floats[at]) }
    func centred(_ at: Int) -> Double { raw(at) - Double(mean.floats[at % channels]) }
    func direction(_ at: Int) -> Double { Double(tangent.floats[at]) }
    func output(_ at: Int) -> Double { raw(at) * coefficient(0, at) + coefficient(1, at) }
    func outputTangent(_ at: Int) -> Double { direction(at) * coefficient(2, at) + raw(at) * coefficient(3, at) + coefficient(4, at) }
    /// The adjoint of the normalised output, read from its stored form.
    func adjoint(_ kept: Storage, _ at: Int) -> Double {
        let pixel = at / channels, c = at % channels
        switch source {
        case AdjointShared: return Double(kept.floats[pixel * shared + c % shared]) / Double(branches)
        case AdjointPooled: return output(at) > 0 ? Double(kept.floats[(pixel / width / 2 * (width / 2) + pixel % width / 2) * channels + c]) / 4 : 0
        default: return Double(kept.floats[at])
        }
    }
    func firstAdjoint(_ at: Int) -> Double { coefficient(5, at) * adjoint(adjoint, at) + coefficient(6, at) * raw(at) + coefficient(7, at) }
    func secondAdjoint(_ at: Int) -> Double {
        let first = coefficient(8, at) * adjoint(second, at) + coefficient(9, at) * adjoint(adjoint, at)
        return first + coefficient(10, at) * direction(at) + coefficient(11, at) * raw(at) + coefficient(12, at)
    }
    /// The mean over branches of f, by pixel and shared channel.
    func overBranches(_ f: (Int) -> Double) -> [Double] {
        (0..<count / branches).map { at in
            (0..<branches).reduce(0.0) { $0 + f(at / shared * channels + $1 * shared + at % shared) } / Double(branches)
        }
    }
    /// The mean over 2 x 2 pixels of f.
    func pooled(_ f: (Int) -> Double) -> [Double] {
        (0..<count / 4).map { at in
            let pixel = at / channels, r = pixel / (width / 2) * 2, p = pixel % (width / 2) * 2
            return (0..<4).reduce(0.0) { $0 + f(((r + $1 / 2) * width + p + $1 % 2) * channels + at % channels) } / 4
        }
    }
    /// The sum over pixels of f, by channel.
    func summed(_ f: (Int) -> Double) -> [Double] {
        (0..<channels).map { c in stride(from: c, to: count, by: channels).reduce(0.0) { $0 + f($1) } }
    }
}

/// A kernel, and the loop that defines its result.
struct PointwiseCase: Sendable, CustomStringConvertible {
    let description: String
    var applies: @Sendable (LayerCase) -> Bool = { _ in true }
    /// Everything that the kernel writes, concatenated; padded views include their borders.
    let run: @Sendable (Kernels, LayerCase) -> [Float]
    let naive: @Sendable (LayerCase) -> [Double]

    private static func image(_ l: LayerCase, _ channels: Int, halved: Bool = false) -> PaddedImages {
        let (height, width) = halved ? (l.height / 2, l.width / 2) : (l.height, l.width)
        return PaddedImages([Float](repeating: 0, count: height * width * channels), images: 1, height: height, width: width, channels: channels)
    }
    private static func written(_ images: PaddedImages) -> [Float] { images.bordersAreZero ? images.interior : [.nan] + images.interior }
    private static var nowhere: View { View() }
    private static func rectified(_ v: Double) -> Double { v > 0 ? v : 0 }

    static let all: [PointwiseCase] = [
        PointwiseCase(description: "copy") { k, l in
            let out = image(l, l.channels)
            k.copy(l.y.floats, out.view, Int32(l.height), Int32(l.width), Int32(l.channels))
            return written(out)
        } naive: { l in
            (0..<l.count).map(l.raw)
        },
        PointwiseCase(description: "relu") { k, l in
            let out = image(l, l.channels)
            l.with { k.relu($0, out.view) }
            return written(out)
        } naive: { l in
            (0..<l.count).map { rectified(l.output($0)) }
        },
        PointwiseCase(description: "relu_tangent") { k, l in
            let out = image(l, l.channels), tangent = image(l, l.channels), alone = image(l, l.channels)
            l.with { k.relu_tangent($0, out.view, tangent.view) }
            l.with { k.relu_tangent($0, nowhere, alone.view) }
            return written(out) + written(tangent) + written(alone)
        } naive: { l in
            let tangents = (0..<l.count).map { l.output($0) > 0 ? l.outputTangent($0) : 0 }
            return (0..<l.count).map { rectified(l.output($0)) } + tangents + tangents
        },
        PointwiseCase(description: "join") { k, l in
            let a = Storage(l.count / l.branches), b = Storage(l.count / l.branches), out = image(l, l.shared)
            l.with { k.join($0, l.residual.floats, a.floats, out.view) }
            l.with { k.join($0, nil, b.floats, nowhere) }
            return a.values + written(out) + b.values
        } naive: { l in
            let mean = l.overBranches(l.output), joined = mean.indices.map { rectified(mean[$0] + Double(l.residual.floats[$0])) }
            return joined + joined + mean.map(rectified)
        },
        PointwiseCase(description: "join_tangent") { k, l in
            let a = Storage(l.count / l.branches), b = Storage(l.count / l.branches), out = image(l, l.shared)
            l.with { k.join_tangent($0, l.residual.floats, l.node.floats, a.floats, out.view) }
            l.with { k.join_tangent($0, nil, l.node.floats, b.floats, nowhere) }
            return a.values + written(out) + b.values
        } naive: { l in
            let mean = l.overBranches(l.outputTangent)
            func kept(_ f: (Int) -> Double) -> [Double] { mean.indices.map { l.node.floats[$0] > 0 ? f($0) : 0 } }
            let joined = kept { mean[$0] + Double(l.residual.floats[$0]) }
            return joined + joined + kept { mean[$0] }
        },
        PointwiseCase(description: "pool", applies: \.isEven) { k, l in
            let a = Storage(l.count / 4), out = image(l, l.channels, halved: true)
            l.with { k.pool($0, a.floats, out.view) }
            return a.values + written(out)
        } naive: { l in
            let pooled = l.pooled { rectified(l.output($0)) }
            return pooled + pooled
        },
        PointwiseCase(description: "pool_tangent", applies: \.isEven) { k, l in
            let a = Storage(l.count / 4), out = image(l, l.channels, halved: true)
            l.with { k.pool_tangent($0, a.floats, out.view) }
            return a.values + written(out)
        } naive: { l in
            let pooled = l.pooled { l.output($0) > 0 ? l.outputTangent($0) : 0 }
            return pooled + pooled
        },
        PointwiseCase(description: "adjoint") { k, l in
            let out = image(l, l.channels)
            l.with { k.adjoint($0, out.view) }
            return written(out)
        } naive: { l in
            (0..<l.count).map(l.firstAdjoint)
        },
        PointwiseCase(description: "second_adjoint") { k, l in
            let out = image(l, l.channels), first = image(l, l.channels)
            l.with { k.second_adjoint($0, out.view, first.view) }
            return written(out) + written(first)
        } naive: { l in
            (0..<l.count).map(l.secondAdjoint) + (0..<l.count).map(l.firstAdjoint)
        },
        PointwiseCase(description: "sums") { k, l in
            let out = Storage(3 * l.channels)
            l.with { k.sums($0, out.floats) }
            return out.values
        } naive: { l in
            func shift(_ at: Int) -> Double { l.raw(at % l.channels) }
            return l.summed { l.raw($0) - shift($0) } + l.summed { (l.raw($0) - shift($0)) * (l.raw($0) - shift($0)) } + (0..<l.channels).map(shift)
        },
        PointwiseCase(description: "adjoint_sums") { k, l in
            let out = Storage(2 * l.channels)
            l.with { k.adjoint_sums($0, l.second.floats, out.floats) }
            return out.values
        } naive: { l in
            l.summed { l.adjoint(l.second, $0) } + l.summed { l.adjoint(l.second, $0) * l.centred($0) }
        },
        PointwiseCase(description: "tangent_sums") { k, l in
            let out = Storage(3 * l.channels)
            l.with { k.tangent_sums($0, out.floats) }
            return out.values
        } naive: { l in
            l.summed(l.direction) + l.summed { l.direction($0) * l.centred($0) } + l.summed { l.direction($0) * l.adjoint(l.adjoint, $0) }
        },
        PointwiseCase(description: "mask_sums") { k, l in
            let out = Storage(2 * l.channels), g = Storage(l.tangent.values)
            l.with { k.mask_sums($0, g.floats, out.floats) }
            return g.values + out.values
        } naive: { l in
            func masked(_ at: Int) -> Double { l.output(at) > 0 ? l.direction(at) : 0 }
            return (0..<l.count).map(masked) + l.summed(masked) + l.summed { masked($0) * l.centred($0) }
        },
        PointwiseCase(description: "mask_add") { k, l in
            func run(_ mask: Storage?, _ more: Storage?) -> [Float] {
                let e = Storage(l.y.values)
                k.mask_add(e.floats, mask?.floats, more?.floats, l.count)
                return e.values
            }
            let mask = Storage(numbers(l.count, "mask"))
            return run(mask, l.tangent) + run(nil, l.tangent) + run(mask, nil)
        } naive: { l in
            let mask = numbers(l.count, "mask"), all = 0..<l.count
            return all.map { mask[$0] > 0 ? l.raw($0) + l.direction($0) : 0 } + all.map { l.raw($0) + l.direction($0) }
                + all.map { mask[$0] > 0 ? l.raw($0) : 0 }
        },
        PointwiseCase(description: "average", applies: \.isEven) { k, l in
            let x = PaddedImages(l.y.values, images: 1, height: l.height, width: l.width, channels: l.channels),
                out = image(l, l.channels, halved: true)
            k.average(x.view, out.view, nil, Int32(l.height), Int32(l.width), Int32(l.channels))
            return written(out)
        } naive: { l in
            l.pooled(l.raw)
        },
        PointwiseCase(description: "signs of average", applies: \.isEven) { k, l in
            let x = PaddedImages(l.y.values, images: 1, height: l.height, width: l.width, channels: l.channels)
            let out = image(l, l.channels, halved: true)
            var signs = [UInt8](repeating: 0, count: out.geometry.count / 8 + 1)
            k.average(x.view, out.view, &signs, Int32(l.height), Int32(l.width), Int32(l.channels))
            return written(out).indices.map { at in
                let pixel = at / l.channels, half = l.width / 2
                let k = (pixel / half * (half + 2) + pixel % half) * l.channels + at % l.channels
                return Float(signs[k / 8] >> UInt8(k % 8) & 1)
            }
        } naive: { l in
            l.pooled(l.raw).map { $0 > 0 ? 1 : 0 }
        },
        PointwiseCase(description: "average_adjoint", applies: \.isEven) { k, l in
            let g = PaddedImages(numbers(l.count / 4, "g"), images: 1, height: l.height / 2, width: l.width / 2, channels: l.channels)
            let mask = PaddedImages(l.y.values, images: 1, height: l.height, width: l.width, channels: l.channels), out = image(l, l.channels)
            k.average_adjoint(g.view, mask.signs(), out.view, Int32(l.height), Int32(l.width), Int32(l.channels))
            return written(out)
        } naive: { l in
            let g = numbers(l.count / 4, "g"), half = l.width / 2
            return (0..<l.count).map { at in
                let pixel = at / l.channels
                return l.raw(at) > 0 ? Double(g[(pixel / l.width / 2 * half + pixel % l.width / 2) * l.channels + at % l.channels]) / 4 : 0
            }
        },
        PointwiseCase(description: "fold") { k, l in  // all but the first and the last sixteen numbers, if there are that many
            let pieces = (0..<3).map { Storage(numbers(l.count, "piece \($0)")) }
            k.fold(pieces.map(\.floats), 3, foldedRange(l).lowerBound, foldedRange(l).upperBound)
            return pieces[0].values
        } naive: { l in
            let pieces = (0..<3).map { numbers(l.count, "piece \($0)") }
            return (0..<l.count).map { at in foldedRange(l) ~= at ? pieces.reduce(0.0) { $0 + Double($1[at]) } : Double(pieces[0][at]) }
        },
        PointwiseCase(description: "descend") { k, l in
            descents.flatMap { nesterov in
                let w = Storage(Array(l.y.values.dropLast())), m = Storage(Array(l.tangent.values.dropLast())), g = numbers(l.count - 1, "g")
                k.descend(w.floats, m.floats, g, l.count - 1, 0.3, 0.9, 0.01, nesterov)
                return w.values + m.values
            }
        } naive: { l in
            descents.flatMap { nesterov in
                let g = numbers(l.count - 1, "g"), (rate, momentum, decay) = (Double(Float(0.3)), Double(Float(0.9)), Double(Float(0.01)))
                let d = g.indices.map { Double(g[$0]) + decay * l.raw($0) }, m = d.indices.map { momentum * l.direction($0) + d[$0] }
                return m.indices.map { l.raw($0) - rate * (nesterov == 1 ? d[$0] + momentum * m[$0] : m[$0]) } + m
            }
        },
    ]

    private static let descents: [Int32] = [0, 1]
    private static func foldedRange(_ l: LayerCase) -> Range<Int> { l.count > 48 ? 16..<l.count / 16 * 16 - 16 : 0..<l.count }
}
