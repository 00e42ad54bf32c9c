public import Declarations
import ElementaryFunctions

/// The learning rate over a run, as a factor of the optimiser's.
public protocol Schedule: Declaration {
    /// `progress`: the completed fraction of the run, 0..<1.
    func callAsFunction(_ progress: Double) -> Double
}

/// Every schedule that a manifest can name.
public let schedules: [any Schedule.Type] = [Steps.self, OneCycle.self]

/// Multiplies the rate by `factor` at given fractions of the run; by default at the authors' epochs 60, 120 and 160 of
/// 200.
public struct Steps: Schedule {
    /// The fractions of the run, each 0...1; at most 100 of them.
    public var at = [Fraction(3, 10), Fraction(6, 10), Fraction(8, 10)]
    /// The factor of each step, above 0, at most 100.
    public var factor = Fraction(1, 5)
    /// The authors' epochs 60, 120 and 160 of 200.
    public init() {}
    /// Throws `Invalid` for a fraction or factor out of range.
    public func validate() throws {
        if at.count > 100 || at.contains(where: { !(0...1 ~= $0.value) }) {
            throw Invalid("at", expected: "a list of at most 100 fractions of the run, from 0 to 1")
        }
        if !(factor.value > 0 && factor.value <= 100) { throw Invalid("factor", expected: "a number above 0, at most 100") }
    }
    /// `factor` to the power of the number of fractions passed.
    public func callAsFunction(_ progress: Double) -> Double {
        at.reduce(1.0) { progress >= $1.value ? $0 * factor.value : $0 }
    }
}

/// A linear warm-up from `start` to 1, then a cosine decay to `end` (Smith and Topin 2018, arXiv:1708.07120).
public struct OneCycle: Schedule {
    /// The fraction of the run spent on the warm-up, 0...1.
    public var warmUp = Fraction(3, 10)
    /// The factor at the beginning, 0...100.
    public var start = Fraction(1, 10)
    /// The factor at the end, 0...100.
    public var end = Fraction(1, 1000)
    /// A rise over 30 % of the run from a tenth of the rate, then a fall to a thousandth.
    public init() {}
    /// Throws `Invalid` for a fraction or factor out of range.
    public func validate() throws {
        if !(0...1).contains(warmUp.value) { throw Invalid("warmUp", expected: "a fraction of the run, from 0 to 1") }
        if !(0...100 ~= start.value) { throw Invalid("start", expected: "a number from 0 to 100") }
        if !(0...100 ~= end.value) { throw Invalid("end", expected: "a number from 0 to 100") }
    }
    /// The factor on the line or the cosine.
    public func callAsFunction(_ progress: Double) -> Double {
        if progress < warmUp.value { return start.value + (1 - start.value) * progress / warmUp.value }
        let down = (progress - warmUp.value) / max(1 - warmUp.value, 1e-9)
        return end.value + (1 - end.value) * (1 + Elementary.cos(Double.pi * down)) / 2
    }
}
