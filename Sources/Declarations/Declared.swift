/// A property that holds one declaration of a family, written in a manifest as a one-key mapping under the type's name.
///
/// `@Declared var of: any BoundedAttack = PGD()` reads `of: {pgd: {steps: 7}}` and `of: pgd`; an optional family may be null.
@propertyWrapper public struct Declared<Member: Sendable>: Codable, Sendable {
    /// The declaration itself.
    public var wrappedValue: Member
    /// Holds a declaration.
    public init(wrappedValue: Member) { self.wrappedValue = wrappedValue }

    /// Reads a one-key mapping or a name; the decoder must be a `Reader`'s.
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? TreeDecoder else { throw Invalid("", expected: "read by a Reader") }
        wrappedValue = try decoder.member(of: Member.self)
    }

    /// Writes a one-key mapping.
    public func encode(to encoder: any Encoder) throws {
        guard let value = wrappedValue as? any Declaration else {  // an optional member that is nil
            var single = encoder.singleValueContainer()
            return try single.encodeNil()
        }
        var container = encoder.container(keyedBy: Word.self)
        try container.encode(value, forKey: Word(type(of: value).name))
    }
}

/// A list of declarations of one family: `penalties: [{totalVariation: {...}}, {lipschitz: {...}}]`.
@propertyWrapper public struct DeclaredList<Member: Sendable>: Codable, Sendable {
    /// The declarations, in order.
    public var wrappedValue: [Member]
    /// Holds a list of declarations.
    public init(wrappedValue: [Member]) { self.wrappedValue = wrappedValue }
    /// Reads a list of one-key mappings or names; the decoder must be a `Reader`'s.
    public init(from decoder: any Decoder) throws { wrappedValue = try [Declared<Member>](from: decoder).map(\.wrappedValue) }
    /// Writes a list of one-key mappings.
    public func encode(to encoder: any Encoder) throws { try wrappedValue.map { Declared(wrappedValue: $0) }.encode(to: encoder) }
}

/// A coding key with any name.
struct Word: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ word: String) { stringValue = word }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { self.init(String(intValue)) }
}
