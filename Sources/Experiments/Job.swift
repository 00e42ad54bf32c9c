public import Declarations
public import Records
import Datasets

/// A piece of work with its name in the store.
public struct Job: Declaration {
    @Declared public var work: any Work = Train()
    public init() {}
    public init(_ work: any Work) { self.work = work }

    /// The hash of all that decides the work's result: its declaration with versions, which holds the keys of its inputs, the version of the
    /// numerics, and the data's checksum. Throws `Invalid` for a number that is not finite.
    public func key() throws -> Key {
        let declared = try Tree(of: Declared(wrappedValue: work), .key).canonicalJSON, data = work.dataset.map { "\"\($0.checksum)\"" } ?? "null"
        return Key(hashing: #"{"data":\#(data),"numerics":\#(work.numerics),"work":\#(declared)}"#)
    }

    /// The job's declaration in full, as its folder holds it.
    public var text: String { get throws { try Tree(of: self).canonicalJSON + "\n" } }
}
