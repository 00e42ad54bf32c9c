public import Declarations
public import Records
import Statistics

/// The share of images, already wrong ones included, whose least distance is at most the radius.
public struct ErrorRate: Measure {
    public var within = Fraction(0)
    public init() {}
    public func validate() throws { if within.value < 0 { throw Invalid("within", expected: "a radius of at least 0") } }
    public func needs(_ cell: Subject) -> [Need] { [Need(subject: cell)] }
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let distances = rows[0].column("distance"), hits = distances.count { $0 <= within.float }
        return .number(try errorRate(distances, within: within.float), count: distances.count, interval: wilsonInterval(hits, of: distances.count))
    }
}
