public import Declarations

/// A claim of the paper, as `claims.yaml` declares it: a statement in words, and the comparisons of cells that it rests on.
///
/// It is one conjunction: it holds if every one of its comparisons does.
public struct Claim: Declaration {
    /// The name by which another claim refers to this one.
    public var id = ""
    /// The statement in words, and where the paper makes it.
    public var title = "", source = ""
    /// The id of the claim that this one restates, in other words or for other numbers.
    public var restates: String?
    /// The reason why our numbers cannot test it, whatever they are.
    public var notTestable: String?
    /// The comparisons that it rests on.
    public var comparisons: [Comparison] = []
    /// All properties at their defaults: a claim without comparisons.
    public init() {}
    /// A claim needs an id and a title.
    public static var required: [String] { ["id", "title"] }

    /// Throws `Invalid` for an empty id, title or reason, and for a testable claim without comparisons.
    public func validate() throws {
        if id.isEmpty { throw Invalid("id", expected: "a name of at least one letter") }
        if title.isEmpty { throw Invalid("title", expected: "a title of at least one letter") }
        if notTestable?.isEmpty == true { throw Invalid("notTestable", expected: "a reason") }
        if comparisons.isEmpty, notTestable == nil { throw Invalid("comparisons", expected: "a list of at least one comparison") }
    }

    /// Compares cells of a table with another cell or a number.
    public struct Comparison: Declaration {
        /// The table's id.
        public var table = ""
        /// The title of a column, if `these` and `than` are rows; of a row, if they are columns.
        public var at = ""
        /// The titles of the cells compared, and of the one that they are compared with; the latter is empty if `number` is given.
        public var these: [String] = [], than = ""
        /// The number that each of `these` is compared with instead of `than`, in the unit of the cells.
        public var number: Double?
        /// The statement about each of `these`.
        public var are = Relation.greater
        /// How many times less or greater, from 1 to a million; by default 1.
        public var factor: Double?
        /// The largest difference that `within` allows, in the unit of the cells, from 0 to a million.
        public var margin: Double?
        /// All properties at their defaults: a comparison that names no cells.
        public init() {}
        /// Every key but `factor` and `margin` is required, and one of `than` and `number`.
        public static var required: [String] { ["table", "at", "these", "are"] }

        /// The relation of a number to another one.
        public enum Relation: String, Codable, Sendable, CaseIterable { case greater, smaller, within }

        /// Throws `Invalid` for no titles, a factor or margin out of range, and a factor or margin that the relation does not take.
        public func validate() throws {
            if than.isEmpty, number == nil { throw Invalid("than", expected: "the title of a row or column, and no number is given instead") }
            if !than.isEmpty, number != nil { throw Invalid("number", expected: "left out if than is given: a comparison takes one or the other") }
            if number?.isFinite == false { throw Invalid("number", expected: "a finite number") }
            if these.isEmpty { throw Invalid("these", expected: "a list of at least one title") }
            if let factor, !(1...1e6).contains(factor) { throw Invalid("factor", expected: "a number of at least 1 and at most 1000000") }
            if let margin, !(0...1e6).contains(margin) { throw Invalid("margin", expected: "a number of at least 0 and at most 1000000") }
            if are == .within, margin == nil { throw Invalid("are", expected: "complete: it needs a margin, in the unit of the cells") }
            if are == .within, factor != nil { throw Invalid("factor", expected: "used by within, which takes a margin") }
            if are != .within, margin != nil { throw Invalid("margin", expected: "used by \(are.rawValue), which takes a factor") }
        }
    }
}
