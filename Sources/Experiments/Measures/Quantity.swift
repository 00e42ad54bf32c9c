public import Declarations
public import Observations
public import Records

/// A column of the rows that a job writes.
public protocol Quantity: Declaration {
    /// The column's name.
    var column: String { get }
    /// The observation that computes it; nil for a column of the attack itself.
    var observation: (any Observation)? { get }
    /// True if only an attack computes it.
    var needsAttack: Bool { get }
    /// True if its rows are images that a model classifies, so that images can be chosen by the outcome.
    var isOfImages: Bool { get }
    /// The smallest of the largest radii tried by failed searches; nil if none failed.
    func beyond(_ rows: Rows) -> Double?
    /// The rows that contain it. Throws `Lacking` for something that the cell does not name.
    func need(_ subject: Subject) throws -> Need
}

/// Every quantity that a manifest can name.
public let quantities: [any Quantity.Type] = [
    Distance.self, Queries.self, TotalQueries.self, GradientNorm.self, EstimatedDistance.self, WeightNorm.self, Column.self,
]

extension Quantity {
    /// Nil: it is one of the attack's own columns.
    public var observation: (any Observation)? { nil }
    /// True unless an observation computes it.
    public var needsAttack: Bool { observation == nil }
    /// True.
    public var isOfImages: Bool { true }
    /// Nil: no search can fail.
    public func beyond(_ rows: Rows) -> Double? { nil }
    /// The rows of the cell's attack, with the columns of the observation.
    public func need(_ subject: Subject) throws -> Need {
        if needsAttack, !subject.isAttacked { throw Lacking(what: "attack") }
        return try subject.rows(observing: observation)
    }
    func values(_ rows: Rows) -> [Double] { rows.column(column) }
}

/// The distance of the nearest adversarial image found, in the attack's norm; infinite if none was found, 0 if the image was misclassified already.
public struct Distance: Quantity {
    /// The distance has no settings.
    public init() {}
    /// `distance`.
    public var column: String { "distance" }
    /// The smallest of the largest radii tried by failed searches; nil if none failed.
    public func beyond(_ rows: Rows) -> Double? { zip(values(rows), rows.column("tried")).filter { $0.0 == .infinity }.map(\.1).min() }
}

/// Model queries up to the one that found the reported image.
public struct Queries: Quantity {
    /// The number of queries has no settings.
    public init() {}
    /// `queries`.
    public var column: String { "queries" }
}

/// All model queries of the attack, including those after the one that found the reported image.
public struct TotalQueries: Quantity {
    /// The number of queries has no settings.
    public init() {}
    /// `totalQueries`.
    public var column: String { "totalQueries" }
}

/// The norm of a gradient with respect to the image: ||grad_x l||_2 of the loss, or max_k ||grad_x f_k||_2 over the classes.
public struct GradientNorm: Quantity {
    /// The function whose gradient is taken.
    public enum Function: String, Codable, Sendable, CaseIterable { case loss, probabilities, logits }
    // Choice(C7): f is the softmax, which alone fits the paper's numbers; the logits are measured as well.
    /// The function whose gradient is taken: `loss`, `probabilities` or `logits`.
    public var of = Function.probabilities
    /// The norm for the class probabilities.
    public init() {}
    /// The function's name, which is also the column's.
    public var column: String { of.rawValue }
    /// `GradientNorms`, which computes all three norms at once.
    public var observation: (any Observation)? { GradientNorms() }
}

/// The first-order estimate of the distance to the nearest adversarial image (equation 3.7), at the images themselves.
public struct EstimatedDistance: Quantity {
    /// The estimate has no settings.
    public init() {}
    /// `estimate`.
    public var column: String { "estimate" }
    /// `FirstOrderDistance`.
    public var observation: (any Observation)? { FirstOrderDistance() }
}

/// The spectral norm of each convolution and linear layer of the cell's model: a number for each layer, not for each image.
public struct WeightNorm: Quantity {
    /// True to include the factor of the batch normalisation that follows the layer.
    public var normalised = false
    /// The norms of the weights alone.
    public init() {}
    /// `norm` or `normalised`.
    public var column: String { normalised ? "normalised" : "norm" }
    /// False: its rows are layers.
    public var isOfImages: Bool { false }
    /// All layers of the cell's model. Throws `Lacking` for a cell without a model.
    public func need(_ subject: Subject) throws -> Need {
        guard let model = subject.model else { throw Lacking(what: "model") }
        let work = WeightNorms(of: model)
        return Need(work, 0..<(work.available ?? 0))
    }
}

/// A column of work without a model.
public struct Column: Quantity {
    /// The column's name.
    public var name = ""
    /// A column without a name; the name is required.
    public init() {}
    /// The name is required.
    public static var required: [String] { ["name"] }
    /// Its name.
    public var column: String { name }
    /// False: its rows need not be images.
    public var isOfImages: Bool { false }
    /// The rows of the cell's work.
    public func need(_ subject: Subject) throws -> Need { try subject.workRows(name) }
}
