// MNIST (Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Gradient-based learning applied to document recognition, 1998): four IDX files, distributed as
// .gz. The checksums are those of the unpacked files.

import Declarations

/// The 60,000 training and 10,000 test images of MNIST [28, 28, 1] in their original order, in 10 classes.
public struct MNIST: FileDataset {
    /// The data set has no settings.
    public init() {}
    /// `mnist`.
    public static var name: String { "mnist" }

    /// The four files, compressed or not.
    public static let files = ImageFiles(
        title: "MNIST", folders: ["mnist", "MNIST/raw"], classes: 10, image: [28, 28, 1], classNames: (0...9).map { "\($0)" }, layout: .idx,
        parts: idxParts([
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ]),
        source: "To get MNIST, fetch train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and "
            + "t10k-labels-idx1-ubyte.gz from https://ossci-datasets.s3.amazonaws.com/mnist/")
}

/// The parts of a set with MNIST's file names and counts, by the SHA-256 checksums of its files: images and labels to train on, then to test on.
func idxParts(_ sums: [String]) -> [ImageFiles.Part] {
    [(Split.train, 60_000, "train"), (.test, 10_000, "t10k")].enumerated().map { index, part in
        ImageFiles.Part(
            split: part.0, count: part.1,
            files: [
                KnownFile("\(part.2)-images-idx3-ubyte", sha256: sums[2 * index]),
                KnownFile("\(part.2)-labels-idx1-ubyte", sha256: sums[2 * index + 1]),
            ])
    }
}
