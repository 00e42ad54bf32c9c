// Fashion-MNIST (H. Xiao, K. Rasul, R. Vollgraf, arXiv:1708.07747, 2017): the names, sizes and format of MNIST's files. The checksums are those of
// the unpacked files.

import Declarations

/// The 60,000 training and 10,000 test images of Fashion-MNIST [28, 28, 1] in their original order, in 10 classes.
public struct FashionMNIST: FileDataset {
    /// The data set has no settings.
    public init() {}
    /// `fashionMNIST`.
    public static var name: String { "fashionMNIST" }

    /// The four files, compressed or not.
    public static let files = ImageFiles(
        title: "Fashion-MNIST", folders: ["fashion-mnist", "FashionMNIST/raw"], classes: 10, image: [28, 28, 1],
        classNames: ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"], layout: .idx,
        parts: idxParts([
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        ]), source: "To get Fashion-MNIST, fetch its four .gz files from https://github.com/zalandoresearch/fashion-mnist")
}
