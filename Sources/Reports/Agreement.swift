import Records
import Statistics

/// Our numbers against the paper's, cell by cell: for profiles that repeat the paper's whole experiment. Smaller runs are judged by claims.
///
/// The tolerance of a cell is the root of the summed squares of three 95 % half-widths, plus half a unit of the last printed digit:
/// - the spread over training seeds, t s sqrt(1 + 1/k): the paper prints one run, and ours is the mean of k;
/// - the sampling error of ours;
/// - the sampling error of the paper's, by Wilson's interval if the number is a share, else unknown.
/// Unknown parts are left out, and the line names them. A column's margin, declared before the run, is the difference that would matter.
public struct Agreement: Sendable, Equatable {
    /// The result for one cell.
    public enum Outcome: String, Sendable, CaseIterable {
        /// Ours rounds to the printed digits.
        case sameAsPrinted = "same as printed"
        /// The difference plus its tolerance is within the margin: two one-sided tests, each at 2.5 %. Needs several seeds.
        case equivalent
        /// The difference is within tolerance, and the tolerance is not wider than the margin, if there is one.
        case consistent
        /// The numbers do not decide: only one of tolerance and margin covers the difference, the tolerance is wider, or a number is missing.
        case inconclusive
        /// The difference is beyond tolerance, and beyond the margin.
        case different
        /// Declared as not comparable, with a reason.
        case notComparable = "not comparable"
    }

    /// A cell or a whole column that is declared as not comparable.
    public struct Exception: Sendable, Equatable {
        /// The titles of row and column; a nil row means every row.
        public let row: String?, column: String
        /// The reason, as it is printed.
        public let reason: String
        /// Excludes one cell, or every cell of a column.
        public init(row: String? = nil, column: String, reason: String) { (self.row, self.column, self.reason) = (row, column, reason) }
    }

    /// The parts of a tolerance, in the unit; nil if unknown.
    public struct Tolerance: Sendable, Equatable {
        /// The half-width of the 95 % interval over training seeds.
        public let seeds: Double?
        /// The half-width of our 95 % sampling interval.
        public let ours: Double?
        /// The half-width of the paper's 95 % sampling interval.
        public let theirs: Double?
        /// Half a unit of the last printed digit.
        public let rounding: Double
        /// The whole tolerance, from the parts that are known.
        public var total: Double { [seeds, ours, theirs].compactMap { $0 }.reduce(0) { $0 + $1 * $1 }.squareRoot() + rounding }
        /// The parts that are unknown, in words.
        public var unknown: [String] {
            [(seeds, "seed spread"), (ours, "our sampling error"), (theirs, "the paper's sampling error")].filter { $0.0 == nil }.map(\.1)
        }
    }

    /// The comparison of one cell.
    public struct Line: Sendable, Equatable {
        /// The row's title.
        public let row: String
        /// The column's title.
        public let column: String
        /// The unit of the numbers.
        public let unit: String
        /// The published number as printed.
        public let published: String
        /// Our number in the unit, exact.
        public let value: Double?
        /// Our number, formatted.
        public let ours: String
        /// Ours minus the paper's in the unit; nil if the paper prints a bound.
        public let difference: Double?
        /// How far apart the two may be; nil if nothing is compared.
        public let tolerance: Tolerance?
        /// The difference that would matter, in the unit; nil if none is declared.
        public let margin: Double?
        /// The result.
        public let outcome: Outcome
        /// The reason why it is inconclusive or not comparable.
        public let reason: String
    }

    /// The table's title.
    public let title: String
    /// The profile behind our numbers.
    public let profile: String
    /// One line for each compared cell.
    public let lines: [Line]

    /// Compares every measured or missing cell that the paper prints a number for.
    /// - Parameter theirImages: the number of images that the paper's shares were taken over; nil if unknown.
    public init(_ table: Table, except exceptions: [Exception] = [], theirImages: Int? = 10_000) {
        (title, profile) = (table.title, table.profile)
        lines = table.rows.flatMap { row in
            zip(table.columns, row.entries).compactMap { column, entry -> Line? in
                let cell = table.cell(row, column, entry)
                if cell.kind == .quoted || cell.published == nil { return nil }
                let exception = exceptions.first { $0.column == column.title && $0.row ?? row.title == row.title }
                return Line(cell, entry.estimate, margin: column.margin, exception: exception?.reason, theirImages: theirImages)
            }
        }
    }

