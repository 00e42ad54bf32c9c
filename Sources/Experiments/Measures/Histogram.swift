public import Declarations
public import Records
import Statistics

/// The shares of a quantity in bins of equal width on a logarithmic axis, from 10^from to 10^to (Figure 4: logspace(-8, 2, 40)).
///
/// All clean images count; of attacked images, those that were correct and then fooled. `among: correct` leaves out misclassified images but still
/// divides by all, as the paper's curve does.
public struct Histogram: Measure {
    /// The images that are counted.
    public enum Among: String, Codable, Sendable, CaseIterable { case all, correct }
    /// The quantity.
    @Declared public var of: any Quantity = GradientNorm()
    /// The power of ten of the first edge, -300 to 299.
    public var from = -8
    /// The power of ten of the last edge, above `from` and at most 300.
    public var to = 2
    /// The number of bins, 1 to 10,000.
    public var bins = 39
    /// The images that are counted: `all`, or `correct` for clean images that are classified correctly.
    public var among = Among.all
    /// The bins of Figure 4 over all images.
    public init() {}
    /// Throws `Invalid` for edges or a number of bins out of range.
    public func validate() throws {
        if !(-300...299).contains(from) { throw Invalid("from", expected: "a power of ten from -300 to 299") }
        if to <= from || to > 300 { throw Invalid("to", expected: "a power of ten greater than from (\(from)) and at most 300") }
        if !(1...10_000).contains(bins) { throw Invalid("bins", expected: "a whole number from 1 to 10000") }
        if among == .correct, !of.isOfImages { throw Invalid("among", expected: "all: \(type(of: of).name) is not of images") }
    }
    /// A histogram.
    public var kind: Reading.Kind { .histogram }
    /// The rows of the quantity. Throws `Lacking` for a quantity of an attack in a cell without one.
    public func needs(_ subject: Subject) throws -> [Need] { [try of.need(subject)] }
    /// The histogram of the quantity.
    public var meaning: Meaning? { .histogram(Meaning.Counted(of.column, among: among == .correct ? .correct : .fooled)) }
    /// The share of all images in each bin.
    public func callAsFunction(_ rows: [Rows]) throws -> Reading {
        let values = of.values(rows[0]), counted = rows[0].cleanOrFooled(), kept = among == .all ? counted : counted.filter(isRight(rows[0]))
        let edges = Bins.logarithmic(from: Double(from), to: Double(to), count: bins)
        let counts = kept.isEmpty ? Array(repeating: 0, count: bins) : try edges(kept.map { values[$0] }).counts
        return .histogram(
            (0..<bins).map { Reading.Bin(low: edges.edges[$0], high: edges.edges[$0 + 1], share: Double(counts[$0]) / Double(max(1, counted.count))) }
        )
    }
    /// The number of images that are counted or divided by.
    public func count(_ rows: [Rows]) -> Int? { rows[0].cleanOrFooled().count }

    /// True for the clean images that are classified correctly.
    private func isRight(_ rows: Rows) -> (Int) -> Bool {
        let attacked = rows.column("attacked"), correct = rows.column("correct")
        return { attacked[$0] == 0 && correct[$0] == 1 }
    }
}
