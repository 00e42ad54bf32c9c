public import Declarations
public import Records
import Statistics

/// The mean of a quantity over all images.
public struct Mean: Measure {
    /// The quantity.
    @Declared public var of: any Quantity = GradientNorm()
    /// The mean of the largest class-probability gradient.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }
    /// The rows of the quantity. Throws `Lacking` for a quantity of an attack in a cell without one.
    public func needs(_ subject: Subject) throws -> [Need] { [try of.need(subject)] }
    /// The quantity by image.
    public var sampling: Sampling? { Sampling(.mean, beyond: { of.beyond($0[0]) }, values: { of.values($0[0]) }) }
    /// The mean of the quantity over all images.
    public var meaning: Meaning? { .mean(Meaning.Counted(of.column)) }
    /// The mean with its interval.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = of.values(rows[0])
        return .number(try mean(values), count: values.count, beyond: of.beyond(rows[0]))
    }
}
