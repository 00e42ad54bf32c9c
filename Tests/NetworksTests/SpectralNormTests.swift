import Networks
import Tensors
import Testing
import Widths

/// A convolution on a small map, and its dense matrix by the definition.
private struct Example: Sendable, CustomStringConvertible {
    var inputs = 3, outputs = 4, groups = 1, kernel = 3, height = 4, width = 5
    var description: String { "\(inputs) -> \(outputs) in \(groups) groups, \(kernel) x \(kernel) taps, map \(height) x \(width)" }

    static let all = [
        Example(), Example(inputs: 4, outputs: 6, groups: 2), Example(kernel: 1), Example(inputs: 6, outputs: 2, groups: 2, height: 1, width: 7),
        Example(inputs: 2, outputs: 2, groups: 2, kernel: 5, height: 6, width: 3), Example(inputs: 1, outputs: 1),
    ]

    var weights: [Double] { numbers(outputs * (inputs / groups) * kernel * kernel) }
    func map(_ weights: [Double], factors: [Double] = [], threads: Int = 1) -> ConvolutionMap {
        ConvolutionMap(
            weights: weights, factors: factors, inputs: inputs, outputs: outputs, groups: groups, kernel: kernel, height: height, width: width,
            on: Widths.team(threads: threads))
    }

    /// [O H W][C H W]: y[o, i, j] = sum over c, a, b of w[o, c, a, b] x[c, i + a - K/2, j + b - K/2], zero outside the map.
    func matrix(_ w: [Double]) -> [[Double]] {
        let from = inputs / groups, to = outputs / groups, pixels = height * width
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: inputs * pixels), count: outputs * pixels)
        for o in 0..<outputs {
            for i in 0..<height {
                for j in 0..<width {
                    for c in 0..<from {
                        for a in 0..<kernel {
                            for b in 0..<kernel {
                                let (y, x) = (i + a - kernel / 2, j + b - kernel / 2)
                                if !(0..<height).contains(y) || !(0..<width).contains(x) { continue }
                                let channel = o / to * from + c
                                matrix[o * pixels + i * width + j][channel * pixels + y * width + x] = w[((o * from + c) * kernel + a) * kernel + b]
                            }
                        }
                    }
                }
            }
        }
        return matrix
    }
}

