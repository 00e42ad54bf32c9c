import Declarations
public import Records
import Statistics

/// Error against radius: the distribution function of the least distances.
public struct ErrorCurve: Measure {
    public init() {}
    public var kind: Reading.Kind { .curve }
    public func needs(_ subject: Subject) throws -> [Need] {
        if !subject.isAttacked { throw Lacking(what: "attack") }
        return [try subject.rows()]
    }
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        .curve(try errorCurve(rows[0].column("distance")).map { Reading.Point(x: $0.x, y: $0.y) })
    }
}
