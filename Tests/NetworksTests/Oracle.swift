import Autodiff
import Networks
import Tensors

/// A small net of the paper's family with arbitrary weights and statistics, its float64 reference, and a batch.
struct Case: Sendable, CustomStringConvertible {
    var net = ResNeXt(), batch = 5, side = 8
    var description: String { "\(net.blocks) blocks, width \(net.width), \(net.branches) branches, \(net.output), \(batch) x \(side)" }

    init(blocks: Int = 1, width: Int = 8, branches: Int = 2, output: ResNeXt.Output = .plain, batch: Int = 5, side: Int = 8) {
        (net.blocks, net.width, net.branches, net.output) = (blocks, width, branches, output)
        (self.batch, self.side) = (batch, side)
    }

    static let all = [
        Case(), Case(output: .normalised), Case(output: .tanh), Case(branches: 4, batch: 3), Case(width: 16, batch: 9),
        Case(width: 4, batch: 2, side: 12),
    ]

    var image: [Int] { [side, side, 3] }
    var labels: [Int] { (0..<batch).map { $0 * 7 % 10 } }

    var parameters: Parameters {
        var parameters = try! net.initial(image: image, classes: 10, RandomSource(seed: 5))
        var stream = RandomSource(seed: 11)("statistics").stream(sample: 0)
        for index in parameters.names.indices {
            let name = parameters.names[index]
            let range: ClosedRange<Float>? =
                name.hasSuffix("running_mean")
                ? -0.1...0.1
                : name.hasSuffix("running_var")
                    ? 0.5...1.5
                    : name.hasSuffix("scale") || name.contains(".bn") && name.hasSuffix("weight")
                        ? 0.5...1.5 : name.hasSuffix("bias") ? -0.3...0.3 : nil
            guard let range else { continue }
            parameters.tensors[index].values = parameters.tensors[index].values.map { _ in stream.uniform(range.lowerBound, range.upperBound) }
        }
        return parameters
    }

    var images: Tensor {
        var stream = RandomSource(seed: 3)("images").stream(sample: 0)
        return Tensor(shape: [batch] + image, values: (0..<batch * side * side * 3).map { _ in stream.uniform() })
    }

    var reference: ReferenceResNeXt<Double> {
        var family = ResNeXtFamily(blocks: net.blocks, width: net.width, branches: net.branches)
        family.normalisedOutput = net.output == .normalised
        family.tanhOutput = net.output == .tanh
        return ReferenceResNeXt(family, parameters: arrays(parameters))
    }
}

func arrays(_ parameters: Parameters) -> [NamedArray<Double>] {
    zip(parameters.names, parameters.tensors).map { NamedArray($0, shape: $1.shape, values: $1.values.map(Double.init)) }
}
func array(_ tensor: Tensor) -> NamedArray<Double> { NamedArray("images", shape: tensor.shape, values: tensor.values.map(Double.init)) }

/// ||a - b|| / ||b||
func distance(_ a: [Float], _ b: [Double]) -> Double {
    precondition(a.count == b.count)
    let difference = zip(a, b).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }, size = b.reduce(0) { $0 + $1 * $1 }
    return (difference / size).squareRoot()
}
