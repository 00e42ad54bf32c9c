public import Declarations
public import Records
import Statistics

/// The shares of a quantity in bins that are equally wide on a logarithmic axis, `from` 10^from to 10^to (Figure 4: logspace(-8, 2, 40)).
///
/// Of clean images all count; of attacked ones those that were correct and then were fooled. `among: correct` leaves out the wrong ones and
/// still divides by all, as the paper's curve does.
public struct Histogram: Measure {
    public enum Among: String, Codable, Sendable, CaseIterable { case all, correct }
    @Declared public var of: any Quantity = GradientNorm()
    /// Powers of ten, from -300 to 300; bins, from 1 to 10,000.
    public var from = -8, to = 2, bins = 39, among = Among.all
    public init() {}
    public func validate() throws {
        if !(-300...299).contains(from) { throw Invalid("from", expected: "a power of ten from -300 to 299") }
        if to <= from || to > 300 { throw Invalid("to", expected: "a power of ten greater than from (\(from)) and at most 300") }
        if !(1...10_000).contains(bins) { throw Invalid("bins", expected: "a whole number from 1 to 10000") }
    }
    public var kind: Reading.Kind { .histogram }
    public func needs(_ subject: Subject) throws -> [Need] { [try of.need(subject)] }
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = of.values(rows[0])
        let attacked = rows[0].column("attacked"), correct = rows[0].column("correct"), found = rows[0].column("found")
        let counted = values.indices.filter { attacked[$0] == 0 || (correct[$0] == 1 && found[$0] == 1) }
        let kept = counted.filter { among == .all || (attacked[$0] == 0 && correct[$0] == 1) }
        let edges = Bins.logarithmic(from: Double(from), to: Double(to), count: bins)
        let counts = kept.isEmpty ? Array(repeating: 0, count: bins) : try edges(kept.map { values[$0] }).counts
        return .histogram(
            (0..<bins).map { Reading.Bin(low: edges.edges[$0], high: edges.edges[$0 + 1], share: Double(counts[$0]) / Double(max(1, counted.count))) }
        )
    }
}
