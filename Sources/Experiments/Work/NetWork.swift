import Classification
public import Networks
public import Declarations
import Records
import Datasets
import Files
import Foundation
import Tensors

/// Work that produces a net: `weights.safetensors`, with the job's key in its metadata.
public protocol NetWork: Work {
    /// The net that the weights belong to.
    var architecture: any Architecture { get }
    /// The model's title.
    var modelTitle: Title { get }
}

extension NetWork {
    /// The file of the trained weights.
    static var weights: String { "weights.safetensors" }

    /// False: a net is produced in one piece.
    public var isDivisible: Bool { false }
    /// One sample, the net.
    public var block: Int { 1 }
    /// The single sample, 0.
    public func read(for samples: Range<Int>) -> Range<Int> { 0..<1 }
    /// 1: the net.
    public var available: Int? { 1 }

    /// The net's parameters from the bytes of its file. Throws `SafeTensors.Damaged` for a file that is damaged, has no checksums, belongs to another
    /// job, or contains a number that is not finite.
    static func parameters(_ data: Data, of key: Key) throws -> Parameters {
        let (parameters, metadata) = try SafeTensors.decode(data)
        guard metadata["sha256"] != nil, metadata["header"] != nil else { throw SafeTensors.Damaged(description: "the file has no checksums") }
        guard metadata["key"] == key.description else {
            throw SafeTensors.Damaged(description: "the weights belong to \(metadata["key"] ?? "no job"), not to \(key)")
        }
        for (name, tensor) in zip(parameters.names, parameters.tensors) where tensor.values.contains(where: { !$0.isFinite }) {
            throw SafeTensors.Damaged(description: "the tensor \(name) holds a number that is not finite")
        }
        return parameters
    }

    /// The net in evaluation mode. Throws `Refused` for weights that are damaged or belong to another job.
    func classifier(_ workspace: Workspace, _ key: Key) throws -> any DifferentiableClassifier {
        guard let data = dataset else { throw Refused("\(label): the net has no data set") }
        return try architecture.classifier(parameters(workspace, key), image: data.image, classes: data.classes, on: workspace.team)
    }

    /// The net's parameters. Throws `Refused` for weights that are damaged or belong to another job.
    func parameters(_ workspace: Workspace, _ key: Key) throws -> Parameters {
        try workspace.read(key, Self.weights) { try Self.parameters($0, of: key) }
    }

    /// Removes a file that `decode` finds damaged, and returns a line for it.
    func discard(_ name: String, _ store: Store, _ key: Key, unless decode: (Data) throws -> Void) throws -> [String] {
        guard store.has(key, name) else { return [] }
        do { try decode(try store.read(key, name)) } catch let error as SafeTensors.Damaged {
            try Disk.remove(store.path(key, name))
            return ["\(store.path(key, name)): \(error)"]
        }
        return []
    }
}
