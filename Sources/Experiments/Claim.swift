public import Declarations

/// An ordering that the paper states and that is tested at every size: `these` are `greater` than `than`, at `at`.
///
/// `at` is the title of a column and the others are rows, or the other way round.
public struct Claim: Declaration {
    public enum Order: String, Codable, Sendable, CaseIterable { case greater, smaller, comparable }
    public var title = "", at = "", these: [String] = [], are = Order.greater, than = ""
    /// Where the paper says so.
    public var source = ""
    /// For `greater` and `smaller`: how many times so at least.
    public var by = 1.0
    /// For `comparable`: how far apart they may lie, in the column's unit.
    public var within: Double?
    public init() {}
    public static var required: [String] { ["title", "at", "these", "than"] }

    public func validate() throws {
        if these.isEmpty { throw Invalid("these", expected: "a list of at least one title") }
        if !(by >= 1) || are == .comparable && by != 1 {
            throw Invalid("by", expected: "a number of at least 1, and none for comparable")
        }
        if are == .comparable, !((within ?? -1) >= 0) { throw Invalid("within", expected: "a number of at least 0, which comparable needs") }
    }
}
