public import Classification
public import Declarations

/// The images to learn from, and those to evaluate by.
public enum Split: String, Codable, Sendable, CaseIterable { case train, test }

/// The declaration of a set of labelled images. Where its files lie is an argument of `open`, never part of it.
public protocol Dataset: Declaration {
    /// Its name in titles: `CIFAR-10`.
    var title: String { get }
    /// K: labels are 0..<K.
    var classes: Int { get }
    /// [H, W, C].
    var image: [Int] { get }
    /// Images in a split.
    func count(_ split: Split) -> Int
    /// What the files are expected to hold: a constant that `open` verifies, so that planning needs no data.
    var checksum: String { get }
    /// Reads and verifies the files; throws `DatasetError` with the file, what was found, and how to get it.
    func open(in folder: String?) throws -> any ImageSource
}

extension Dataset {
    public var title: String { Self.name }
}

/// An opened data set.
public protocol ImageSource: Sendable {
    /// The images [N, H, W, C] in [0, 1] at the given indices of a split, in the order of `samples`.
    func callAsFunction(_ split: Split, _ samples: [Int]) throws -> LabelledImages
}

/// Every data set that a manifest can name.
public let datasets: [any Dataset.Type] = [Procedural.self, CIFAR10.self]
