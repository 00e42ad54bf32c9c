/// A title for human readers: written to files, but not part of a job key.
public struct Title: Codable, Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The text; may be empty.
    public let description: String
    /// Makes a title; an empty text means none.
    public init(_ words: String) { description = words }
    /// Makes a title from a literal.
    public init(stringLiteral words: String) { description = words }

    /// Reads a text; null means no title.
    public init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        description = single.decodeNil() ? "" : try single.decode(String.self)
    }
    /// Writes the text; null for no title and in a job key.
    public func encode(to encoder: any Encoder) throws {
        var single = encoder.singleValueContainer()
        if description.isEmpty || encoder.userInfo[Tree.formKey] as? Tree.Form == .key {
            try single.encodeNil()
        } else {
            try single.encode(description)
        }
    }
}
