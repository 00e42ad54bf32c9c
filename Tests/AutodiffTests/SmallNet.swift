import Autodiff
import SeededNumbers

/// A seeded net of the family with a batch, shared by the tests of the reference nets.
struct SmallNet: CustomStringConvertible, Sendable {
    let description: String
    let net: ReferenceResNeXt<Double>
    let images: NamedArray<Double>
    let labels: [Int]
    /// Weights of the penalties, one for each image.
    let penaltyWeights: [Double]
    /// Numbers to take inner products with, one array for each trained parameter.
    let probes: [String: [Double]]

    init(_ description: String, _ family: ResNeXtFamily, images count: Int, size: Int, seed: UInt64) {
        var random = Seeded(seed)
        self.description = description
        // The ranges and the order of draws are those of PyTorch/golden.py.
        net = ReferenceResNeXt(
            family,
            parameters: family.parameters.map { name, shape in
                let scale = name.contains("bn") && name.hasSuffix("weight")
                let (low, high) = name == "tanh.scale" ? (-2.0, -1.0) : scale || name.hasSuffix("running_var") ? (0.5, 1.5) : (-0.5, 0.5)
                return NamedArray(name, shape: shape, values: random.uniform(shape.reduce(1, *), low, high))
            })
        let shape = [count, size, size, family.channels]
        images = NamedArray("images", shape: shape, values: random.uniform(shape.reduce(1, *), 0, 1))
        labels = (0..<count).map { $0 % family.classes }
        penaltyWeights = random.uniform(count, 0, 1)
        var probes: [String: [Double]] = [:]
        for parameter in net.parameters where !parameter.name.contains("running_") {
            probes[parameter.name] = random.uniform(parameter.values.count)
        }
        self.probes = probes
    }

    /// g_i / ||g_i||_2 in training mode.
    var directions: [Double] {
        let gradient = net.imageGradient(images, labels, .training)
        let stride = gradient.count / labels.count
        return labels.indices.flatMap { i in
            let row = gradient[i * stride..<(i + 1) * stride]
            let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return row.map { $0 / norm }
        }
    }

    static let variants: [SmallNet] = [
        SmallNet("plain", ResNeXtFamily(blocks: 1, width: 2), images: 3, size: 8, seed: 11),
        SmallNet("one image, four branches, two blocks", ResNeXtFamily(blocks: 2, width: 2, branches: 4), images: 1, size: 8, seed: 12),
        SmallNet("normalised output, odd size", family(normalised: true), images: 5, size: 9, seed: 13),
        SmallNet("tanh output, gray images", family(tanh: true, channels: 1), images: 5, size: 7, seed: 15),
    ]
    private static func family(normalised: Bool = false, tanh: Bool = false, channels: Int = 3) -> ResNeXtFamily {
        var family = ResNeXtFamily(blocks: 1, width: 3, branches: 2)
        (family.classes, family.channels, family.normalisedOutput, family.tanhOutput) = (4, channels, normalised, tanh)
        return family
    }
}
