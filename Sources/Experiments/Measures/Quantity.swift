public import Declarations
public import Observations
public import Records

/// A column of the rows that a job writes.
public protocol Quantity: Declaration {
    /// The column's name.
    var column: String { get }
    /// What is measured at the image besides the attack's own columns; nil if those hold it.
    var observation: (any Observation)? { get }
    /// Whether only an attack gives it.
    var needsAttack: Bool { get }
    /// The largest radius tried, where infinite values are failed searches; nil if none is infinite.
    func beyond(_ rows: Rows) -> Double?
}

/// Every quantity that a manifest can name.
public let quantities: [any Quantity.Type] = [Distance.self, Queries.self, TotalQueries.self, GradientNorm.self]

extension Quantity {
    public var observation: (any Observation)? { nil }
    public var needsAttack: Bool { observation == nil }
    public func beyond(_ rows: Rows) -> Double? { nil }
    func need(_ subject: Subject) throws -> Need {
        if needsAttack, !subject.isAttacked { throw Lacking(what: "attack") }
        return try subject.rows(observing: observation)
    }
    func values(_ rows: Rows) -> [Double] { rows.column(column) }
}

/// The distance of the nearest adversarial image found, in the attack's norm; infinite where none was, 0 where the image was wrong already.
public struct Distance: Quantity {
    public init() {}
    public var column: String { "distance" }
    public func beyond(_ rows: Rows) -> Double? { zip(values(rows), rows.column("tried")).filter { $0.0 == .infinity }.map(\.1).min() }
}

/// Model queries up to the one that found the reported image.
public struct Queries: Quantity {
    public init() {}
    public var column: String { "queries" }
}

/// All model queries of the attack, those after the one that found the reported image included.
public struct TotalQueries: Quantity {
    public init() {}
    public var column: String { "totalQueries" }
}

/// A norm of a gradient with respect to the image: of the loss, ||grad_x l||_2, or the largest over classes, max_k ||grad_x f_k||_2.
public struct GradientNorm: Quantity {
    public enum Function: String, Codable, Sendable, CaseIterable { case loss, probabilities, logits }
    // Choice(C7): f is the softmax, which alone fits the paper's numbers; the logits are measured beside it.
    public var of = Function.probabilities
    public init() {}
    public var column: String { of.rawValue }
    public var observation: (any Observation)? { GradientNorms() }
}
