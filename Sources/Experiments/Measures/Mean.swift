public import Declarations
public import Records
import Statistics

/// The mean of a quantity over all images.
public struct Mean: Measure {
    @Declared public var of: any Quantity = NormOfGradient()
    public init() {}
    public func needs(_ cell: Subject) -> [Need] { [of.need(cell)] }
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = of.values(rows[0])
        return .number(try mean(values), count: values.count)
    }
}
