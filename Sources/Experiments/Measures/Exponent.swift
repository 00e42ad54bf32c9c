public import Records
import Declarations
import Statistics

/// The exponent of a power law between two columns of work without a model, by least squares on logarithmic axes.
public struct Exponent: Measure {
    /// The column of the argument.
    public var x = ""
    /// The column of the value.
    public var y = ""
    /// True for the exponent of 1 / x, so that a rate of convergence is positive.
    public var decay = false
    /// An exponent of no columns; both are required.
    public init() {}
    /// Both columns are required.
    public static var required: [String] { ["x", "y"] }
    /// A number.
    public var kind: Reading.Kind { .number }
    /// The rows of the cell's work. Throws `Lacking` for a cell without one, and `Refused` for work without these columns.
    public func needs(_ subject: Subject) throws -> [Need] { [try subject.workRows(x, y)] }
    /// The exponent with its interval. Throws `Refused` for columns that no power law fits.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let law: PowerLaw
        do { law = try PowerLaw(x: rows[0].column(x).map { decay ? 1 / $0 : $0 }, y: rows[0].column(y)) } catch let error as StatisticsError {
            throw Refused("exponent of \(y) in \(x): \(error)")
        }
        return .number(law.exponent, count: rows[0].count, interval: law.interval)
    }
}