    /// The number of cells with this outcome.
    public func count(_ outcome: Outcome) -> Int { lines.count { $0.outcome == outcome } }

    /// One line: the number of cells with each outcome.
    public var summary: String {
        let counts = Outcome.allCases.map { "\(count($0)) \($0.rawValue)" }
        return "\(title): of \(lines.count) numbers compared with the paper's, \(counts.joined(separator: ", "))"
    }

    /// A table of the cells with both numbers and the outcome.
    public var markdown: String {
        let head = ["| | | ours | paper | difference | tolerance | margin | |", "|---|---|---:|---:|---:|---:|---:|---|"]
        let body = lines.map { line in
            let unit = line.unit.isEmpty ? "" : " \(Numbers.sign(line.unit))"
            let numbers = [
                line.ours, line.published, line.difference.map { Numbers.signed($0, unit: "") + unit } ?? "",
                line.tolerance.map { Numbers.shown($0.total, unit: "") + unit } ?? "", line.margin.map { Numbers.shown($0, unit: "") + unit } ?? "",
            ]
            let unknown = line.tolerance.map(\.unknown) ?? []
            let notes = [line.reason, unknown.isEmpty ? "" : "without " + unknown.joined(separator: ", ")].filter { !$0.isEmpty }
            let cells = [line.row, line.column] + numbers + [line.outcome.rawValue + (notes.isEmpty ? "" : ": \(notes.joined(separator: "; "))")]
            return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        let notes =
            " A tolerance combines the spread over seeds, the sampling error of both sides and the paper's rounding, as far as they are known; a margin, declared beforehand, is the difference that would matter. One seed cannot show equivalence."
            + (profile.isEmpty ? "" : " Profile: \(profile).")
        return (["**\(title): ours and the paper's**", ""] + head + body + ["", summary + "." + notes, ""]).joined(separator: "\n")
    }

    /// One line for each cell, at full precision.
    public var csv: String {
        CSVTable(
            header: [
                "profile", "row", "column", "unit", "ours", "published", "difference", "tolerance", "seed spread", "our sampling error",
                "the paper's sampling error", "rounding", "margin", "outcome", "reason",
            ],
            rows: lines.map {
                [profile, $0.row, $0.column, $0.unit, Numbers.exact($0.value), $0.published, Numbers.exact($0.difference)]
                    + [$0.tolerance?.total, $0.tolerance?.seeds, $0.tolerance?.ours, $0.tolerance?.theirs, $0.tolerance?.rounding, $0.margin].map(
                        Numbers.exact)
                    + [$0.outcome.rawValue, $0.reason]
            }
        ).text
    }
}

extension Table.Entry {
    /// Our number; nil if there is none.
    fileprivate var estimate: Estimate? { if case .measured(let estimate, _, _) = self { estimate } else { nil } }
}

extension Agreement.Line {
    fileprivate init(_ cell: Cell, _ estimate: Estimate?, margin: Double?, exception: String?, theirImages: Int?) {
        let printed = Numbers.printed(cell.published ?? ""), value = cell.value, isBound = printed?.relation != nil
        let difference = printed.flatMap { printed in isBound ? nil : value.map { $0 - printed.value } }.flatMap { $0.isFinite ? $0 : nil }
        var tolerance: Agreement.Tolerance?
        if let printed, let value, value.isFinite, let estimate {
            tolerance = Agreement.Tolerance(
                estimate, unit: cell.unit, published: printed.value, isBound: isBound,
                rounding: isBound ? 0 : Numbers.rounding(cell.published ?? "") ?? 0,
                theirImages: theirImages)
        }
        let (outcome, reason): (Agreement.Outcome, String) =
            switch (value, printed) {
            case _ where exception != nil: (.notComparable, exception ?? "")
            case (nil, _): (.inconclusive, cell.reason.isEmpty ? "no number of ours" : cell.reason)
            case (_?, nil): (.inconclusive, "the paper prints no number")
            case (let value?, _) where value.isNaN: (.inconclusive, "ours is undefined")
            case (let value?, (let relation?, let bound)?): Self.judged(value, cell.beyond, tolerance, relation, bound)
            case (let value?, (nil, let published)?) where value == .infinity:
                cell.beyond ?? 0 > published + (Numbers.rounding(cell.published ?? "") ?? 0)
                    ? (.different, "") : (.inconclusive, "ours is beyond the largest radius tried")
            case (_?, (nil, _)?): Self.judged(difference.map(abs) ?? .infinity, tolerance, margin, seeds: estimate?.seeds.count ?? 1)
            }
        self.init(
            row: cell.row, column: cell.column, unit: cell.unit, published: cell.published ?? "", value: value, ours: cell.shown,
            difference: difference, tolerance: exception == nil ? tolerance : nil, margin: exception == nil ? margin : nil, outcome: outcome,
            reason: reason)
    }

