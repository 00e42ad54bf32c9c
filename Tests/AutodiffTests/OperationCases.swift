import Autodiff
import Foundation
import SeededNumbers

/// One operation, on the tape and as a naive formula. A new operation is tested to second order by a row here.
struct OperationCase: CustomStringConvertible, Sendable {
    enum Domain { case any, positive, awayFromZero }
    let description: String
    let shapes: [[Int]]
    var domain = Domain.any
    let tape: @Sendable ([Variable<Double>]) -> Variable<Double>
    let naive: @Sendable ([Grid]) -> Grid

    init(
        _ description: String, _ shapes: [[Int]], _ domain: Domain = .any, tape: @escaping @Sendable ([Variable<Double>]) -> Variable<Double>,
        naive: @escaping @Sendable ([Grid]) -> Grid
    ) {
        (self.description, self.shapes, self.domain, self.tape, self.naive) = (description, shapes, domain, tape, naive)
    }

    func inputs(_ random: inout Seeded) -> [Grid] {
        shapes.map { shape in
            Grid(
                shape,
                values: (0..<shape.reduce(1, *)).map { _ in
                    switch domain {
                    case .any: return random.uniform()
                    case .positive: return random.uniform(0.5, 2)
                    case .awayFromZero:
                        let magnitude = random.uniform(0.1, 1)
                        return Bool.random(using: &random) ? magnitude : -magnitude
                    }
                })
        }
    }
}

private func each(_ inputs: [Grid], _ body: (Double) -> Double) -> Grid { Grid(inputs[0].shape, values: inputs[0].values.map(body)) }

let arithmetic: [OperationCase] = [
    .init("add", [[2, 3], [2, 3]], tape: { $0[0] + $0[1] }, naive: { g in Grid([2, 3]) { g[0][$0] + g[1][$0] } }),
    .init("add, broadcast", [[2, 3, 5], [3, 1]], tape: { $0[0] + $0[1] }, naive: { g in Grid([2, 3, 5]) { g[0][$0] + g[1][$0[1], 0] } }),
    .init(
        "subtract, both broadcast", [[3, 1], [1, 4]], tape: { $0[0] - $0[1] }, naive: { g in Grid([3, 4]) { g[0][$0[0], 0] - g[1][0, $0[1]] } }),
    .init("multiply, broadcast", [[2, 3], [3]], tape: { $0[0] * $0[1] }, naive: { g in Grid([2, 3]) { g[0][$0] * g[1][$0[1]] } }),
    .init("multiply by itself", [[5]], tape: { $0[0] * $0[0] * $0[0] }, naive: { each($0) { $0 * $0 * $0 } }),
    .init("divide, broadcast", [[2, 3], [2, 1]], .positive, tape: { $0[0] / $0[1] }, naive: { g in Grid([2, 3]) { g[0][$0] / g[1][$0[0], 0] } }),
    .init("scale", [[7]], tape: { $0[0] * 3 }, naive: { each($0) { 3 * $0 } }),
    .init("plus a constant", [[1]], tape: { $0[0] + 2 }, naive: { each($0) { $0 + 2 } }),
    .init("negate", [[3]], tape: { -$0[0] }, naive: { each($0) { -$0 } }),
    .init("exp", [[2, 3]], tape: { $0[0].exp() }, naive: { each($0, exp) }),
    .init("log", [[2, 3]], .positive, tape: { $0[0].log() }, naive: { each($0, log) }),
    .init("square root", [[2, 3]], .positive, tape: { $0[0].squareRoot() }, naive: { each($0) { $0.squareRoot() } }),
    .init("tanh", [[2, 3]], tape: { $0[0].tanh() }, naive: { each($0, tanh) }),
    .init("relu", [[3, 5]], .awayFromZero, tape: { $0[0].relu() }, naive: { each($0) { $0 > 0 ? $0 : 0 } }),
    .init("magnitude", [[3, 5]], .awayFromZero, tape: { $0[0].magnitude() }, naive: { each($0) { abs($0) } }),
    .init(
        "matrix product", [[3, 5], [5, 2]], tape: { $0[0].matrixProduct($0[1]) },
        naive: { g in
            Grid([3, 2]) { i in sum(0..<5) { g[0][i[0], $0] * g[1][$0, i[1]] } }
        }),
    .init(
        "matrix product of single numbers", [[1, 1], [1, 1]], tape: { $0[0].matrixProduct($0[1]) },
        naive: { g in
            Grid([1, 1], values: [g[0].values[0] * g[1].values[0]])
        }),
]

