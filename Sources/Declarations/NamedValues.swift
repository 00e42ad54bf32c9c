/// Values that the rest of a manifest refers to by name; each is read once, here or where its name is first used.
public struct NamedValues<Value: Codable & Sendable>: Codable, Sendable {
    private var values: [String: Value] = [:]
    /// An empty set of values.
    public init() {}
    /// The names, sorted.
    public var names: [String] { values.keys.sorted() }
    /// The value of a name; nil if it is unknown.
    public subscript(name: String) -> Value? { values[name] }

    /// Reads a mapping from names to values; the decoder must be a `Reader`'s.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? TreeDecoder, case .mapping(let entries)? = decoder.layers.top?.content else {
            throw Invalid("", expected: "a mapping from names to values")
        }
        for entry in entries {
            do {
                values[entry.key] = try decoder.reader.memory.value(entry.key) { try decoder[entry.key].read(Value.self) }
            } catch let error as ManifestError { decoder.mistakes.append(error) }
        }
    }
    /// Writes the mapping.
    public func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }
}