    /// Judges a difference from a printed number.
    private static func judged(
        _ difference: Double, _ tolerance: Agreement.Tolerance?, _ margin: Double?, seeds: Int
    ) -> (Agreement.Outcome, String) {
        let total = tolerance?.total ?? 0
        if difference <= tolerance?.rounding ?? 0 { return (.sameAsPrinted, "") }
        if let margin, seeds > 1, difference + total <= margin { return (.equivalent, "") }
        if difference > max(total, margin ?? 0) { return (.different, "") }
        if let margin, difference > total || total > margin {
            return (.inconclusive, difference > total ? "beyond tolerance, but within the margin" : "the tolerance is wider than the margin")
        }
        return (.consistent, "")
    }

    /// Judges a number against a printed bound; a failed search is only known to exceed the largest radius tried.
    private static func judged(
        _ value: Double, _ beyond: Double?, _ tolerance: Agreement.Tolerance?, _ relation: Character, _ bound: Double
    ) -> (Agreement.Outcome, String) {
        let asksForMore = relation == ">" || relation == "≥"
        if value == .infinity {
            if beyond ?? 0 >= bound { return (asksForMore ? .consistent : .different, "") }
            return (.inconclusive, "ours is beyond the largest radius tried")
        }
        if let total = tolerance?.total, total > 0, abs(value - bound) < total { return (.inconclusive, "within tolerance of the bound") }
        let holds = asksForMore ? value > bound || value == bound && relation == "≥" : value < bound || value == bound && relation == "≤"
        return (holds ? .consistent : .different, "")
    }
}

extension Agreement.Tolerance {
    /// The tolerance of our finite number against a printed one, both in the unit. Of each interval, the side towards the other number counts.
    fileprivate init(_ estimate: Estimate, unit: String, published: Double, isBound: Bool, rounding: Double, theirImages: Int?) {
        func inUnit(_ value: Double) -> Double { Numbers.inUnit(value, unit) }
        let value = inUnit(estimate.value), isAbove = value > published, k = Double(estimate.seeds.count)
        let ours = estimate.sampling.map { isAbove ? value - inUnit($0.lowerBound) : inUnit($0.upperBound) - value }
        let seeds = estimate.standardDeviation.map {
            StudentT(degreesOfFreedom: estimate.seeds.count - 1).quantile(0.975) * inUnit($0) * (1 + 1 / k).squareRoot()
        }
        var theirs: Double?
        if unit == "percent", let theirImages, theirImages > 0, (0...100).contains(published), !isBound {
            let interval = wilsonInterval(Int((published / 100 * Double(theirImages)).rounded()), of: theirImages)
            theirs = max(0, isAbove ? interval.upperBound * 100 - published : published - interval.lowerBound * 100)
        }
        self.init(seeds: seeds, ours: ours, theirs: isBound ? 0 : theirs, rounding: rounding)
    }
}
