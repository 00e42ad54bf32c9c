public import Declarations
public import Records
import Statistics

/// The lower median of a quantity over all images. A failed search counts as infinite, so a median can be censored.
public struct Median: Measure {
    /// The quantity.
    @Declared public var of: any Quantity = Distance()
    /// The median distance.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }
    /// The rows of the quantity. Throws `Lacking` for a quantity of an attack in a cell without one.
    public func needs(_ subject: Subject) throws -> [Need] { [try of.need(subject)] }
    /// The quantity by image.
    public var sampling: Sampling? { Sampling(.median, beyond: { of.beyond($0[0]) }, values: { of.values($0[0]) }) }
    /// The median with its interval; infinite if at least half of the searches failed.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = of.values(rows[0])
        return .number(
            try median(values), count: values.count, interval: try medianInterval(values), beyond: of.beyond(rows[0]))
    }
}
