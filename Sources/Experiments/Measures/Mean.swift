public import Declarations
public import Records
import Statistics

/// The mean of a quantity over all images.
public struct Mean: Measure {
    @Declared public var of: any Quantity = GradientNorm()
    public init() {}
    public var kind: Reading.Kind { .number }
    public func needs(_ subject: Subject) throws -> [Need] { [try of.need(subject)] }
    public var sampling: Sampling? { Sampling(.mean, beyond: { of.beyond($0[0]) }, values: { of.values($0[0]) }) }
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = of.values(rows[0])
        return .number(try mean(values), count: values.count, beyond: of.beyond(rows[0]))
    }
}