let arrangements: [OperationCase] = [
    .init("reshape", [[2, 6]], tape: { $0[0].reshaped([3, 4]) }, naive: { Grid([3, 4], values: $0[0].values) }),
    .init("permute", [[2, 3, 5]], tape: { $0[0].permuted([2, 0, 1]) }, naive: { g in Grid([5, 2, 3]) { g[0][$0[1], $0[2], $0[0]] } }),
    .init("expand", [[1, 3, 1]], tape: { $0[0].expanded(to: [2, 3, 5]) }, naive: { g in Grid([2, 3, 5]) { g[0][0, $0[1], 0] } }),
    .init(
        "sum over axes", [[2, 3, 5]], tape: { $0[0].sum(over: [0, 2]) },
        naive: { g in
            Grid([1, 3, 1]) { i in sum(0..<2) { n in sum(0..<5) { g[0][n, i[1], $0] } } }
        }),
    .init("sum of everything", [[2, 3]], tape: { $0[0].sum() }, naive: { Grid([], values: [$0[0].values.reduce(0, +)]) }),
    .init("mean over an axis", [[4, 3]], tape: { $0[0].mean(over: [0]) }, naive: { g in Grid([1, 3]) { i in sum(0..<4) { g[0][$0, i[1]] } / 4 } }),
    .init("mean of everything", [[7]], tape: { $0[0].mean() }, naive: { Grid([], values: [$0[0].values.reduce(0, +) / 7]) }),
    .init("slice", [[3, 5, 2]], tape: { $0[0].sliced(1, 1..<4) }, naive: { g in Grid([3, 3, 2]) { g[0][$0[0], $0[1] + 1, $0[2]] } }),
    .init(
        "embed", [[2, 3]], tape: { $0[0].embedded(in: [4, 5], at: [1, 2]) },
        naive: { g in
            Grid([4, 5]) { 1..<3 ~= $0[0] && $0[1] >= 2 ? g[0][$0[0] - 1, $0[1] - 2] : 0 }
        }),
    .init(
        "concatenate", [[2, 1], [2, 3]], tape: { .concatenated($0, axis: 1) },
        naive: { g in
            Grid([2, 4]) { $0[1] < 1 ? g[0][$0] : g[1][$0[0], $0[1] - 1] }
        }),
]

let layers: [OperationCase] = [
    convolution("3x3, padded, one image of odd sizes", images: [1, 5, 3, 2], weights: [3, 2, 3, 3], padding: 1),
    convolution("3x3, padded, image of one pixel", images: [3, 1, 1, 2], weights: [2, 2, 3, 3], padding: 1),
    convolution("3x3 in two groups", images: [2, 3, 3, 4], weights: [6, 2, 3, 3], padding: 1, groups: 2),
    convolution("3x3, every channel its own group", images: [1, 3, 4, 3], weights: [3, 1, 3, 3], padding: 1, groups: 3),
    convolution("1x1", images: [2, 3, 2, 3], weights: [4, 3, 1, 1]),
    convolution("2x3, unpadded, stride 2", images: [2, 5, 6, 2], weights: [2, 2, 2, 3], stride: 2),
    .init(
        "linear", [[3, 4], [2, 4], [2]], tape: { $0[0].linear($0[1], $0[2]) },
        naive: { g in
            Grid([3, 2]) { i in sum(0..<4) { g[0][i[0], $0] * g[1][i[1], $0] } + g[2][i[1]] }
        }),
    averagePool("even", images: [2, 4, 4, 3]), averagePool("odd", images: [1, 5, 3, 2]),
    .init(
        "global average pool", [[2, 3, 5, 2]], tape: { $0[0].globallyPooled() },
        naive: { g in
            Grid([2, 2]) { i in sum(0..<3) { y in sum(0..<5) { g[0][i[0], y, $0, i[1]] } } / 15 }
        }),
    .init(
        "mean over branches", [[2, 1, 3, 6]], tape: { $0[0].meanOverBranches(3) },
        naive: { g in
            Grid([2, 1, 3, 2]) { i in sum(0..<3) { g[0][i[0], i[1], i[2], 2 * $0 + i[3]] } / 3 }
        }),
    .init("batch mean", [[2, 3, 1, 3]], tape: { $0[0].moments().mean }, naive: { g in Grid([1, 1, 1, 3]) { naiveMoments(g[0], $0[3]).mean } }),
    .init(
        "batch variance", [[2, 3, 1, 3]], tape: { $0[0].moments().variance },
        naive: { g in Grid([1, 1, 1, 3]) { naiveMoments(g[0], $0[3]).variance } }),
    batchNormalisation("images", [3, 2, 3, 2]), batchNormalisation("one image", [1, 3, 3, 2]), batchNormalisation("logits", [5, 3]),
    .init("cross-entropy", [[3, 4]], tape: { $0[0].crossEntropy([2, 0, 3]) }, naive: { naiveCrossEntropy($0[0], [2, 0, 3]) }),
    .init(
        "cross-entropy, one image, logits of size 20", [[1, 5]], tape: { ($0[0] * 20).crossEntropy([1]) },
        naive: {
            naiveCrossEntropy(Grid([1, 5], values: $0[0].values.map { 20 * $0 }), [1])
        }),
    .init("pick labels", [[2, 3]], tape: { $0[0].picked([2, 1]) }, naive: { Grid([2], values: [$0[0][0, 2], $0[0][1, 1]]) }),
    .init(
        "Euclidean norms", [[3, 2, 2]], tape: { $0[0].euclideanNorms() },
        naive: { g in
            Grid([3]) { i in sum(0..<4) { g[0][i[0], $0 / 2, $0 % 2] * g[0][i[0], $0 / 2, $0 % 2] }.squareRoot() }
        }),
]

private func convolution(
    _ name: String, images: [Int], weights: [Int], padding: Int = 0, stride: Int = 1, groups: Int = 1
) -> OperationCase {
    .init(
        "convolution \(name)", [images, weights],
        tape: { $0[0].convolved(with: $0[1], padding: padding, stride: stride, groups: groups) },
        naive: { naiveConvolution($0[0], $0[1], padding: padding, stride: stride, groups: groups) })
}
private func averagePool(_ name: String, images: [Int]) -> OperationCase {
    .init("average pool, \(name)", [images], tape: { $0[0].averagePooled() }, naive: { naiveAveragePool($0[0]) })
}
private func batchNormalisation(_ name: String, _ shape: [Int]) -> OperationCase {
    .init(
        "batch normalisation of \(name)", [shape],
        tape: {
            let (mean, variance) = $0[0].moments()
            return $0[0].normalised(mean: mean, variance: variance)
        }, naive: { naiveBatchNormalisation($0[0]) })
}
