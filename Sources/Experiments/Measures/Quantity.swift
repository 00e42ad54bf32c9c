public import Declarations
public import Observations
import Records

/// A column of the rows that a job writes.
public protocol Quantity: Declaration {
    var column: String { get }
    /// What has to be asked of the model beside the attack; nil if the attack's own rows say it.
    var observation: (any Observation)? { get }
}

/// Every quantity that a manifest can name.
public let quantities: [any Quantity.Type] = [Distance.self, Queries.self, TotalQueries.self, NormOfGradient.self]

extension Quantity {
    public var observation: (any Observation)? { nil }
    func need(_ subject: Subject) -> Need { Need(subject: subject, observation: observation) }
    func values(_ rows: Rows) -> [Double] { rows.column(column).map { Double($0) } }
}

/// The distance of the nearest adversarial image found, in the attack's norm; infinite where none was, 0 where the image was wrong already.
public struct Distance: Quantity {
    public init() {}
    public var column: String { "distance" }
}

/// Model queries up to the one that found the reported image.
public struct Queries: Quantity {
    public init() {}
    public var column: String { "queries" }
}

/// All model queries that the attack made, those after the one that found the reported image included.
public struct TotalQueries: Quantity {
    public init() {}
    public var column: String { "totalQueries" }
}

/// A norm of a gradient with respect to the image: of the loss, ||grad_x l||_2, or the largest over classes, max_k ||grad_x f_k||_2.
public struct NormOfGradient: Quantity {
    public static var name: String { "gradientNorm" }
    public enum Function: String, Codable, Sendable, CaseIterable { case loss, probabilities, logits }
    // Choice(C7): f is the softmax, which alone fits the paper's numbers; the logits are measured beside it.
    public var of = Function.probabilities
    public init() {}
    public var column: String { of.rawValue }
    public var observation: (any Observation)? { GradientNorms() }
}
