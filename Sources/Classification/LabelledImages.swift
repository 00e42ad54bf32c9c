public import Tensors

/// Images [N, H, W, C] in [0, 1], their labels, and their indices in the data set, which key all randomness.
public struct LabelledImages: Sendable {
    /// [N, H, W, C]
    public var images: Tensor
    /// [N], each 0 ..< K.
    public let labels: [Int]
    /// [N]
    public let samples: [Int]

    /// Images, labels and samples of equal number.
    public init(images: Tensor, labels: [Int], samples: [Int]) {
        precondition(images.count == labels.count && labels.count == samples.count)
        (self.images, self.labels, self.samples) = (images, labels, samples)
    }

    /// N
    public var count: Int { labels.count }

    /// The batch of these rows, in this order.
    public func rows(_ indices: [Int]) -> LabelledImages {
        LabelledImages(images: images.rows(indices), labels: indices.map { labels[$0] }, samples: indices.map { samples[$0] })
    }

    /// The same labels and samples with other images [N, H, W, C].
    public func with(_ images: Tensor) -> LabelledImages { LabelledImages(images: images, labels: labels, samples: samples) }
}
