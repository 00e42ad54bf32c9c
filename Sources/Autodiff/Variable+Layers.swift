// The layers of the paper's nets as compositions: images are [N, H, W, C], convolution weights [O, C / groups, kh, kw] as PyTorch stores them. A
// convolution is a matrix product of its windows. The tape differentiates that product, so first and higher gradients with respect to images and
// weights need no further code and share none with the fast kernels.

extension Variable {
    /// [N, H, W, C] with weights [O, C / groups, kh, kw] -> [N, H', W', O]; zeros all around, no bias, no flip of the kernel.
    public func convolved(with weights: Variable, padding: Int = 0, stride: Int = 1, groups: Int = 1) -> Variable {
        precondition(
            shape.count == 4 && weights.shape.count == 4 && weights.shape[0] % groups == 0 && weights.shape[1] * groups == shape[3],
            "\(shape) convolved with \(weights.shape) in \(groups) groups")
        let (outputs, channels, kernel) = (weights.shape[0] / groups, weights.shape[1], Array(weights.shape[2...]))
        let padded = embedded(
            in: [shape[0], shape[1] + 2 * padding, shape[2] + 2 * padding, shape[3]], at: [0, padding, padding, 0])
        let (height, width) = ((padded.shape[1] - kernel[0]) / stride + 1, (padded.shape[2] - kernel[1]) / stride + 1)
        let strides = Layout.rowMajor(padded.shape)
        let parts = (0..<groups).map { group in
            let windows = padded.gathered(
                Layout(
                    shape: [shape[0], height, width, channels] + kernel,
                    strides: [strides[0], stride * strides[1], stride * strides[2], 1, strides[1], strides[2]], offset: group * channels))
            let length = channels * kernel[0] * kernel[1]
            let filters = weights.sliced(0, group * outputs..<(group + 1) * outputs).reshaped([outputs, length])
            return windows.reshaped([shape[0] * height * width, length]).matrixProduct(filters.transposed())
        }
        return Variable.concatenated(parts, axis: 1).reshaped([shape[0], height, width, weights.shape[0]])
    }

    /// [N, F] with weights [K, F] and a bias [K] -> [N, K]
    public func linear(_ weights: Variable, _ bias: Variable? = nil) -> Variable {
        let product = matrixProduct(weights.transposed())
        return bias.map { product + $0 } ?? product
    }

    /// Means over 2 x 2 pixels, [N, H, W, C] -> [N, H / 2, W / 2, C]; an odd last row or column is left out, as PyTorch does.
    public func averagePooled() -> Variable {
        let (height, width) = (shape[1] / 2, shape[2] / 2)
        return sliced(1, 0..<2 * height).sliced(2, 0..<2 * width)
            .reshaped([shape[0], height, 2, width, 2, shape[3]]).mean(over: [2, 4]).reshaped([shape[0], height, width, shape[3]])
    }
    /// Means over all pixels, [N, H, W, C] -> [N, C]
    public func globallyPooled() -> Variable { mean(over: [1, 2]).reshaped([shape[0], shape[3]]) }
    /// The mean over branches that are consecutive in the channels, [N, H, W, branches C] -> [N, H, W, C]
    public func meanOverBranches(_ branches: Int) -> Variable {
        let channels = shape[3] / branches
        precondition(channels * branches == shape[3], "\(branches) branches of \(shape)")
        return reshaped(shape[..<3] + [branches, channels]).mean(over: [3]).reshaped(shape[..<3] + [channels])
    }

    /// Mean and biased variance for each element of the last axis, over all others, which are kept with length 1.
    public func moments() -> (mean: Variable, variance: Variable) {
        let others = Array(shape.indices.dropLast())
        let mean = mean(over: others)
        let centred = self - mean
        return (mean, (centred * centred).mean(over: others))
    }
    /// Batch normalisation without its affine part: (x - mean) / sqrt(variance + epsilon), broadcast over the last axis.
    public func normalised(mean: Variable, variance: Variable, epsilon: Scalar = 1e-5) -> Variable {
        (self - mean) / (variance + epsilon).squareRoot()
    }

    /// The cross-entropy of each image's softmax with its label, logits [N, K] -> [N].
    public func crossEntropy(_ labels: [Int]) -> Variable {
        precondition(shape.count == 2 && labels.count == shape[0] && labels.allSatisfy { 0 <= $0 && $0 < shape[1] }, "labels for \(shape)")
        // Shifting by the maximum changes no value and no derivative, so it may be held constant.
        let maxima = (0..<shape[0]).map { values[$0 * shape[1]..<($0 + 1) * shape[1]].max()! }
        let shifted = self - tape.variable(maxima, shape: [shape[0], 1])
        let logarithm = shifted.exp().sum(over: [1]).log().reshaped([shape[0]])
        return logarithm - shifted.picked(labels)
    }
    /// The element of each row that its label names, [N, K] -> [N].
    public func picked(_ labels: [Int]) -> Variable {
        let hot = labels.flatMap { label in (0..<shape[1]).map { $0 == label ? Scalar(1) : 0 } }
        return (self * tape.variable(hot, shape: shape)).sum(over: [1]).reshaped([shape[0]])
    }

    /// The Euclidean norm of each row of the first axis, [N, ...] -> [N]; a row of zeros has norm 0 and derivative 0.
    public func euclideanNorms() -> Variable {
        let squares = (self * self).sum(over: Array(shape.indices.dropFirst())).reshaped([shape[0]])
        return (squares + squares.constant { $0 == 0 ? 1 : 0 }).squareRoot() * squares.constant { $0 == 0 ? 0 : 1 }
    }
}
