/// A title that a declaration carries for its readers: written into files, never part of a key.
public struct Title: Codable, Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The word; may be empty.
    public let description: String
    /// A title of these words.
    public init(_ words: String) { description = words }
    /// A title of these words.
    public init(stringLiteral words: String) { description = words }

    /// Reads a word, or null for none.
    public init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        description = single.decodeNil() ? "" : try single.decode(String.self)
    }
    /// Writes the word; null for none, and in a key.
    public func encode(to encoder: any Encoder) throws {
        var single = encoder.singleValueContainer()
        if description.isEmpty || encoder.userInfo[Tree.formKey] as? Tree.Form == .key {
            try single.encodeNil()
        } else {
            try single.encode(description)
        }
    }
}
