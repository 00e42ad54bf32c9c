public import Declarations
public import Records

/// A number or drawing computed from stored rows alone, without a model.
public protocol Measure: Declaration {
    /// The kind of reading: a table shows numbers, a figure drawings.
    var kind: Reading.Kind { get }
    /// The rows that it reads: for most measures one set, of the cell's own model and attack.
    ///
    /// Throws `Lacking` for something that the cell does not name, and `Refused` for a question that its rows cannot answer.
    func needs(_ subject: Subject) throws -> [Need]
    /// Reads the rows of each need, in their order.
    func callAsFunction(_ rows: [Rows]) throws -> Reading
    /// The number of images behind a drawing; nil if its rows are not images.
    func count(_ rows: [Rows]) -> Int?
    /// The radius of the measure; a title that states a radius must state this one.
    var radius: Fraction? { get }
    /// The per-image values behind its number. Nil for a drawing and for any number that claims cannot compare.
    var sampling: Sampling? { get }
    /// False if its number does not depend on the cell's attack, so that a failed gate says nothing about it.
    var dependsOnAttack: Bool { get }
    /// Its statement about the distribution of one quantity; nil for a measure that no rule for published numbers knows.
    var meaning: Meaning? { get }
}

extension Measure {
    /// The number of rows.
    public func count(_ rows: [Rows]) -> Int? { rows.first?.count }
    /// Nil: no radius.
    public var radius: Fraction? { nil }
    /// Nil: claims cannot compare it.
    public var sampling: Sampling? { nil }
    /// True.
    public var dependsOnAttack: Bool { true }
    /// Nil: no rule for published numbers knows it.
    public var meaning: Meaning? { nil }
}

extension Measure {
    /// A text that identifies the measure and its settings.
    var identity: String { Self.name + ((try? Tree(of: self).canonicalJSON) ?? "") }
}

/// Every measure that a manifest can name.
public let measures: [any Measure.Type] = [
    ErrorRate.self, Median.self, Mean.self, Maximum.self, ErrorCurve.self, Histogram.self, Drawing.self, Ratio.self, DetectionRate.self,
    DetectionThreshold.self,
    DetectionArea.self, DetectionCurve.self, Exponent.self, ClosestPair.self, Product.self, RankCorrelation.self, Scatter.self, TrainingCurve.self,
]
