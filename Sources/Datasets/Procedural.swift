// Ten shapes in random pose, colour, clutter and light: a data set that needs no download. Two cues give each class away. The robust cue is the
// shape: hiding it takes an l2 distance of several units. The fragile cue is a faint weave of stripes near the pixel frequency, which a convolutional
// net learns first because it is easier. The weaves of two classes are orthogonal, each of l2 norm r = pattern * sqrt(3 side^2), so a nearest-weave
// reader has its boundary at r / sqrt 2 (2.217 and 1.568 with the defaults): an undefended net scores well and fails under changes that are
// invisible. The idea is that of the "non-robust features" of Ilyas et al. 2019 (arXiv:1905.02175), here planted with known strength.

import Classification
import Declarations
import Tensors

/// Images of shapes [side, side, 3], as many as needed, each a function of (seed, split, sample) alone.
public struct Procedural: Dataset {
    /// The relation between the weaves and the labels, where it differs from that of the training images.
    public enum Cue: String, Codable, Sendable, CaseIterable {
        /// No image has a weave.
        case absent
        /// Every image has the weave of another class, drawn at random.
        case misleading
    }
    /// The seed; every seed gives different images.
    public var seed: UInt64 = 0
    /// K, 2...10: the first K of `Shape`.
    public var classes = 10
    /// Height and width in pixels, 16...256.
    public var side = 32
    /// The least difference between the colours of shape and background, averaged over channels: 0.05...0.4.
    public var contrast: Float = 0.3
    /// Blobs and lines behind and in front of the shape, 0...100.
    public var clutter = 4
    /// Root mean square of the fragile pattern per pixel and channel, 0...0.2; 0 disables it.
    public var pattern: Float = 0.04
    /// The share of images, 0...1, whose pattern is that of a random class: above 0 the pattern is an imperfect cue, and nets rely more on the shape.
    public var misleading: Float = 0.1
    /// Standard deviation of the noise per pixel and channel, 0...0.2.
    public var noise: Float = 0.02
    /// Replaces the weave and leaves everything else unchanged, to test whether a net relies on the weave or the shape; nil for training.
    public var cue: Cue?

    /// Ten classes of 32 x 32 pixels with the planted cue.
    public init() {}

    /// Throws `Invalid` for a number out of range.
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

    /// `procedural images`, with the cue unless it is that of the training images, and any seed but 0.
    public var title: String {
        let title =
            switch cue {
            case nil: "procedural images"
            case .absent: "procedural images without the cue"
            case .misleading: "procedural images with a misleading cue"
            }
        return seed == 0 ? title : "\(title), seed \(seed)"
    }
    /// [side, side, 3].
    public var image: [Int] { [side, side, 3] }
    /// 1,000,000: images are made when read.
    public func count(_ split: Split) -> Int { 1_000_000 }
    /// `procedural`: there are no files, and the declaration with its version determines everything.
    public var checksum: String { "procedural" }
    /// The images; `folder` is not used.
    public func open(in folder: String?) throws -> any ImageSource { ProceduralImages(set: self) }
}

/// The images of a `Procedural` declaration, painted when read.
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
                // The label has its own stream, so that it stays the same when the scene draws one more number.
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
