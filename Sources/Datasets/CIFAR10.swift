import Classification
import Declarations
import Tensors

/// Stub.
public struct CIFAR10: Dataset {
    public init() {}
    public var classes: Int { 10 }
    public var image: [Int] { [32, 32, 3] }
    public func count(_ split: Split) -> Int { split == .train ? 50_000 : 10_000 }
    public var checksum: String { "stub" }
    public func open(in folder: String?) throws -> any ImageSource { throw DatasetError(file: folder ?? "", found: "stub", remedy: "") }
}
