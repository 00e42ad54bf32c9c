import Classification
import Declarations
import Tensors

/// Stub: a class prototype plus noise, keyed by sample.
public struct Procedural: Dataset {
    public var classes = 10, side = 32, noise: Float = 0.15, seed: UInt64 = 0
    public init() {}
    public var image: [Int] { [side, side, 3] }
    public func count(_ split: Split) -> Int { 1_000_000 }
    public var checksum: String { "procedural" }
    public func open(in folder: String?) throws -> any ImageSource { ProceduralImages(set: self) }
}

struct ProceduralImages: ImageSource {
    let set: Procedural
    func callAsFunction(_ split: Split, _ samples: [Int]) -> LabelledImages {
        let random = RandomSource(seed: set.seed), count = set.image.reduce(1, *)
        let prototypes = (0..<set.classes).map { k in
            var stream = random("prototype").stream(sample: k)
            return (0..<count).map { _ in stream.uniform(0.4, 0.6) }
        }
        var labels: [Int] = []
        let rows = samples.map { sample -> [Float] in
            var stream = random(split.rawValue).stream(sample: sample)
            let label = Int(stream.next() % UInt64(set.classes))
            labels.append(label)
            return prototypes[label].map { $0 + stream.uniform(-set.noise, set.noise) }
        }
        return LabelledImages(images: Tensor(stacking: rows, shape: set.image), labels: labels, samples: samples)
    }
}
