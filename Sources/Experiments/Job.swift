public import Declarations
public import Records
import Datasets

/// A piece of work with its key in the store.
public struct Job: Declaration {
    /// The work.
    @Declared public var work: any Work = Train()
    /// A job that trains the default recipe.
    public init() {}
    /// A job that does this work.
    public init(_ work: any Work) { self.work = work }

    /// The hash of `identity`. Throws `Invalid` for a number that is not finite.
    public func key() throws -> Key { Key(hashing: try identity) }

    /// Everything that determines the result, as one text: the work's declaration with versions (and with the keys of its inputs), the version of the
    /// numerics, and the data's checksum. Throws `Invalid` for a number that is not finite.
    public var identity: String {
        get throws {
            let declared = try Tree(of: Declared(wrappedValue: work), .key).canonicalJSON, data = work.dataset.map { "\"\($0.checksum)\"" } ?? "null"
            return #"{"data":\#(data),"numerics":\#(work.numerics),"work":\#(declared)}"#
        }
    }

    /// The store's file of the identity, from which a later program can tell the changes. Its SHA-256 checksum is the key.
    static let identityFile = "key.json"

    /// The job's full declaration, the contents of `job.json`. Throws `Invalid` for a number that is not finite.
    public var text: String { get throws { try Tree(of: self).canonicalJSON + "\n" } }
}
