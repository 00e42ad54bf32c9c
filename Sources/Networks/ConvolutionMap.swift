public import Tensors

/// A convolution without bias as a linear map on its feature map [C, H, W], in Double: stride 1, zero padding that keeps H and W, groups.
///
/// A linear layer is one with 1 x 1 taps on a map of one pixel. Slow and simple: each output is one chain of multiplications and additions, over
/// input channels and then taps, so that its bits do not depend on threads or processors.
public struct ConvolutionMap: LinearMap {
    private let forward: Taps, backward: Taps, team: Team

    /// - Parameters:
    ///   - weights: [O, C / groups, K, K], row by row, as in a weight file.
    ///   - factors: [O] or empty; the outputs of each channel are multiplied by its factor.
    ///   - kernel: K, an odd number.
    public init(
        weights: [Double], factors: [Double] = [], inputs: Int, outputs: Int, groups: Int = 1, kernel: Int, height: Int, width: Int, on team: Team
    ) {
        precondition(inputs % groups == 0 && outputs % groups == 0 && kernel % 2 == 1, "groups divide the channels, and taps have a middle")
        precondition(weights.count == outputs * (inputs / groups) * kernel * kernel && (factors.isEmpty || factors.count == outputs))
        let each = weights.count / outputs, scaled = factors.isEmpty ? weights : weights.indices.map { weights[$0] * factors[$0 / each] }
        forward = Taps(weights: scaled, inputs: inputs, outputs: outputs, groups: groups, kernel: kernel, height: height, width: width)
        (backward, self.team) = (forward.transposed, team)
    }

    init(_ shape: ConvolutionShape, weights: [Double], factors: [Double], on team: Team) {
        self.init(
            weights: weights, factors: factors, inputs: shape.inputs, outputs: shape.outputs, groups: shape.groups, kernel: shape.kernel,
            height: shape.height, width: shape.width, on: team)
    }

    /// C H W.
    public var inputs: Int { forward.inputs * forward.height * forward.width }
    /// [C, H, W] -> [O, H, W].
    public func callAsFunction(_ x: [Double]) -> [Double] { forward(x, on: team) }
    /// [O, H, W] -> [C, H, W].
    public func transposed(_ y: [Double]) -> [Double] { backward(y, on: team) }
}

/// One direction of a convolution.
private struct Taps {
    /// [O, C / groups, K, K]
    let weights: [Double]
    let inputs: Int, outputs: Int, groups: Int, kernel: Int, height: Int, width: Int

    /// The adjoint's taps: flipped, with inputs and outputs exchanged within each group.
    var transposed: Taps {
        let (from, to, taps) = (inputs / groups, outputs / groups, kernel * kernel)
        var flipped = weights
        for o in 0..<outputs {
            for c in 0..<from {
                let (back, place) = (o / to * from + c, o % to)
                for tap in 0..<taps { flipped[(back * to + place) * taps + taps - 1 - tap] = weights[(o * from + c) * taps + tap] }
            }
        }
        return Taps(weights: flipped, inputs: outputs, outputs: inputs, groups: groups, kernel: kernel, height: height, width: width)
    }

    func callAsFunction(_ x: [Double], on team: Team) -> [Double] {
        precondition(x.count == inputs * height * width, "a map of \(inputs) x \(height) x \(width) numbers")
        let border = kernel / 2, across = width + 2 * border, down = height + 2 * border
        var padded = [Double](repeating: 0, count: inputs * down * across), y = [Double](repeating: 0, count: outputs * height * width)
        for line in 0..<inputs * height {
            let to = (line / height * down + line % height + border) * across + border
            for column in 0..<width { padded[to + column] = x[line * width + column] }
        }
        let (from, to) = (inputs / groups, outputs / groups)
        padded.withUnsafeBufferPointer { x in
            weights.withUnsafeBufferPointer { weights in
                y.withUnsafeMutableBufferPointer { y in
                    team.forEach(outputs) { o, _ in
                        for row in 0..<height {
                            let sums = y.baseAddress! + (o * height + row) * width
                            for c in 0..<from {
                                for tap in 0..<kernel * kernel {
                                    let weight = weights[(o * from + c) * kernel * kernel + tap]
                                    let line = (o / to * from + c) * down + row + tap / kernel
                                    let numbers = x.baseAddress! + line * across + tap % kernel
                                    for column in 0..<width { sums[column] += weight * numbers[column] }
                                }
                            }
                        }
                    }
                }
            }
        }
        return y
    }
}
