import Tensors
import Testing

/// A float32 sum of at most a few hundred products.
private let summation = 1e-6

@Suite struct GeneralConvolutionTests {
    static let cases: [(GeneralConvolution, height: Int, width: Int)] = [
        (GeneralConvolution(inputs: 3, outputs: 5, kernel: 3, padding: 1), 6, 5),
        (GeneralConvolution(inputs: 4, outputs: 6, kernel: 5, stride: 2, padding: 2, groups: 2), 9, 8),
        (GeneralConvolution(inputs: 2, outputs: 3, kernel: 3, dilation: 2), 7, 8),
        (GeneralConvolution(inputs: 6, outputs: 6, kernel: 2, stride: 3, dilation: 2, padding: 3, groups: 6), 5, 4),
        (GeneralConvolution(inputs: 7, outputs: 2, kernel: 1), 1, 3),
    ]

    /// The three passes come from one trilinear form: the sum of g w x over all taps inside the image.
    @Test(arguments: cases) func agreesWithLoops(_ convolution: GeneralConvolution, _ height: Int, _ width: Int) {
        let c = convolution, N = 2, rows = c.extent(height), columns = c.extent(width), depth = c.inputs / c.groups
        let x = Tensor(shape: [N, height, width, c.inputs], values: numbers(N * height * width * c.inputs, "x"))
        let g = Tensor(shape: [N, rows, columns, c.outputs], values: numbers(N * rows * columns * c.outputs, "g"))
        let w = Tensor(shape: c.weights, values: numbers(c.weights.reduce(1, *), "w"))
        var y = g.values.map { _ in 0.0 }, dx = x.values.map { _ in 0.0 }, dw = w.values.map { _ in 0.0 }
        for n in 0..<N {
            for (r, p, o) in triples(rows, columns, c.outputs) {
                for (i, j, channel) in triples(c.kernel, c.kernel, depth) {
                    let row = c.stride * r + c.dilation * i - c.padding, column = c.stride * p + c.dilation * j - c.padding
                    guard row >= 0, row < height, column >= 0, column < width else { continue }
                    let input = ((n * height + row) * width + column) * c.inputs + o / (c.outputs / c.groups) * depth + channel
                    let output = ((n * rows + r) * columns + p) * c.outputs + o, weight = ((o * depth + channel) * c.kernel + i) * c.kernel + j
                    y[output] += Double(w.values[weight]) * Double(x.values[input])
                    dx[input] += Double(w.values[weight]) * Double(g.values[output])
                    dw[weight] += Double(g.values[output]) * Double(x.values[input])
                }
            }
        }
        let forward = c.forward(x, w)
        #expect(forward.shape == g.shape)
        #expect(distance(forward.values, y) < summation)
        #expect(distance(c.inputGradient(g, w, height: height, width: width).values, dx) < summation)
        #expect(distance(c.weightGradient(x, g).values, dw) < summation)
    }

    private func triples(_ a: Int, _ b: Int, _ c: Int) -> [(Int, Int, Int)] {
        (0..<a * b * c).map { ($0 / (b * c), $0 / c % b, $0 % c) }
    }

    @Test(arguments: [(false, false), (false, true), (true, false), (true, true)]) func matrixProductsTransposeWhatTheySay(
        _ left: Bool, _ right: Bool
    ) {
        let (m, k, n) = (3, 5, 4), a = numbers(m * k, "a"), b = numbers(k * n, "b")
        let product = MatrixProduct(rows: m, inner: k, columns: n, transposedLeft: left, transposedRight: right)
        let expected = (0..<m * n).map { at in
            (0..<k).reduce(0.0) { $0 + Double(a[left ? $1 * m + at / n : at / n * k + $1]) * Double(b[right ? at % n * k + $1 : $1 * n + at % n]) }
        }
        #expect(distance(product(a, b), expected) < summation)
    }
}
