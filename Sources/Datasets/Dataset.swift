public import Classification
public import Declarations

/// The training or the test images of a data set.
public enum Split: String, Codable, Sendable, CaseIterable { case train, test }

/// The declaration of a set of labelled images. The location of its files is an argument of `open`, never part of the declaration.
public protocol Dataset: Declaration {
    /// Its name in titles: `CIFAR-10`.
    var title: String { get }
    /// The title of the whole set if this is a part of one, else nil.
    var partOf: String? { get }
    /// K: labels are 0..<K.
    var classes: Int { get }
    /// The names of the classes, by label; empty if they have none.
    var classNames: [String] { get }
    /// [H, W, C].
    var image: [Int] { get }
    /// Images in a split.
    func count(_ split: Split) -> Int
    /// The expected checksum of the files: a constant that `open` verifies, so that planning needs no data.
    var checksum: String { get }
    /// Reads and verifies the files. Throws `DatasetError` with the file, the fault and the remedy.
    func open(in folder: String?) throws -> any ImageSource
}

extension Dataset {
    /// The declared name.
    public var title: String { Self.name }
    /// Nil: not part of another set.
    public var partOf: String? { nil }
    /// Empty: no names.
    public var classNames: [String] { [] }
    /// A class in words: its name, else `class 3`.
    public func className(_ label: Int) -> String { classNames.indices.contains(label) ? classNames[label] : "class \(label)" }
}

/// An opened data set.
public protocol ImageSource: Sendable {
    /// The images [N, H, W, C] in [0, 1] at the given indices of a split, in the order of `samples`.
    func callAsFunction(_ split: Split, _ samples: [Int]) throws -> LabelledImages
}

/// Every data set that a manifest can name.
public let datasets: [any Dataset.Type] = [
    Procedural.self, CIFAR10.self, CIFAR100.self, CIFAR100Subset.self, MNIST.self, FashionMNIST.self,
]
