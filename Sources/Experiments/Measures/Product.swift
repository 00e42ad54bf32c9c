public import Declarations
public import Records
import Statistics

/// The product of a quantity over all rows, by default of the norms of a net's weight matrices, which section 6 of the paper compares with the
/// sampled gradient norms.
public struct Product: Measure {
    /// The quantity.
    @Declared public var of: any Quantity = WeightNorm()
    /// The product of the weight norms.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }
    /// The rows of the quantity. Throws `Lacking` for something that the cell does not name.
    public func needs(_ subject: Subject) throws -> [Need] { [try of.need(subject)] }
    /// The product, without an interval, and the number of factors. Throws `Refused` for a product beyond the largest finite number.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = of.values(rows[0]), product = try product(values)
        // Infinity would mean a failed search.
        if product == .infinity { throw Refused("the product of \(values.count) numbers of \(of.column) exceeds \(Double.greatestFiniteMagnitude)") }
        return .number(product, count: values.count)
    }
}
