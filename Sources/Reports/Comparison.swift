import Records

/// Our numbers against the paper's, cell by cell, within the tolerance that the column declares. It only means something where the whole of the
/// paper's work was done again; smaller runs are judged by claims.
public struct Comparison: Sendable, Equatable {
    /// Whether a cell is within its tolerance of the paper's.
    public enum Verdict: String, Sendable, CaseIterable { case agrees, differs, undecided = "not decided" }

    /// One cell.
    public struct Line: Sendable, Equatable {
        /// The published number is as printed.
        public let row: String, column: String, unit: String, published: String
        /// Our number in the unit, exactly and for reading.
        public let value: Double?, ours: String
        /// Ours less the paper's in the unit, where the paper prints a number and not a bound.
        public let difference: Double?, tolerance: Double?
        /// Whether they are close.
        public let verdict: Verdict
        /// Why it is not decided.
        public let reason: String
    }

    /// One line for each compared cell.
    public let title: String, profile: String, lines: [Line]

    /// Compares every measured or missing cell that the paper prints a number for.
    public init(_ table: Table) {
        (title, profile) = (table.title, table.profile)
        lines = table.cells.filter { $0.kind != .quoted && $0.published != nil }.map(Line.init)
    }

    /// How many cells have this verdict.
    public func count(_ verdict: Verdict) -> Int { lines.count { $0.verdict == verdict } }
    /// One line: how many cells agree.
    public var summary: String {
        "\(title): \(count(.agrees)) of \(lines.count) numbers agree with the paper within tolerance, \(count(.differs)) differ, \(count(.undecided)) not decided"
    }

    /// A table of the cells, ours beside theirs.
    public var markdown: String {
        let head = ["| | | ours | paper | difference | tolerance | verdict |", "|---|---|---:|---:|---:|---:|---|"]
        let body = lines.map { line in
            let unit = line.unit.isEmpty ? "" : " \(Numbers.sign(line.unit))"
            let numbers = [
                line.ours, line.published, line.difference.map { ($0 > 0 ? "+" : "") + Numbers.shown($0, unit: "") + unit } ?? "",
                line.tolerance.map { Numbers.shown($0, unit: "") + unit } ?? "",
            ]
            let cells = [line.row, line.column] + numbers + [line.verdict.rawValue + (line.reason.isEmpty ? "" : ": \(line.reason)")]
            return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        let made = profile.isEmpty ? "" : " Profile: \(profile)."
        return (["**\(title): ours and the paper's**", ""] + head + body + ["", summary + "." + made, ""]).joined(separator: "\n")
    }

    /// One line for each cell, at full precision.
    public var csv: String {
        CSVTable(
            header: ["profile", "row", "column", "unit", "ours", "published", "difference", "tolerance", "verdict", "reason"],
            rows: lines.map {
                [
                    profile, $0.row, $0.column, $0.unit, Numbers.exact($0.value), $0.published, Numbers.exact($0.difference),
                    Numbers.exact($0.tolerance), $0.verdict.rawValue, $0.reason,
                ]
            }
        ).text
    }
}

extension Comparison.Line {
    fileprivate init(_ cell: Cell) {
        let printed = Numbers.printed(cell.published ?? ""), value = cell.value
        let difference = printed.flatMap { printed in printed.relation == nil ? value.map { $0 - printed.value } : nil }
        let (verdict, reason): (Comparison.Verdict, String) =
            switch (value, printed, cell.tolerance) {
            case (nil, _, _): (.undecided, cell.reason.isEmpty ? "no number of ours" : cell.reason)
            case (_?, nil, _): (.undecided, "the paper prints no number")
            case (let value?, _, _) where value.isNaN: (.undecided, "ours is undefined")
            case (let value?, (let relation?, let bound)?, _): Self.judged(value, cell.beyond, relation, bound)
            case (_?, (nil, _)?, nil): (.undecided, "no tolerance declared")
            case (.infinity?, (nil, let published)?, let tolerance?):
                cell.beyond ?? 0 > published + tolerance ? (.differs, "") : (.undecided, "ours lies beyond the largest radius tried")
            case (let value?, (nil, let published)?, let tolerance?): (abs(value - published) <= tolerance ? .agrees : .differs, "")
            }
        self.init(
            row: cell.row, column: cell.column, unit: cell.unit, published: cell.published ?? "", value: value, ours: cell.shown,
            difference: difference.flatMap { $0.isFinite ? $0 : nil }, tolerance: cell.tolerance, verdict: verdict, reason: reason)
    }

    /// A number against a printed bound; one beyond the largest radius tried is only known to be larger than that.
    private static func judged(_ value: Double, _ beyond: Double?, _ relation: Character, _ bound: Double) -> (Comparison.Verdict, String) {
        let asksForMore = relation == ">" || relation == "≥"
        if value == .infinity {
            if beyond ?? 0 >= bound { return (asksForMore ? .agrees : .differs, "") }
            return (.undecided, "ours lies beyond the largest radius tried")
        }
        let holds = asksForMore ? value > bound || value == bound && relation == "≥" : value < bound || value == bound && relation == "≤"
        return (holds ? .agrees : .differs, "")
    }
}
