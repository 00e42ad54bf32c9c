public import Declarations
public import Records
import Attacks
import Statistics

/// The share of images, those already wrong included, whose least distance is at most a radius.
public struct ErrorRate: Measure {
    /// The radius, in the attack's norm, above 0 and at most 1e6. None for the clean error, and for an attack that states a radius itself.
    public var within: Fraction?
    public init() {}
    public static var version: Int { 2 }
    public func validate() throws {
        if let within, !(0...1e6).contains(within.value) { throw Invalid("within", expected: "a radius from 0 to 1000000") }
    }

    public var kind: Reading.Kind { .number }
    public func needs(_ subject: Subject) throws -> [Need] {
        let reach = subject.attack.reach
        if within == nil, subject.isAttacked { throw Refused("errorRate of an attack needs the radius that counts: {errorRate: {within: 8/255}}") }
        if let within, let reach, within.value > reach.value {
            throw Refused("errorRate within \(within): the attack looks no further than \(reach), so nothing is known beyond")
        }
        return [try subject.rows()]
    }
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let wrong = errors(rows), count = Int(wrong.reduce(0, +))
        return .number(try mean(wrong), count: wrong.count, interval: wilsonInterval(count, of: wrong.count))
    }
    public var sampling: Sampling? { Sampling(.share, values: errors) }

    /// A one for each image that counts as wrong, a zero for every other.
    private func errors(_ rows: [Rows]) -> [Double] {
        // Radii are typed as fractions, distances are measured between floats: the slack is that of the attacks' own ball. An attack that
        // states its radius found nothing beyond it.
        let radius = within.map { $0.value * (1 + Ball.relativeSlack) } ?? .greatestFiniteMagnitude
        return rows[0].column("distance").map { $0 <= radius ? 1 : 0 }
    }
}
