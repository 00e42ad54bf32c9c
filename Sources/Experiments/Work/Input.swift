import Declarations
public import Records

/// Work whose result other work reads: in a file its declaration in full, in a key its key, which is computed once.
public final class Input: Codable, Sendable {
    /// The work itself.
    public let work: any Work
    /// Its name in the store.
    public let key: Key
    /// The net that it gives, as a key has it, for the names of kinds of work; empty if it gives none.
    let net: String

    /// Work as an input. Throws `Invalid` for a declaration that has no key (a number that is not finite).
    public init(_ work: any Work) throws {
        (self.work, key, net) = (work, try Job(work).key(), (work as? any NetWork)?.architecture.keyText ?? "")
    }

    /// Reads a declaration of work; the decoder must be a `Reader`'s.
    public convenience init(from decoder: any Decoder) throws { try self.init(Declared<any Work>(from: decoder).wrappedValue) }

    /// Writes the declaration; in a key, the key.
    public func encode(to encoder: any Encoder) throws {
        guard encoder.userInfo[Tree.formKey] as? Tree.Form == .key else { return try Declared(wrappedValue: work).encode(to: encoder) }
        var single = encoder.singleValueContainer()
        try single.encode(key.description)
    }

    /// What stands in a declaration of which nothing else is said.
    static let none = try! Input(Train())
}
