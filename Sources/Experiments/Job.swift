public import Declarations
public import Records
import Datasets
import Tensors

/// A piece of work with its name in the store.
public struct Job: Declaration {
    @Declared public var work: any Work = Train()
    public init() {}
    public init(_ work: any Work) { self.work = work }

    /// The hash of all that decides what the work gives: its declaration with versions, the numerics, the data's checksum, its inputs' keys.
    public func key() throws -> Key {
        let declared = try Tree(of: Declared(wrappedValue: work), .key).canonicalJSON
        let numerics = work is Train ? Numerics.training : Numerics.evaluation
        return Key(hashing: #"{"data":"\#(work.data.checksum)","numerics":\#(numerics),"work":\#(declared)}"#)
    }

    /// The job's declaration in full, as its folder holds it.
    public var text: String { get throws { try Tree(of: self).canonicalJSON + "\n" } }
}
