// CIFAR-10 in its binary version (A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009,
// https://www.cs.toronto.edu/~kriz/cifar.html): six files of 10,000 records, each a label byte and 3,072 pixel bytes in three planes.

import Declarations

/// The 50,000 training and 10,000 test images of CIFAR-10 [32, 32, 3] in their original order, in 10 classes.
public struct CIFAR10: FileDataset {
    /// The data set has no settings.
    public init() {}
    /// `cifar10`.
    public static var name: String { "cifar10" }

    /// The six files, in the order of the samples.
    public static let files = ImageFiles(
        title: "CIFAR-10", folders: ["cifar-10-batches-bin"], classes: 10, image: [32, 32, 3],
        classNames: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"], layout: .records(labels: 1),
        parts: [
            part("data_batch_1.bin", .train, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
            part("data_batch_2.bin", .train, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
            part("data_batch_3.bin", .train, "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
            part("data_batch_4.bin", .train, "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
            part("data_batch_5.bin", .train, "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
            part("test_batch.bin", .test, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
        ],
        others: [
            .pickles(
                folder: "cifar-10-batches-py",
                names: Dictionary(
                    uniqueKeysWithValues: (1...5).map { ("data_batch_\($0).bin", "data_batch_\($0)") } + [("test_batch.bin", "test_batch")]),
                labels: ["labels"]), .archive("cifar-10-binary.tar.gz", folder: "cifar-10-batches-bin"),
        ], source: "To get CIFAR-10, run `make data`")

    private static func part(_ name: String, _ split: Split, _ sum: String) -> ImageFiles.Part {
        ImageFiles.Part(split: split, count: 10_000, files: [KnownFile(name, sha256: sum)])
    }
}
