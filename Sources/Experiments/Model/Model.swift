public import Datasets
public import Declarations
public import Networks
public import Training
import Files
import Foundation

/// A model as a manifest declares it: a recipe to train it, or a file that contains it.
public protocol Model: Declaration {
    /// The net, and the data that it was or will be trained on.
    var architecture: any Architecture { get }
    var data: any Dataset { get }
    /// True if it differs from seed to seed.
    var isSeeded: Bool { get }
    /// The work that produces it; `folder` is the manifest's. Throws `Refused` for a file that does not contain this net.
    func work(seed: UInt64, title: String, folder: String) throws -> any NetWork
}

/// Every model that a manifest can declare; a mapping that names none of them is a recipe.
public let models: [any Model.Type] = [Recipe.self, Weights.self]

extension Recipe: Model {
    /// True: each seed trains another net.
    public var isSeeded: Bool { true }
    /// A training by this recipe.
    public func work(seed: UInt64, title: String, folder: String) throws -> any NetWork { Train(recipe: self, seed: seed, title: title) }
}

/// A net that was trained elsewhere: a safetensors file with parameters named and shaped as in PyTorch's `state_dict`.
public struct Weights: Model {
    /// The file's path, relative to the manifest's folder.
    public var file = ""
    /// The net's architecture.
    @Declared public var architecture: any Architecture = ResNeXt()
    /// The data that the net was trained on.
    @Declared public var data: any Dataset = Procedural()
    /// Weights without a file; the file is required.
    public init() {}
    /// The file is required.
    public static var required: [String] { ["file"] }
    /// False: the file is the same for every seed.
    public var isSeeded: Bool { false }

    /// The import of the file. Throws `Refused` for a file that cannot be read.
    public func work(seed: UInt64, title: String, folder: String) throws -> any NetWork {
        var work = ImportWeights()
        do { work.file = try SourceFile(at: file.hasPrefix("/") ? file : "\(folder)/\(file)") } catch { throw Refused("\(error)") }
        (work.architecture, work.data, work.title) = (architecture, data, Title(title))
        _ = try work.checkedParameters()
        return work
    }
}
