public import Datasets
public import Declarations
public import Networks
public import Records
import Files
import Foundation
import Tensors

/// Imports a trained net from a file that this project did not write. The job key contains the file's checksum, not its path.
public struct ImportWeights: NetWork {
    /// The file of weights.
    public var file = SourceFile()
    /// The model's title; not part of the key.
    public var title: Title = ""
    /// The net that the weights belong to.
    @Declared public var architecture: any Architecture = ResNeXt()
    /// The data that the net was trained on.
    @Declared public var data: any Dataset = Procedural()
    /// An import without a file.
    public init() {}

    /// The data that the net was trained on.
    public var dataset: (any Dataset)? { data }
    /// The model's title.
    public var modelTitle: Title { title }
    /// As in "import mine".
    public var label: String { "import \(title)" }
    /// A single unit, however large the file is.
    public var effort: Effort { Effort(kind: "import") }

    /// One sample, 0, done once the weights are in the store.
    public func remainder(of samples: [Range<Int>], _ store: Store, _ key: Key) throws -> Remainder {
        store.has(key, Self.weights) ? .none : Remainder(missing: [0..<1], units: 1, why: "not imported yet")
    }
    /// Removes weights that are damaged or belong to another job.
    public func discardDamaged(_ store: Store, _ key: Key) throws -> [String] {
        try discard(Self.weights, store, key) { _ = try Self.parameters($0, of: key) }
    }

    /// Checks and copies the file when run. Throws `Refused` for a file that changed or does not contain this net.
    public func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        return { _ in
            let parameters = try checkedParameters()
            try workspace.write(try SafeTensors.encode(parameters, metadata: ["key": "\(key)"]), key, Self.weights)
        }
    }

    /// The file's parameters. Throws `Refused` for a file that changed since planning or is not a net of this architecture, and `FileError`.
    func checkedParameters() throws -> Parameters {
        let contents = try Disk.read(file.path)
        guard Disk.sha256(contents) == file.sha256 else { throw Refused("\(file.path): changed since it was planned: its checksum differs") }
        let decoded: Parameters
        do { decoded = try SafeTensors.decode(contents).parameters } catch let error as SafeTensors.Damaged {
            throw Refused("\(file.path): \(error)")
        }
        for (name, tensor) in zip(decoded.names, decoded.tensors) where tensor.values.contains(where: { !$0.isFinite }) {
            throw Refused("\(file.path): the tensor \(name) holds a number that is not finite")
        }
        do {
            let expected = try architecture.initial(image: data.image, classes: data.classes, RandomSource(seed: 0))
            return try decoded.matching(expected)
        } catch { throw Refused("\(file.path): \(error)") }
    }
}

/// A file identified by its contents: only the checksum, not the path, is part of a job key.
public struct SourceFile: Codable, Sendable {
    /// The path at which it was found.
    public var path = ""
    /// The checksum of its bytes, 64 hexadecimal digits.
    public var sha256 = ""
    init() {}
    /// The file at `path` as it is now. Throws `FileError`.
    init(at path: String) throws { (self.path, sha256) = (path, try Disk.sha256(ofFile: path)) }

    private enum Keys: String, CodingKey { case path, sha256 }
    /// Reads path and checksum.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        (path, sha256) = (try container.decode(String.self, forKey: .path), try container.decode(String.self, forKey: .sha256))
    }
    /// Writes path and checksum; in a job key, only the checksum.
    public func encode(to encoder: any Encoder) throws {
        if encoder.userInfo[Tree.formKey] as? Tree.Form == .key {
            var single = encoder.singleValueContainer()
            return try single.encode(sha256)
        }
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(path, forKey: .path)
        try container.encode(sha256, forKey: .sha256)
    }
}
