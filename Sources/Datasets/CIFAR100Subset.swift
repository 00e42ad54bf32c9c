// The first records of CIFAR-100's two files, for places that cannot hold the whole set. It is a separate data set with a separate title: numbers
// measured on it are not CIFAR-100's.

import Declarations

/// The first 20,000 training and 2,500 test images of CIFAR-100 [32, 32, 3], with the 100 fine labels, which are not balanced here.
public struct CIFAR100Subset: FileDataset {
    /// The data set has no settings.
    public init() {}
    /// `cifar100Subset`.
    public static var name: String { "cifar100Subset" }
    /// CIFAR-100.
    public var partOf: String? { CIFAR100().title }

    /// The two files, which may be compressed with xz; the whole set's files serve as well.
    public static let files = ImageFiles(
        title: "CIFAR-100 subset (20,000 training and 2,500 test images)", folders: ["cifar-100-binary"], classes: 100, image: [32, 32, 3],
        classNames: CIFAR100.files.classNames,
        layout: .records(labels: 2),
        parts: [
            ImageFiles.Part(
                split: .train, count: 20_000,
                files: [
                    KnownFile(
                        "train-20k.bin", sha256: "ff31622c9e06248374fec4f223283a507214fcd8e0ac28340c4e63c1b63ae744",
                        beginningOf: ("train.bin", 153_700_000))
                ]),
            ImageFiles.Part(
                split: .test, count: 2_500,
                files: [
                    KnownFile(
                        "test-2500.bin", sha256: "4d0e74bd703147fc88f48d3d91a4ec15d7b4878859db65098300c313e6db02d1",
                        beginningOf: ("test.bin", 30_740_000))
                ]),
        ], others: CIFAR100.files.others,
        source: "To get CIFAR-100, of which this is the beginning, unpack https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz")
}
