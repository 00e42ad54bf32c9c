// Ten shapes in random pose, colour, clutter and light: a data set that needs no download. Each class can be told by two cues.
// The robust one is its shape: undoing it takes an l2 distance of several units. The fragile one is a faint weave of stripes near the
// pixel's own frequency, which a convolutional net finds first because it is the easier one. The weaves of two classes are orthogonal, each of
// l2 norm r = pattern * sqrt(3 side^2), so a reader of the nearest weave has its boundary at r / sqrt 2 (2.217 and 1.568 with the defaults):
// an undefended net scores well and falls to changes that no eye sees.
// Same idea as the "non-robust features" of Ilyas et al. 2019 (arXiv:1905.02175), here built in and with known strength.

import Classification
import Declarations
import Tensors

/// Images of shapes [side, side, 3], any number of them, each made from (seed, split, sample) alone.
public struct Procedural: Dataset {
    /// What the weaves of all images tell of their labels, where it is not what a set to learn from has.
    public enum Cue: String, Codable, Sendable, CaseIterable {
        /// No image has a weave.
        case absent
        /// Every image has the weave of another class, drawn at random.
        case misleading
    }
    /// Every image of another seed is another image.
    public var seed: UInt64 = 0
    /// K, 2...10: the first K of `Shape`.
    public var classes = 10
    /// Height and width in pixels, 16...256.
    public var side = 32
    /// The least difference between the shape's colour and the background's, averaged over channels: 0.05...0.4.
    public var contrast: Float = 0.3
    /// Blobs and lines behind and before the shape, 0...100.
    public var clutter = 4
    /// Root mean square of the fragile pattern a pixel and channel, 0...0.2; 0 leaves it out.
    public var pattern: Float = 0.04
    /// The share of images, 0...1, whose pattern is that of a class drawn at random: above 0 it is no perfect cue, and nets lean on the shape more.
    public var misleading: Float = 0.1
    /// Standard deviation of the noise a pixel and channel, 0...0.2.
    public var noise: Float = 0.02
    /// Another cue than the one that is learned from; all else of each image stays. To evaluate by: does a net read the weave or the shape?
    public var cue: Cue?

    public init() {}

    public func validate() throws {
        func check(_ key: String, _ holds: Bool, _ expected: String) throws { if !holds { throw Invalid(key, expected: expected) } }
        try check("classes", 2...Shape.allCases.count ~= classes, "a whole number from 2 to \(Shape.allCases.count)")
        try check("side", 16...256 ~= side, "a whole number from 16 to 256")
        try check("contrast", 0.05...0.4 ~= contrast, "a number from 0.05 to 0.4")
        try check("clutter", 0...100 ~= clutter, "a whole number from 0 to 100")
        try check("pattern", 0...0.2 ~= pattern, "a number from 0 to 0.2")
        try check("misleading", 0...1 ~= misleading, "a number from 0 to 1")
        try check("noise", 0...0.2 ~= noise, "a number from 0 to 0.2")
    }

    public var title: String { "procedural images" }
    public var image: [Int] { [side, side, 3] }
    /// As many as anyone asks for; this many are promised.
    public func count(_ split: Split) -> Int { 1_000_000 }
    /// Nothing is read, so nothing is summed: the declaration and its version say all.
    public var checksum: String { "procedural" }
    public func open(in folder: String?) throws -> any ImageSource { ProceduralImages(set: self) }
}

/// The images of a `Procedural` declaration, painted when asked for.
struct ProceduralImages: ImageSource {
    let set: Procedural

    func callAsFunction(_ split: Split, _ samples: [Int]) -> LabelledImages {
        let weaves = (0..<set.classes).map { Weave(of: $0) }
        let random = RandomSource(seed: set.seed)(split.rawValue)
        let length = set.side * set.side * 3
        var labels: [Int] = []
        labels.reserveCapacity(samples.count)
        let values = [Float](unsafeUninitializedCapacity: samples.count * length) { buffer, count in
            for (row, sample) in samples.enumerated() {
                // The label is drawn apart from the rest, so that it stays what it is when the scene draws one number more.
                var choice = random("label").stream(sample: sample), details = random("scene").stream(sample: sample)
                var grain = random("noise").stream(sample: sample)
                let label = Int(choice.next() % UInt64(set.classes))
                let misled = choice.uniform() < set.misleading, draw = choice.next()
                let weave: Weave? =
                    switch set.cue {
                    case nil: weaves[misled ? Int(draw % UInt64(set.classes)) : label]
                    case .absent: nil
                    case .misleading: weaves[(label + 1 + Int(draw % UInt64(set.classes - 1))) % set.classes]
                    }
                labels.append(label)
                var canvas = Canvas(side: set.side)
                canvas.paint(Shape.allCases[label], in: set, &details)
                if set.pattern > 0, let weave { canvas.add(weave, strength: set.pattern, &details) }
                canvas.addNoise(set.noise, &grain)
                canvas.store(into: UnsafeMutableBufferPointer(rebasing: buffer[row * length..<(row + 1) * length]))
            }
            count = samples.count * length
        }
        return LabelledImages(
            images: Tensor(shape: [samples.count] + set.image, values: values), labels: labels, samples: samples)
    }
}
