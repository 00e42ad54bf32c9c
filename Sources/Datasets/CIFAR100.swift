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
        title: "CIFAR-100", folders: ["cifar-100-binary"], classes: 100, image: [32, 32, 3], classNames: names, layout: .records(labels: 2),
        parts: [
            ImageFiles.Part(split: .train, count: 50_000, files: [KnownFile("train.bin", md5: "6172c7755cfe09b2fe270c85cebc1b15")]),
            ImageFiles.Part(split: .test, count: 10_000, files: [KnownFile("test.bin", md5: "4499cfba6c016c1be1438163640a0898")]),
        ],
        others: [
            .pickles(folder: "cifar-100-python", names: ["train.bin": "train", "test.bin": "test"], labels: ["coarse_labels", "fine_labels"]),
            .archive("cifar-100-binary.tar.gz", folder: "cifar-100-binary"),
        ], source: "To get CIFAR-100, unpack https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz")

    /// The fine labels in words, in alphabetical order.
    private static let names = [
        "apple", "aquarium fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle", "bowl", "boy", "bridge", "bus",
        "butterfly", "camel", "can", "castle", "caterpillar", "cattle", "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab",
        "crocodile", "cup", "dinosaur", "dolphin", "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard",
        "lamp", "lawn mower", "leopard", "lion", "lizard", "lobster", "man", "maple tree", "motorcycle", "mountain", "mouse", "mushroom",
        "oak tree", "orange", "orchid", "otter", "palm tree", "pear", "pickup truck", "pine tree", "plain", "plate", "poppy", "porcupine", "possum",
        "rabbit", "raccoon", "ray", "road", "rocket", "rose", "sea", "seal", "shark", "shrew", "skunk", "skyscraper", "snail", "snake", "spider",
        "squirrel", "streetcar", "sunflower", "sweet pepper", "table", "tank", "telephone", "television", "tiger", "tractor", "train", "trout",
        "tulip", "turtle", "wardrobe", "whale", "willow tree", "wolf", "woman", "worm",
    ]
}
