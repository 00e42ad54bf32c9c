public import Attacks
public import Declarations
public import Observations
public import Records
public import Training
import Statistics
import Foundation

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// A number, curve or histogram read off rows: no model is asked, no job is run.
public protocol Measure: Declaration {
    /// The rows it reads; most read one set, of the cell's own subject.
    func needs(_ cell: Subject) -> [Need]
    func callAsFunction(_ rows: [Rows]) -> Reading
}
/// What a cell is about: a model, on the images that an attack left.
public struct Subject: Sendable { public var recipe: Recipe, attack: any MinimumNormAttack }
public struct Need: Sendable { public var subject: Subject, observation: (any Observation)? = nil }
public enum Reading: Sendable { case number(Double), curve([(x: Float, y: Double)]), histogram([(low: Double, high: Double, share: Double)]) }

/// A column of the rows that a job writes.
public protocol Quantity: Declaration {
    var column: String { get }
    /// What has to be asked of the model beside the attack; nil if the attack's own rows say it.
    var observation: (any Observation)? { get }
}
extension Quantity {
    public var observation: (any Observation)? { nil }
    func need(_ subject: Subject) -> Need { Need(subject: subject, observation: observation) }
}

let measures: [any Measure.Type] = [
    ErrorRate.self, Median.self, Mean.self, Maximum.self, ErrorCurve.self, Histogram.self, DetectionRate.self, Improvement.self,
]
let quantities: [any Quantity.Type] = [Distance.self, Calls.self, GradientNorm.self]

struct Distance: Quantity { var column: String { "distance" } }
struct Calls: Quantity { var column: String { "calls" } }
struct GradientNorm: Quantity {
    enum Function: String, Codable, Sendable, CaseIterable { case loss, probabilities, logits }
    var of = Function.loss
    var column: String { of.rawValue }
    var observation: (any Observation)? { GradientNorms() }
}

/// The share of images, already wrong ones included, whose least distance is at most the radius.
struct ErrorRate: Measure {
    var within = Fraction(0)
    func needs(_ cell: Subject) -> [Need] { [Need(subject: cell)] }
    func callAsFunction(_ rows: [Rows]) -> Reading { .number(share(rows[0].column("distance").map { $0 <= within.float })) }
}
struct Median: Measure {
    @Declared var of: any Quantity = Distance()
    func needs(_ cell: Subject) -> [Need] { [of.need(cell)] }
    func callAsFunction(_ rows: [Rows]) -> Reading { .number(Double(median(rows[0].column(of.column)))) }
}
struct Mean: Measure {
    @Declared var of: any Quantity = GradientNorm()
    func needs(_ cell: Subject) -> [Need] { [of.need(cell)] }
    func callAsFunction(_ rows: [Rows]) -> Reading { .number(mean(rows[0].column(of.column))) }
}
struct Maximum: Measure {
    @Declared var of: any Quantity = GradientNorm()
    func needs(_ cell: Subject) -> [Need] { [of.need(cell)] }
    func callAsFunction(_ rows: [Rows]) -> Reading { .number(Double(rows[0].column(of.column).max() ?? .nan)) }
}
/// Error against radius: the distribution function of the least distances.
struct ErrorCurve: Measure {
    func needs(_ cell: Subject) -> [Need] { [Need(subject: cell)] }
    func callAsFunction(_ rows: [Rows]) -> Reading {
        let sorted = rows[0].column("distance").sorted()
        return .curve(sorted.enumerated().filter { $0.element.isFinite }.map { ($0.element, Double($0.offset + 1) / Double(sorted.count)) })
    }
}
struct Histogram: Measure {
    enum Among: String, Codable, Sendable, CaseIterable { case all, correct }
    @Declared var of: any Quantity = GradientNorm()
    var from = Fraction(1, 100_000_000), to = Fraction(100), bins = 39, among = Among.all
    func needs(_ cell: Subject) -> [Need] { [of.need(cell)] }
    func callAsFunction(_ rows: [Rows]) -> Reading {
        let correct = rows[0].column("correct"), found = rows[0].column("found"), values = rows[0].column(of.column)
        let kept = values.indices.filter { among == .all || correct[$0] == 1 }.filter { found[$0] == 1 || rows[0].column("attacked")[$0] == 0 }
        let edges = (0...bins).map { from.value * power(to.value / from.value, Double($0) / Double(bins)) }
        return .histogram((0..<bins).map { bin in
            (edges[bin], edges[bin + 1], Double(kept.count { edges[bin] <= Double(values[$0]) && Double(values[$0]) < edges[bin + 1] }) / Double(values.count))
        })
    }
}

/// The share of adversarial images with a quantity above the threshold that a share of the clean ones exceeds.
struct DetectionRate: Measure {
    @Declared var of: any Quantity = GradientNorm()
    var falsePositives = Fraction(5, 100)
    func needs(_ cell: Subject) -> [Need] { [of.need(cell), of.need(Subject(recipe: cell.recipe, attack: Clean()))] }
    func callAsFunction(_ rows: [Rows]) -> Reading {
        let clean = rows[1].column(of.column).sorted()
        let threshold = clean[min(clean.count - 1, Int(Double(clean.count) * (1 - falsePositives.value)))]
        return .number(share(rows[0].column(of.column).map { $0 > threshold }))
    }
}

/// A measure of this model over the same measure of another.
struct Improvement: Measure {
    @Declared var of: any Measure = Median()
    var over = Recipe()
    func needs(_ cell: Subject) -> [Need] { of.needs(cell) + of.needs(Subject(recipe: over, attack: cell.attack)) }
    func callAsFunction(_ rows: [Rows]) -> Reading {
        let half = rows.count / 2
        guard case .number(let mine) = of(Array(rows[..<half])), case .number(let theirs) = of(Array(rows[half...])) else { return .number(.nan) }
        return .number(mine / theirs)
    }
}
