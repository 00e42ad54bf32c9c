import Attacks
import Declarations
import Records

/// The images that give pairs of quantities.
public enum PairedImages: String, Codable, Sendable, CaseIterable {
    /// All, with a distance of 0 for those that were misclassified without an attack, and an infinite one for failed searches.
    case all
    /// Without both of these.
    case fooled
}

/// A quantity of the clean images, paired with one of the same images under the cell's attack.
struct QuantityPair {
    let x: any Quantity, y: any Quantity, among: PairedImages

    /// Throws `Invalid` for quantities that are not of these images.
    func validate() throws {
        if x.observation == nil { throw Invalid("x", expected: "a quantity that clean images have as well, such as estimatedDistance") }
        if !y.isOfImages { throw Invalid("y", expected: "a number for each image, such as distance") }
    }

    /// The rows of x at the clean images and those of y, of as many images as both have. Throws `Lacking` for a cell without an attack.
    func needs(_ subject: Subject) throws -> [Need] {
        if !subject.isAttacked { throw Lacking(what: "attack") }
        var needs = [try x.need(subject.with(attack: Clean())), try y.need(subject)]
        let count = needs.map(\.samples.upperBound).min() ?? 0
        for index in needs.indices { needs[index].samples = 0..<count }
        return needs
    }

    /// The values of the images that are counted, in their order.
    func callAsFunction(_ rows: [Rows]) -> (x: [Double], y: [Double]) {
        let all = (x: x.values(rows[0]), y: y.values(rows[1])), counted = counted(rows)
        return (counted.map { all.x[$0] }, counted.map { all.y[$0] })
    }

    /// The positions of the images that are counted.
    func counted(_ rows: [Rows]) -> [Int] { among == .all ? Array(0..<rows[0].count) : rows[1].cleanOrFooled() }
}
