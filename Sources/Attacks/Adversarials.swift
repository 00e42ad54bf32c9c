public import Classification
public import Tensors

/// What an attack gives back for a batch, in its order.
///
/// A query is a forward pass, with or without the backward passes that follow it, over one image.
public struct Adversarials: Sendable {
    /// [N, H, W, C]: where found the adversarial image, where not the image itself. An image that was wrong already is found as it is.
    public var images: Tensor
    /// [N]; false means censored: the search failed, which says nothing of the distance but that it was not found.
    public var found: [Bool]
    /// [N]: queries up to the one that found the reported image; 0 if wrong already; all of them if nothing was found.
    public var queries: [Int]
    /// [N]: all queries.
    public var totalQueries: [Int]
    /// [N]: of a bounded attack, z_y - max_{k != y} z_k at the last point that it asked about; what a search of the radius interpolates.
    public var margins: [Float]

    /// Nothing found yet, nothing asked.
    public init(_ batch: LabelledImages) {
        let none = [Int](repeating: 0, count: batch.count)
        (images, found, queries, totalQueries, margins) = (batch.images, none.map { _ in false }, none, none, none.map { _ in 0 })
    }
}
