public import Declarations
public import Records
import Attacks
import Statistics

/// The lower median of a quantity over all images, or over some of them. A failed search counts as infinite, so a median can be censored.
public struct Median: Measure {
    /// The images that are counted.
    public enum Among: String, Codable, Sendable, CaseIterable {
        case all
        /// Without images that were misclassified without an attack, and without failed searches.
        case fooled
        /// Images that the cell's model and its reference both classify correctly without an attack, so that a model with a large clean error can be
        /// compared.
        case right
    }
    /// The quantity.
    @Declared public var of: any Quantity = Distance()
    /// `all` images; `fooled`, without misclassified images and failed searches; or `right`, those that the model and the reference both get right.
    public var among = Among.all
    /// The median distance.
    public init() {}
    /// A number.
    public var kind: Reading.Kind { .number }
    /// Throws `Invalid` for a choice of images if the quantity is not of images.
    public func validate() throws {
        if among != .all, !of.isOfImages { throw Invalid("among", expected: "all: \(type(of: of).name) is not of images") }
    }
    /// The rows of the quantity and, among `right` images, the clean rows of the reference. Throws `Lacking` for a quantity of an attack in a cell
    /// without one, and for a cell without a reference.
    public func needs(_ subject: Subject) throws -> [Need] {
        let need = try of.need(subject)
        if among != .right { return [need] }
        return [need, try subject.swapped.with(attack: Clean()).rows(samples: need.samples)]
    }
    /// The quantity by image. Fooled images differ between models and attacks: claims compare those that are fooled in both cells.
    public var sampling: Sampling? { Sampling(.median, beyond: { of.beyond($0[0]) }, counted: counted, values: { of.values($0[0]) }) }
    /// The median of the quantity over the images that are counted.
    public var meaning: Meaning? { .median(Meaning.Counted(of.column, among: among == .all ? .all : among == .fooled ? .fooled : .right)) }
    /// The median with its interval; infinite if at least half of the searches failed, not a number if no image is counted.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let all = of.values(rows[0]), values = counted(rows).map { all[$0] }
        if values.isEmpty { return .number(.nan, count: 0) }
        return .number(
            try median(values), count: values.count, interval: try medianInterval(values), beyond: of.beyond(rows[0]))
    }

    /// The positions of the images that are counted.
    private func counted(_ rows: [Rows]) -> [Int] {
        switch among {
        case .all: return Array(0..<rows[0].count)
        case .fooled: return rows[0].cleanOrFooled()
        case .right:
            let correct = rows.map { $0.column("correct") }
            return (0..<rows[0].count).filter { n in correct.allSatisfy { $0[n] == 1 } }
        }
    }
}
