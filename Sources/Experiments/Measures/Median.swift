public import Declarations
public import Records
import Statistics

/// The lower middle of a quantity over all images; a failed search counts as infinite, so a median can be censored.
public struct Median: Measure {
    @Declared public var of: any Quantity = Distance()
    public init() {}
    public var kind: Reading.Kind { .number }
    public func needs(_ subject: Subject) throws -> [Need] { [try of.need(subject)] }
    public var sampling: Sampling? { Sampling(.median, beyond: { of.beyond($0[0]) }, values: { of.values($0[0]) }) }
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = of.values(rows[0])
        return .number(
            try median(values), count: values.count, interval: try medianInterval(values), beyond: of.beyond(rows[0]))
    }
}
