import Declarations
public import Records
import Statistics

/// Error against radius: the distribution function of the least distances.
public struct ErrorCurve: Measure {
    /// The curve has no settings.
    public init() {}
    /// A curve.
    public var kind: Reading.Kind { .curve }
    /// The rows of the cell's attack. Throws `Lacking` for a cell without one.
    public func needs(_ subject: Subject) throws -> [Need] {
        if !subject.isAttacked { throw Lacking(what: "attack") }
        return [try subject.rows()]
    }
    /// The curve over all rows; a failed search never counts as an error.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        .curve(try errorCurve(rows[0].column("distance")).map { Reading.Point(x: $0.x, y: $0.y) })
    }
}
