public import Attacks
public import Declarations
public import Observations
public import Records
public import Training

/// A number, curve or histogram read off rows: no model is asked, no job is run.
public protocol Measure: Declaration {
    /// The rows it reads; most read one set, of the cell's own subject.
    func needs(_ cell: Subject) -> [Need]
    /// Reads the rows of each need, in their order.
    func callAsFunction(_ rows: [Rows]) throws -> Reading
}

/// Every measure that a manifest can name.
public let measures: [any Measure.Type] = [ErrorRate.self, Median.self, Mean.self, Maximum.self, ErrorCurve.self, Histogram.self]

/// What a cell is about: a model, on the images that an attack left.
public struct Subject: Sendable {
    public var recipe: Recipe, attack: any MinimumNormAttack
    public init(recipe: Recipe, attack: any MinimumNormAttack) { (self.recipe, self.attack) = (recipe, attack) }
}

/// Rows that a measure reads: an attack's own, and beside them what an observation of its images gave.
public struct Need: Sendable {
    public var subject: Subject, observation: (any Observation)?
    public init(subject: Subject, observation: (any Observation)? = nil) { (self.subject, self.observation) = (subject, observation) }
}

/// What a measure reads.
public enum Reading: Sendable, Equatable {
    /// A number over `count` images, with its 95 % interval where one is known; an infinite median is censored, and `largest` is the greatest
    /// finite value there was.
    case number(Double, count: Int, interval: ClosedRange<Double>? = nil, largest: Double? = nil)
    case curve([Point])
    case histogram([Bin])

    public struct Point: Sendable, Equatable { public let x: Double, y: Double }
    /// The share of all values that lies from `low` up to `high`.
    public struct Bin: Sendable, Equatable { public let low: Double, high: Double, share: Double }
}
