// The paper's nets on the tape, operation by operation: the reference for the fast passes, to second order. Small sizes only.

/// An array under the name it has in a weight file.
public struct NamedArray<Scalar: TapeScalar>: Sendable, Equatable {
    /// Its name in PyTorch's `state_dict`.
    public var name: String
    /// Its axes as PyTorch stores them: convolutions [O, C / groups, kh, kw], linear layers [K, F].
    public var shape: [Int]
    /// Row-major.
    public var values: [Scalar]
    /// An array of `shape` under a name.
    public init(_ name: String, shape: [Int], values: [Scalar]) {
        precondition(values.count == shape.reduce(1, *), "\(values.count) values for the shape \(shape) of \(name)")
        (self.name, self.shape, self.values) = (name, shape, values)
    }
}

/// The statistics that batch normalisation uses.
public enum ReferenceMode: Sendable {
    /// Those of the batch, through which derivatives pass.
    case training
    /// The running ones, constants.
    case evaluation
}

/// A net of the paper's family with its weights, every derivative exact to rounding.
public struct ReferenceResNeXt<Scalar: TapeScalar>: Sendable {
    /// Its structure.
    public let family: ResNeXtFamily
    /// Its weights and running statistics, in the order of the family.
    public let parameters: [NamedArray<Scalar>]

    /// Takes each of the family's parameters by its name, in any order; others (`num_batches_tracked`) are ignored.
    public init(_ family: ResNeXtFamily, parameters: [NamedArray<Scalar>]) {
        let named = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0) })
        self.family = family
        self.parameters = family.parameters.map { name, shape in
            guard let parameter = named[name], parameter.shape == shape else {
                preconditionFailure("\(name): \(named[name].map { "\($0.shape)" } ?? "missing"), expected \(shape)")
            }
            return parameter
        }
    }

    /// Logits [N, K] of images [N, H, W, C] on their tape. `weights` are all parameters by name; `statistics` receives the name, the mean and
    /// the biased variance of each batch normalisation in training mode, and the number of values that each is taken over.
    public func logits(
        _ images: Variable<Scalar>, _ weights: [String: Variable<Scalar>], _ mode: ReferenceMode,
        statistics: (_ name: String, _ mean: [Scalar], _ variance: [Scalar], _ count: Int) -> Void = { _, _, _, _ in }
    ) -> Variable<Scalar> {
        func normalised(_ x: Variable<Scalar>, _ name: String) -> Variable<Scalar> {
            guard mode == .training else {
                return x.normalised(mean: weights["\(name).running_mean"]!, variance: weights["\(name).running_var"]!)
            }
            let (mean, variance) = x.moments()
            statistics(name, mean.values, variance.values, x.count / mean.count)
            return x.normalised(mean: mean, variance: variance)
        }
        var x = images
        for (name, kind) in family.layers {
            func weight(_ part: String) -> Variable<Scalar> { weights["\(name).\(part)"]! }
            switch kind {
            case .normalisedConvolution(_, _, let kernel):
                x = x.convolved(with: weight("conv.weight"), padding: kernel / 2)
                x = (normalised(x, "\(name).bn") + weight("bias")).relu()
            case .pool:
                x = x.averagePooled()
            case .block:
                var y = x.convolved(with: weight("conv0.weight"), padding: 1)
                y = (normalised(y, "\(name).bn0") * weight("bn0.weight") + weight("bn0.bias")).relu()
                y = y.convolved(with: weight("conv1.weight"), padding: 1, groups: family.branches)
                y = normalised(y, "\(name).bn1") * weight("bn1.weight") + weight("bn1.bias")
                x = (x + y.meanOverBranches(family.branches)).relu()
            }
        }
        var z = x.globallyPooled().linear(weights["head.weight"]!)
        z = family.normalisedOutput ? (normalised(z, "head.bn") + weights["head.bias"]!).relu() : z + weights["head.bias"]!
        if family.tanhOutput {
            let scale = weights["tanh.scale"]!.magnitude()
            z = (normalised(z, "tanh.bn") / scale).tanh() * scale
        }
        return z
    }

    /// All parameters as variables of a tape, by name.
    public func variables(on tape: Tape<Scalar>) -> [String: Variable<Scalar>] {
        Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, tape.variable($0.values, shape: $0.shape)) })
    }
}

extension ReferenceResNeXt {
    /// Logits [N, K], row-major, of images [N, H, W, C].
    public func logits(_ images: NamedArray<Scalar>, _ mode: ReferenceMode) -> [Scalar] {
        let tape = Tape<Scalar>()
        return logits(tape.variable(images.values, shape: images.shape), variables(on: tape), mode).values
    }
    /// The cross-entropy of each image, [N].
    public func losses(_ images: NamedArray<Scalar>, _ labels: [Int], _ mode: ReferenceMode) -> [Scalar] {
        let tape = Tape<Scalar>()
        return logits(tape.variable(images.values, shape: images.shape), variables(on: tape), mode).crossEntropy(labels).values
    }
    /// g_i, the gradient of the summed cross-entropies with respect to the images, [N, H, W, C]; in training mode through the batch's statistics.
    public func imageGradient(_ images: NamedArray<Scalar>, _ labels: [Int], _ mode: ReferenceMode) -> [Scalar] {
        let tape = Tape<Scalar>()
        let x = tape.variable(images.values, shape: images.shape)
        let loss = logits(x, variables(on: tape), mode).crossEntropy(labels).sum()
        return tape.gradient(of: loss, withRespectTo: [x])[0].values
    }
    /// The gradient of sum(cotangent * logits) with respect to the images, [N, H, W, C], for a cotangent [N, K].
    public func imagePullback(_ images: NamedArray<Scalar>, cotangent: [Scalar], _ mode: ReferenceMode) -> [Scalar] {
        let tape = Tape<Scalar>()
        let x = tape.variable(images.values, shape: images.shape)
        let z = logits(x, variables(on: tape), mode)
        return tape.pullback(of: z, cotangent: tape.variable(cotangent, shape: z.shape), to: [x])[0].values
    }
    /// The running statistics after one training step on the images: r + momentum (batch - r), variances unbiased, as PyTorch keeps them.
    public func runningStatistics(after images: NamedArray<Scalar>, momentum: Scalar = 0.1) -> [NamedArray<Scalar>] {
        var updated: [String: [Scalar]] = [:]
        let running = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.values) })
        func update(_ name: String, _ batch: [Scalar]) {
            updated[name] = zip(running[name]!, batch).map { $0 + momentum * ($1 - $0) }
        }
        let tape = Tape<Scalar>()
        _ = logits(tape.variable(images.values, shape: images.shape), variables(on: tape), .training) { name, mean, variance, count in
            update("\(name).running_mean", mean)
            update("\(name).running_var", variance.map { $0 * Scalar(count) / Scalar(count - 1) })
        }
        return parameters.compactMap { p in updated[p.name].map { NamedArray(p.name, shape: p.shape, values: $0) } }
    }
}
