public import Foundation

/// A file that a report consists of, before anybody writes it.
public struct Artefact: Sendable, Equatable {
    /// With its extension, without a folder.
    public let name: String, data: Data
    /// A file of this name with these bytes.
    public init(name: String, data: Data) { (self.name, self.data) = (name, data) }
    init(_ name: String, _ text: String) { self.init(name: name, data: Data(text.utf8)) }
}
