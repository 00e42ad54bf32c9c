import Declarations
public import Records

/// Work whose result other work reads. Files contain its full declaration; job keys contain its key, which is computed once.
public final class Input: Codable, Sendable {
    /// The work itself.
    public let work: any Work
    /// Its key in the store.
    public let key: Key
    /// The net that it produces, as in job keys, to name kinds of work; empty if it produces none.
    let net: String

    /// An input that is this work. Throws `Invalid` for a number that is not finite, which a key cannot contain.
    public init(_ work: any Work) throws {
        (self.work, key, net) = (work, try Job(work).key(), (work as? any NetWork)?.architecture.keyText ?? "")
    }

    /// Reads a declaration of work; the decoder must be a `Reader`'s.
    public convenience init(from decoder: any Decoder) throws { try self.init(Declared<any Work>(from: decoder).wrappedValue) }

    /// Writes the declaration; in a job key, only the key.
    public func encode(to encoder: any Encoder) throws {
        guard encoder.userInfo[Tree.formKey] as? Tree.Form == .key else { return try Declared(wrappedValue: work).encode(to: encoder) }
        var single = encoder.singleValueContainer()
        try single.encode(key.description)
    }

    /// The placeholder in a declaration that names no input.
    static let none = try! Input(Train())
}
