public import Datasets
public import Declarations
public import Networks
public import Training
import Files
import Foundation

/// A model as a manifest declares it: a recipe to train it by, or a file that holds it.
public protocol Model: Declaration {
    /// The net, and the data that it was or will be trained on.
    var architecture: any Architecture { get }
    var data: any Dataset { get }
    /// Whether it differs from seed to seed.
    var isSeeded: Bool { get }
    /// The work that gives it; `folder` is where the manifest lies. Throws `Refused` for a file that does not hold such a net.
    func work(seed: UInt64, title: String, folder: String) throws -> any NetWork
}

/// Every model that a manifest can declare; a mapping that names none of them is a recipe.
public let models: [any Model.Type] = [Recipe.self, Weights.self]

extension Recipe: Model {
    public var isSeeded: Bool { true }
    public func work(seed: UInt64, title: String, folder: String) throws -> any NetWork { Train(recipe: self, seed: seed, title: title) }
}

/// A net that was trained elsewhere: a safetensors file with parameters named and shaped as PyTorch's `state_dict` has them.
public struct Weights: Model {
    /// The file, as seen from the manifest's folder.
    public var file = ""
    @Declared public var architecture: any Architecture = ResNeXt()
    @Declared public var data: any Dataset = Procedural()
    public init() {}
    public static var required: [String] { ["file"] }
    public var isSeeded: Bool { false }

    public func work(seed: UInt64, title: String, folder: String) throws -> any NetWork {
        var work = ImportWeights()
        do { work.file = try SourceFile(at: file.hasPrefix("/") ? file : "\(folder)/\(file)") } catch { throw Refused("\(error)") }
        (work.architecture, work.data, work.title) = (architecture, data, Title(title))
        _ = try work.checkedParameters()
        return work
    }
}
