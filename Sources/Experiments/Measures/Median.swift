public import Declarations
public import Records
import Statistics

/// The lower median of a quantity over all images, or over those that the attack fooled. A failed search counts as infinite, so a median over all can be
/// censored.
public struct Median: Measure {
    /// The images that are counted; `fooled` leaves out those that were misclassified without an attack, and failed searches.
    public enum Among: String, Codable, Sendable, CaseIterable { case all, fooled }
    /// The quantity.
    @Declared public var of: any Quantity = Distance()
    /// The images that are counted.
    public var among = Among.all
    /// The median distance.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }
    /// The rows of the quantity. Throws `Lacking` for a quantity of an attack in a cell without one.
    public func needs(_ subject: Subject) throws -> [Need] { [try of.need(subject)] }
    /// The quantity by image. Fooled images differ from model to model and from attack to attack: claims compare those that both fooled.
    public var sampling: Sampling? {
        let fooled: @Sendable ([Rows]) -> [Bool] = { $0[0].areCleanOrFooled }
        return Sampling(.median, beyond: { of.beyond($0[0]) }, kept: among == .fooled ? fooled : nil, values: { of.values($0[0]) })
    }
    /// The median of the quantity.
    public var meaning: Meaning? { .median(Meaning.Counted(of.column, among: among == .fooled ? .fooled : .all)) }
    /// The median with its interval; infinite if at least half of the searches failed.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = among == .all ? of.values(rows[0]) : rows[0].cleanOrFooled(of.values(rows[0]))
        if values.isEmpty { return .number(.nan, count: 0) }
        return .number(
            try median(values), count: values.count, interval: try medianInterval(values), beyond: of.beyond(rows[0]))
    }
}
