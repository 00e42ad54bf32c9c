// Convolutions of any kernel size, stride, dilation, padding and number of groups, as matrix products of unfolded images (im2col; Chellapilla
// et al. 2006). Independent of the fast kernels, which are tested against it; for the last bits see `MatrixProduct`.
//     y[r, p, o] = sum over taps (i, j) and channels c of w[o, c, i, j] x[stride r + dilation i - padding, stride p + dilation j - padding, c]

/// A convolution of images [N, H, W, C] with weights [O, C / groups, K, K] (PyTorch's order), and its adjoints.
public struct GeneralConvolution: Sendable, Equatable {
    /// C, a multiple of `groups`.
    public var inputs: Int
    /// O, a multiple of `groups`.
    public var outputs: Int
    /// K.
    public var kernel: Int
    /// Pixels of the input from one output to the next, at least 1.
    public var stride: Int
    /// Pixels of the input from one tap to the next, at least 1.
    public var dilation: Int
    /// Zeros on each side of the input.
    public var padding: Int
    /// The number of groups of channels, each convolved separately.
    public var groups: Int

    /// A convolution with these settings.
    public init(inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, dilation: Int = 1, padding: Int = 0, groups: Int = 1) {
        precondition(inputs % groups == 0 && outputs % groups == 0 && kernel >= 1 && stride >= 1 && dilation >= 1 && padding >= 0)
        (self.inputs, self.outputs, self.kernel, self.stride) = (inputs, outputs, kernel, stride)
        (self.dilation, self.padding, self.groups) = (dilation, padding, groups)
    }

    private var groupInputs: Int { inputs / groups }
    private var groupOutputs: Int { outputs / groups }
    /// The number of input values per output.
    private var unfolded: Int { groupInputs * kernel * kernel }
    /// The shape of the weights.
    public var weights: [Int] { [outputs, groupInputs, kernel, kernel] }
    /// The extent of the output along an axis of the image.
    public func extent(_ size: Int) -> Int { (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1 }

    /// [N, H, W, C] -> [N, extent H, extent W, O].
    public func forward(_ x: Tensor, _ w: Tensor) -> Tensor {
        precondition(x.shape.count == 4 && x.shape[3] == inputs && w.shape == weights)
        let plan = Plan(self, height: x.shape[1], width: x.shape[2])
        var y = Tensor(zeros: [x.count, plan.rows, plan.columns, outputs])
        let product = MatrixProduct(rows: plan.pixels, inner: unfolded, columns: groupOutputs, transposedRight: true)
        for n in 0..<x.count {
            for group in 0..<groups {
                let columns = plan.unfold(x, n, group)
                y.values.withUnsafeMutableBufferPointer { y in
                    w.values.withUnsafeBufferPointer { w in
                        guard let y = y.baseAddress, let w = w.baseAddress else { return }
                        product.add(
                            columns, stride: unfolded, w + group * groupOutputs * unfolded, stride: unfolded,
                            to: y + n * plan.pixels * outputs + group * groupOutputs, stride: outputs, keeping: 0)
                    }
                }
            }
        }
        return y
    }

    /// The adjoint of images [N, height, width, C] from that of the output [N, extent H, extent W, O].
    public func inputGradient(_ g: Tensor, _ w: Tensor, height: Int, width: Int) -> Tensor {
        let plan = Plan(self, height: height, width: width)
        precondition(g.shape == [g.count, plan.rows, plan.columns, outputs] && w.shape == weights)
        var x = Tensor(zeros: [g.count, height, width, inputs])
        let product = MatrixProduct(rows: plan.pixels, inner: groupOutputs, columns: unfolded)
        var columns = [Float](repeating: 0, count: plan.pixels * unfolded)
        for n in 0..<g.count {
            for group in 0..<groups {
                columns.withUnsafeMutableBufferPointer { columns in
                    g.values.withUnsafeBufferPointer { g in
                        w.values.withUnsafeBufferPointer { w in
                            guard let columns = columns.baseAddress, let g = g.baseAddress, let w = w.baseAddress else { return }
                            product.add(
                                g + n * plan.pixels * outputs + group * groupOutputs, stride: outputs,
                                w + group * groupOutputs * unfolded, stride: unfolded, to: columns, stride: unfolded, keeping: 0)
                        }
                    }
                }
                plan.fold(columns, into: &x, n, group)
            }
        }
        return x
    }

    /// The gradient of the weights, summed over the images [N, H, W, C] and adjoints [N, extent H, extent W, O].
    public func weightGradient(_ x: Tensor, _ g: Tensor) -> Tensor {
        let plan = Plan(self, height: x.shape[1], width: x.shape[2])
        precondition(x.shape[3] == inputs && g.shape == [x.count, plan.rows, plan.columns, outputs])
        var w = Tensor(zeros: weights)
        let product = MatrixProduct(rows: groupOutputs, inner: plan.pixels, columns: unfolded, transposedLeft: true)
        for n in 0..<x.count {
            for group in 0..<groups {
                let columns = plan.unfold(x, n, group)
                w.values.withUnsafeMutableBufferPointer { w in
                    g.values.withUnsafeBufferPointer { g in
                        guard let w = w.baseAddress, let g = g.baseAddress else { return }
                        product.add(
                            g + n * plan.pixels * outputs + group * groupOutputs, stride: outputs, columns, stride: unfolded,
                            to: w + group * groupOutputs * unfolded, stride: unfolded, keeping: 1)
                    }
                }
            }
        }
        return w
    }

    /// The positions of an output's taps in an image of a given size.
    private struct Plan {
        let convolution: GeneralConvolution, height: Int, width: Int, rows: Int, columns: Int
        var pixels: Int { rows * columns }

        init(_ convolution: GeneralConvolution, height: Int, width: Int) {
            (self.convolution, self.height, self.width) = (convolution, height, width)
            (rows, columns) = (convolution.extent(height), convolution.extent(width))
            precondition(rows > 0 && columns > 0, "images of \(height) x \(width) are too small for \(convolution)")
        }

        /// Calls `body` with a place among the unfolded numbers and one in image `n`, for each tap inside the image.
        private func forEach(_ n: Int, _ group: Int, _ body: (_ unfolded: Int, _ pixel: Int) -> Void) {
            let c = convolution, depth = c.groupInputs, taps = c.kernel * c.kernel
            for r in 0..<rows {
                for p in 0..<columns {
                    for tap in 0..<taps {
                        let row = r * c.stride + tap / c.kernel * c.dilation - c.padding,
                            column = p * c.stride + tap % c.kernel * c.dilation - c.padding
                        guard 0..<height ~= row, 0..<width ~= column else { continue }
                        let to = (r * columns + p) * depth * taps + tap, from = ((n * height + row) * width + column) * c.inputs + group * depth
                        for channel in 0..<depth { body(to + channel * taps, from + channel) }
                    }
                }
            }
        }

        /// [pixels, C / groups, K, K]
        func unfold(_ x: Tensor, _ n: Int, _ group: Int) -> [Float] {
            var result = [Float](repeating: 0, count: pixels * convolution.unfolded)
            forEach(n, group) { result[$0] = x.values[$1] }
            return result
        }
        /// The transpose of `unfold`, added to image `n`.
        func fold(_ columns: [Float], into x: inout Tensor, _ n: Int, _ group: Int) { forEach(n, group) { x.values[$1] += columns[$0] } }
    }
}
