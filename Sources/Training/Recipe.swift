public import Datasets
public import Declarations
public import Networks

/// A training recipe: everything except the seed that determines a model's weights.
public struct Recipe: Declaration {
    // Choice(C5): the last epoch; the authors' code of 2018 kept the checkpoint with the best test error.
    /// The epoch whose weights are kept.
    public enum Selection: String, Codable, Sendable, CaseIterable {
        case lastEpoch
        /// The epoch with the least error on `heldOut` training images that follow those trained on.
        case bestOnHeldOut
        /// The epoch with the least error on the first `heldOut` TEST images: a biased choice, provided to study its effect.
        case bestOnTest
    }
    /// The data set.
    @Declared public var data: any Dataset = Procedural()
    /// The net.
    @Declared public var architecture: any Architecture = ResNeXt()
    /// The penalties that are added to the mean loss; at most 100.
    @DeclaredList public var penalties: [any Penalty] = []
    /// The method that computes the penalties and their gradients.
    @Declared public var gradientNorm: any PenaltyGradient = FiniteDifferences()
    /// The attack that makes the images to train on; nil: the original images.
    public var adversary: AdversarialTraining?
    /// The rule that updates the weights.
    @Declared public var optimiser: any Optimiser = SGD()
    /// The schedule of the learning rate.
    @Declared public var schedule: any Schedule = Steps()
    /// The random augmentation of training images.
    public var augmentation = Augmentation()
    /// The number of images to train on, the first of the training set: 1 to all of them.
    public var images = 50_000
    /// Passes over these images, 1...1,000,000.
    public var epochs = 200
    /// The mini-batch size, 1...`images`.
    public var batch = 128
    /// The epoch whose weights are kept.
    public var selection = Selection.lastEpoch
    /// The number of images that `selection` is based on: 1 to those left. Not used with `lastEpoch`, which accepts 1...10,000,000.
    public var heldOut = 1000
    /// The paper's net on the procedural set, without penalties.
    public init() {}

    /// Throws `Invalid` for a number out of range and for a net that is too large.
    public func validate() throws {
        let available = data.count(.train)
        if images < 1 || images > available {
            throw Invalid("images", expected: "a whole number from 1 to \(available), the number of training images")
        }
        if batch < 1 || batch > images { throw Invalid("batch", expected: "a whole number from 1 to images (\(images))") }
        if !(1...1_000_000 ~= epochs) { throw Invalid("epochs", expected: "a whole number from 1 to 1000000") }
        if penalties.count > 100 { throw Invalid("penalties", expected: "a list of at most 100 penalties") }
        let room =
            switch selection {
            case .lastEpoch: 10_000_000
            case .bestOnHeldOut: available - images
            case .bestOnTest: data.count(.test)
            }
        if heldOut < 1 || heldOut > room {
            throw Invalid("heldOut", expected: "a whole number from 1 to \(room)\(selection == .lastEpoch ? "" : ", the images left")")
        }
        do {
            try architecture.size(image: data.image, classes: data.classes, batch: batch).validate()
        } catch let error as Invalid where error.key.isEmpty {
            throw Invalid("architecture", expected: error.expected)
        }
    }

    /// Steps in an epoch: the last partial batch is dropped.
    public var steps: Int { batch < 1 ? 0 : images / batch }
}
