public import Datasets

/// The images that a work produces for observations, one for each of its samples.
public struct LeftImages: Sendable {
    /// The model that they were made for.
    public let model: Input
    /// The data set whose test images they were made from.
    public let data: any Dataset
    /// The images in words, as in "clean images".
    public let label: String
    /// True if they are the test images themselves, of which no copies are stored; otherwise they are in the work's image blocks.
    public let areClean: Bool
    /// The images of a work on the test images of `data`.
    public init(model: Input, data: any Dataset, label: String, areClean: Bool) {
        (self.model, self.data, self.label, self.areClean) = (model, data, label, areClean)
    }
}
