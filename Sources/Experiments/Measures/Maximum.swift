public import Declarations
public import Records
import Statistics

/// The maximum of a quantity over all images: it grows with their number, which is therefore printed with it.
public struct Maximum: Measure {
    @Declared public var of: any Quantity = NormOfGradient()
    public init() {}
    public func needs(_ cell: Subject) -> [Need] { [of.need(cell)] }
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = of.values(rows[0])
        return .number(try maximum(values), count: values.count)
    }
}
