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

    /// The hash of everything that decides the result: the work's declaration with versions (and with the keys of its inputs), the version of the
    /// numerics, and the data's checksum. Throws `Invalid` for a number that is not finite.
    public func key() throws -> Key {
        let declared = try Tree(of: Declared(wrappedValue: work), .key).canonicalJSON, data = work.dataset.map { "\"\($0.checksum)\"" } ?? "null"
        return Key(hashing: #"{"data":\#(data),"numerics":\#(work.numerics),"work":\#(declared)}"#)
    }

    /// The job's full declaration, as `job.json` holds it. Throws `Invalid` for a number that is not finite.
    public var text: String { get throws { try Tree(of: self).canonicalJSON + "\n" } }
}
