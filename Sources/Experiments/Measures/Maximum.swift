public import Declarations
public import Records
import Statistics

/// The maximum of a quantity over all images. It grows with their number, which is therefore printed with it.
public struct Maximum: Measure {
    /// The quantity.
    @Declared public var of: any Quantity = GradientNorm()
    /// The maximum of the largest class-probability gradient.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }
    /// The rows of the quantity. Throws `Lacking` for a quantity of an attack in a cell without one.
    public func needs(_ subject: Subject) throws -> [Need] { [try of.need(subject)] }
    /// The quantity by image; claims judge its 99 % quantile instead of the maximum.
    public var sampling: Sampling? { Sampling(.maximum, beyond: { of.beyond($0[0]) }, values: { of.values($0[0]) }) }
    /// The maximum of the quantity over all images.
    public var meaning: Meaning? { .maximum(Meaning.Counted(of.column)) }
    /// The maximum, without an interval.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = of.values(rows[0])
        return .number(try maximum(values), count: values.count, beyond: of.beyond(rows[0]))
    }
}