private func numbers(_ count: Int, _ purpose: String = "weights") -> [Double] {
    var stream = RandomSource(seed: 6)(purpose).stream(sample: 0)
    return (0..<count).map { _ in Double(stream.normal()) }
}
private func apply(_ matrix: [[Double]], _ x: [Double]) -> [Double] { matrix.map { zip($0, x).reduce(0) { $0 + $1.0 * $1.1 } } }
private func transpose(_ matrix: [[Double]]) -> [[Double]] { matrix[0].indices.map { column in matrix.map { $0[column] } } }
private func length(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

/// Power iteration on A^T A until its Rayleigh quotient converges.
private func powerIteration(_ matrix: [[Double]]) -> Double {
    let back = transpose(matrix)
    var x = numbers(matrix[0].count, "start"), norm = 0.0
    for _ in 0..<200_000 {
        let size = length(x)
        x = x.map { $0 / size }
        let y = apply(matrix, x), next = length(y)
        if next - norm < 1e-15 * next { return next }
        norm = next
        x = apply(back, y)
    }
    return norm
}

/// A singular value is far more accurate than its vector, whose residual is 1e-8.
private let tolerance = 1e-9

@Suite struct SpectralNormTests {
    private func norm(_ map: some LinearMap) throws -> Double { try SpectralNorm(of: map, RandomSource(seed: 1)("norm")).value }

    @Test(arguments: Example.all) private func aMapIsItsDenseMatrix(_ example: Example) {
        let weights = example.weights, map = example.map(weights), matrix = example.matrix(weights)
        let x = numbers(matrix[0].count, "x"), y = numbers(matrix.count, "y"), rounding = 1e-12
        #expect(map.inputs == x.count)
        #expect(zip(map(x), apply(matrix, x)).allSatisfy { abs($0 - $1) < rounding })
        #expect(zip(map.transposed(y), apply(transpose(matrix), y)).allSatisfy { abs($0 - $1) < rounding }, "the transpose is another map's")
    }

    @Test(arguments: Example.all) private func theNormIsThatOfTheDenseMatrix(_ example: Example) throws {
        let weights = example.weights, expected = powerIteration(example.matrix(weights)), found = try norm(example.map(weights))
        #expect(abs(found / expected - 1) < tolerance, "\(found), \(expected)")
    }

    /// Three ones along each axis, zero beyond the border: eigenvalues 1 + 2 cos(pi k / (n + 1)). The kernel as a matrix has norm 3, the map without
    /// a border 9.
    @Test func aBoxFilterIsKnownInClosedForm() throws {
        let box = Example(inputs: 1, outputs: 1, height: 3, width: 5)
        // cos(pi / 4) and cos(pi / 6).
        let expected = (1 + 2.0.squareRoot()) * (1 + 3.0.squareRoot())
        #expect(abs(try norm(box.map([Double](repeating: 1, count: 9))) / expected - 1) < tolerance)
    }

    /// A 1 x 1 convolution mixes channels in the same way at each pixel: u v^T has norm ||u|| ||v|| on any map.
    @Test func aPointwiseConvolutionIsItsMatrix() throws {
        let u = [3.0, 0, -4, 12], v = [2.0, -1, 2], weights = u.flatMap { a in v.map { a * $0 } }
        for side in [1, 8] {
            let example = Example(inputs: 3, outputs: 4, kernel: 1, height: side, width: side)
            #expect(abs(try norm(example.map(weights)) / 39 - 1) < tolerance)
        }
    }

    /// Channels that do not mix: the norm is the largest of the channels' norms, each its weight times its factor.
    @Test func ofADiagonalMapItIsTheLargestEntry() throws {
        let diagonal = Example(inputs: 4, outputs: 4, groups: 4, kernel: 1)
        #expect(abs(try norm(diagonal.map([2, -7, 3, 0.5])) / 7 - 1) < tolerance)
        #expect(abs(try norm(diagonal.map([2, -7, 3, 0.5], factors: [1, 0.1, -2, 8])) / 6 - 1) < tolerance)
        #expect(try norm(diagonal.map([0, 0, 0, 0])) == 0)
    }

    /// With groups it is the largest of the groups' norms.
    @Test func groupsAreBlocks() throws {
        let both = Example(inputs: 4, outputs: 6, groups: 2), one = Example(inputs: 2, outputs: 3), weights = both.weights
        let each = try [weights.prefix(54), weights.suffix(54)].map { try norm(one.map(Array($0))) }
        #expect(abs(try norm(both.map(weights)) / each.max()! - 1) < tolerance)
    }

    @Test func theBitsDependOnNoThread() throws {
        let example = Example(inputs: 6, outputs: 8, height: 8, width: 8), weights = example.weights
        let found = try SpectralNorm(of: example.map(weights), RandomSource(seed: 1))
        for threads in 2...3 { #expect(try SpectralNorm(of: example.map(weights, threads: threads), RandomSource(seed: 1)) == found) }
    }

    @Test func whatDoesNotConvergeIsAnError() {
        let map = Example.all[0].map(Example.all[0].weights)
        #expect(throws: SpectralNorm.Unsettled.self) { try SpectralNorm(of: map, RandomSource(seed: 1), most: 3) }
        let endless = Example(inputs: 1, outputs: 1, kernel: 1).map([1e200])
        #expect(throws: SpectralNorm.Unsettled.self) { try SpectralNorm(of: endless, RandomSource(seed: 1)) }
    }
}

/// The layers of nets.
@Suite struct WeightMatrixTests {
    /// Each layer's weights, once, and no others: a missing layer would be missing from the product.
    @Test(arguments: NetSizeTests.nets.indices) func theyAreAllWeightsOfTheNet(_ index: Int) throws {
        let net = NetSizeTests.nets[index], parameters = try net.initial(image: [8, 12, 3], classes: 10, RandomSource(seed: 0))
        let matrices = try net.weightMatrices(image: [8, 12, 3], classes: 10)
        #expect(matrices.map(\.name) == zip(parameters.names, parameters.tensors).filter { $1.shape.count > 1 }.map { $0.0 })
        for matrix in matrices {
            for normalised in [false, true] { _ = try matrix.map(parameters, normalised: normalised, on: Widths.team(threads: 1)) }
        }
    }

    /// One channel, each factor by hand: scale / sqrt(variance + epsilon).
    @Test func batchNormalisationScalesTheOutputs() throws {
        let example = Case(output: .normalised), parameters = example.parameters, team = Widths.team(threads: 1)
        for matrix in try example.net.weightMatrices(image: example.image, classes: 10) {
            let plain = try matrix.map(parameters, normalised: false, on: team), scaled = try matrix.map(parameters, normalised: true, on: team)
            let x = numbers(plain.inputs, "x"), (y, z) = (plain(x), scaled(x)), layer = matrix.name.dropLast(".weight".count)
            let (block, n) = (layer.dropLast("conv0".count), layer.last == "1" ? 1 : 0)
            let (scale, statistics): (String?, String) =
                switch layer {
                case "head": (nil, "head.bn")
                case _ where layer.hasSuffix("conv"): (nil, "\(layer.dropLast("conv".count))bn")
                default: ("\(block)bn\(n).weight", "\(block)bn\(n)")
                }
            let variance = try #require(parameters["\(statistics).running_var"]?.values), gamma = scale.flatMap { parameters[$0]?.values }
            #expect((scale == nil) == (gamma == nil), "\(matrix.name)")
            let pixels = y.count / variance.count, rounding = 1e-12
            for channel in variance.indices {
                let factor = Double(gamma?[channel] ?? 1) / (Double(variance[channel]) + 1e-5).squareRoot()
                for pixel in [0, pixels - 1] {
                    let place = channel * pixels + pixel
                    #expect(abs(z[place] - factor * y[place]) < rounding * (1 + abs(z[place])), "\(matrix.name), channel \(channel)")
                }
            }
        }
    }

    @Test func parametersOfAnotherNetAreRefused() throws {
        let matrix = try ResNeXt().weightMatrices(image: [32, 32, 3], classes: 10)[0]
        #expect(throws: ParameterMismatch.self) { try matrix.map(Case().parameters, normalised: true, on: Widths.team(threads: 1)) }
        #expect(throws: (any Error).self) { try ResNeXt().weightMatrices(image: [30, 32, 3], classes: 10) }
    }
}
