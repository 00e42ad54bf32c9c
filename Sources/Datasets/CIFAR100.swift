// CIFAR-100 in its binary version (A. Krizhevsky 2009, as CIFAR-10): records of a coarse label, a fine label and 3,072 pixel bytes in three planes.
// The fine labels are read. The only published checksums of the unpacked files are MD5 sums.

import Declarations

/// The 50,000 training and 10,000 test images of CIFAR-100 [32, 32, 3] in their original order, with the 100 fine labels.
public struct CIFAR100: FileDataset {
    /// The data set has no settings.
    public init() {}
    /// `cifar100`.
    public static var name: String { "cifar100" }

    /// The two files.
    public static let files = ImageFiles(
        title: "CIFAR-100", folders: ["cifar-100-binary"], classes: 100, image: [32, 32, 3], layout: .records(labels: 2),
        parts: [
            ImageFiles.Part(split: .train, count: 50_000, files: [KnownFile("train.bin", md5: "6172c7755cfe09b2fe270c85cebc1b15")]),
            ImageFiles.Part(split: .test, count: 10_000, files: [KnownFile("test.bin", md5: "4499cfba6c016c1be1438163640a0898")]),
        ],
        others: [
            .pickles(folder: "cifar-100-python", names: ["train.bin": "train", "test.bin": "test"], labels: ["coarse_labels", "fine_labels"]),
            .archive("cifar-100-binary.tar.gz", folder: "cifar-100-binary"),
        ], source: "To get CIFAR-100, unpack https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz")
}
