public import Datasets
public import Declarations
public import Networks

/// How a model is trained: all that decides its weights but the seed.
public struct Recipe: Declaration {
    /// Whose weights are kept.
    // Choice(C5): the last epoch; the authors' code of 2018 kept the checkpoint with the best test error.
    public enum Selection: String, Codable, Sendable, CaseIterable {
        case lastEpoch
        /// The epoch with the least error on `heldOut` training images that follow those trained on.
        case bestOnHeldOut
        /// The epoch with the least error on the first `heldOut` TEST images: a biased choice, here to study what it does.
        case bestOnTest
    }
    @Declared public var data: any Dataset = Procedural()
    @Declared public var architecture: any Architecture = ResNeXt()
    @DeclaredList public var penalties: [any Penalty] = []
    @Declared public var gradientNorm: any GradientNorm = FiniteDifferences()
    @Declared public var optimiser: any Optimiser = SGD()
    @Declared public var schedule: any Schedule = Steps()
    public var augmentation = Augmentation()
    public var images = 50_000, epochs = 200, batch = 128, selection = Selection.lastEpoch, heldOut = 1000
    public init() {}

    public func validate() throws {
        let available = data.count(.train)
        if !(1...available).contains(images) {
            throw Invalid("images", expected: "a whole number from 1 to \(available), the training images there are")
        }
        if !(1...images).contains(batch) { throw Invalid("batch", expected: "a whole number from 1 to images (\(images))") }
        if epochs < 0 { throw Invalid("epochs", expected: "a whole number of at least 0") }
        let room = selection == .bestOnHeldOut ? available - images : data.count(.test)
        if selection != .lastEpoch, !(1...max(room, 1)).contains(heldOut) || room < 1 {
            throw Invalid("heldOut", expected: "a whole number from 1 to \(room), the images left")
        }
    }

    /// Steps in an epoch: the last partial batch is dropped.
    public var steps: Int { images / batch }
}
