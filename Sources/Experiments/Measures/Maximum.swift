public import Declarations
public import Records
import Statistics

/// The maximum of a quantity over all images: it grows with their number, which is therefore printed with it.
public struct Maximum: Measure {
    @Declared public var of: any Quantity = GradientNorm()
    public init() {}
    public var kind: Reading.Kind { .number }
    public func needs(_ subject: Subject) throws -> [Need] { [try of.need(subject)] }
    public var sampling: Sampling? { Sampling(.maximum, beyond: { of.beyond($0[0]) }, values: { of.values($0[0]) }) }
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = of.values(rows[0])
        return .number(try maximum(values), count: values.count, beyond: of.beyond(rows[0]))
    }
}
