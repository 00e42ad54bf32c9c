// The paper's augmentation of training images, as its code does it: crop with padding, horizontal flip, cutout (DeVries and Taylor 2017,
// arXiv:1708.04552) filled with the mean colour of the pixels it covers. In this order, each step drawn from the image's own stream.
// Cutout's centre is uniform over the image and the square is cut at the border, so that it often covers less than its full area.

public import Classification
public import Declarations
public import Tensors

/// Random crops, flips and cutouts of images, keyed by sample: an image's result does not depend on its batch.
public struct Augmentation: Declaration {
    /// Zeros added on each side before a random window of the original size is cut out, 0...64; 0 disables the crop.
    public var crop = 4
    /// True: each image is mirrored left to right with probability 1/2.
    public var flip = true
    /// Side of the square that is filled with its mean colour, 0...256; 0 disables it.
    public var cutout = 16

    /// The paper's augmentation: crops by 4, flips, cutouts of 16.
    public init() {}
    /// An augmentation with these settings.
    public init(crop: Int, flip: Bool, cutout: Int) { (self.crop, self.flip, self.cutout) = (crop, flip, cutout) }
    /// No augmentation.
    public static var none: Augmentation { Augmentation(crop: 0, flip: false, cutout: 0) }

    /// Throws `Invalid` for a crop or cutout out of range.
    public func validate() throws {
        if !(0...64 ~= crop) { throw Invalid("crop", expected: "a whole number from 0 to 64") }
        if !(0...256 ~= cutout) { throw Invalid("cutout", expected: "a whole number from 0 to 256") }
    }

    /// The batch [N, H, W, C] changed at random; `random` is the epoch's source, so that each epoch sees different crops.
    public func callAsFunction(_ batch: LabelledImages, _ random: RandomSource) -> LabelledImages {
        precondition(batch.images.shape.count == 4, "images [N, H, W, C] expected, not \(batch.images.shape)")
        if self == .none { return batch }
        let shape = batch.images.shape, height = shape[1], width = shape[2], channels = shape[3], stride = batch.images.stride
        var result = Tensor(zeros: shape)
        result.values.withUnsafeMutableBufferPointer { target in
            batch.images.values.withUnsafeBufferPointer { source in
                for (n, sample) in batch.samples.enumerated() {
                    let rows = n * stride..<(n + 1) * stride
                    var image = Pixels(
                        values: UnsafeMutableBufferPointer(rebasing: target[rows]), height: height, width: width, channels: channels)
                    draw(UnsafeBufferPointer(rebasing: source[rows]), on: &image, random.stream(sample: sample))
                }
            }
        }
        return batch.with(result)
    }

    /// All draws are made even if unused: switching one step off leaves the others as they were.
    private func draw(_ source: UnsafeBufferPointer<Float>, on image: inout Pixels, _ stream: RandomStream) {
        var stream = stream
        func below(_ count: Int) -> Int { Int(stream.next() % UInt64(count)) }
        let down = below(2 * crop + 1) - crop, right = below(2 * crop + 1) - crop
        let mirrored = below(2) == 1 && flip
        let centre = (y: below(image.height), x: below(image.width))
        image.copy(source, down: down, right: right, mirrored: mirrored)
        if cutout > 0 { image.fill(rows: span(centre.y), columns: span(centre.x)) }
    }

    private func span(_ centre: Int) -> Range<Int> { centre - cutout / 2..<centre - cutout / 2 + cutout }
}

extension Augmentation: Equatable {}

/// One image [H, W, C] being augmented.
private struct Pixels {
    let values: UnsafeMutableBufferPointer<Float>
    let height: Int, width: Int, channels: Int

    /// Takes the window `down` and `right` of the origin (zeros outside), then mirrors it.
    func copy(_ source: UnsafeBufferPointer<Float>, down: Int, right: Int, mirrored: Bool) {
        for y in 0..<height where 0..<height ~= y + down {
            for x in 0..<width {
                let from = (mirrored ? width - 1 - x : x) + right
                if !(0..<width ~= from) { continue }
                for channel in 0..<channels {
                    values[(y * width + x) * channels + channel] = source[((y + down) * width + from) * channels + channel]
                }
            }
        }
    }

    /// Fills the part of the image inside the rectangle with its mean colour, summed in Double in pixel order.
    func fill(rows: Range<Int>, columns: Range<Int>) {
        let rows = rows.clamped(to: 0..<height), columns = columns.clamped(to: 0..<width)
        for channel in 0..<channels {
            var sum = 0.0
            for y in rows { for x in columns { sum += Double(values[(y * width + x) * channels + channel]) } }
            let mean = Float(sum / Double(rows.count * columns.count))
            for y in rows { for x in columns { values[(y * width + x) * channels + channel] = mean } }
        }
    }
}
