public import Declarations
public import Records

/// A number or a drawing read off rows: a fold that asks no model and runs nothing.
public protocol Measure: Declaration {
    /// The kind of reading that it gives: a table shows numbers, a figure drawings.
    var kind: Reading.Kind { get }
    /// The rows that it reads, most often one set, of the cell's own model and attack.
    ///
    /// Throws `Lacking` for something that the cell does not name, and `Refused` for a question that its rows could not answer.
    func needs(_ subject: Subject) throws -> [Need]
    /// Reads the rows of each need, in their order.
    func callAsFunction(_ rows: [Rows]) throws -> Reading
    /// The values by image that its number is a statistic of; nil for a drawing, and for a number of another kind, which no claim can compare.
    var sampling: Sampling? { get }
}

extension Measure {
    public var sampling: Sampling? { nil }
}

/// Every measure that a manifest can name.
public let measures: [any Measure.Type] = [ErrorRate.self, Median.self, Mean.self, Maximum.self, ErrorCurve.self, Histogram.self]
