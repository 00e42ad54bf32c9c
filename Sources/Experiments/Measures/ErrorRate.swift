public import Declarations
public import Records
import Attacks
import Statistics

/// The share of images whose least distance is at most a radius, including those that are misclassified without an attack.
public struct ErrorRate: Measure {
    /// The radius in the attack's norm, 0 to 1e6; left out for the clean error, and for an attack that states its own radius.
    public var within: Fraction?
    /// The clean error, or that of an attack at its own radius.
    public init() {}
    /// Version 2: radii are compared with the slack of the attacks' balls.
    public static var version: Int { 2 }
    /// Throws `Invalid` for a radius out of range.
    public func validate() throws {
        if let within, !(0...1e6).contains(within.value) { throw Invalid("within", expected: "a radius from 0 to 1000000") }
    }

    /// The radius that counts.
    public var radius: Fraction? { within }
    /// A number.
    public var kind: Reading.Kind { .number }
    /// The rows of the cell's attack. Throws `Refused` for an attack without a radius and for a radius beyond the attack's reach.
    public func needs(_ subject: Subject) throws -> [Need] {
        let reach = subject.attack.reach
        if within == nil, reach == nil, subject.isAttacked {
            throw Refused("errorRate of an attack needs the radius that counts: {errorRate: {within: 8/255}}")
        }
        if let within, let reach, within.value > reach.value {
            throw Refused("errorRate within \(within): the attack looks no further than \(reach), so nothing is known beyond")
        }
        return [try subject.rows()]
    }
    /// The error rate with its interval.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let wrong = errors(rows), count = Int(wrong.reduce(0, +))
        return .number(try mean(wrong), count: wrong.count, interval: wilsonInterval(count, of: wrong.count))
    }
    /// 1 for each image that counts as an error, 0 for every other.
    public var sampling: Sampling? { Sampling(.share, values: errors) }

    /// The share of distances up to the radius.
    public var meaning: Meaning? { .share(Meaning.Counted(Distance().column), upTo: within) }

    /// 1 for each image that counts as an error, 0 for every other.
    private func errors(_ rows: [Rows]) -> [Double] {
        // Radii are declared as fractions and distances are measured between floats, so that the comparison uses the slack of the attacks' balls.
        // An attack with its own radius found nothing beyond it.
        let radius = within.map { $0.value * (1 + Ball.relativeSlack) } ?? .greatestFiniteMagnitude
        return rows[0].column("distance").map { $0 <= radius ? 1 : 0 }
    }
}
