public import Foundation

/// A file of a report, not yet written.
public struct Artefact: Sendable, Equatable {
    /// The file's name with its extension, without a folder.
    public let name: String
    /// The file's bytes.
    public let data: Data
    /// A file of this name with these bytes.
    public init(name: String, data: Data) { (self.name, self.data) = (name, data) }
    package init(_ name: String, _ text: String) { self.init(name: name, data: Data(text.utf8)) }
}
