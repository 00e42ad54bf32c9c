public import Statistics
import Records

/// Every ordering of two rows by a table's printed numbers, and how many of them ours share: nothing is selected.
public struct Orderings: Sendable, Equatable {
    /// One column of a table: the paper's numbers and the values behind ours.
    public struct Column: Sendable, Equatable {
        /// The column's title.
        public let title: String
        /// The column's unit.
        public let unit: String
        /// The statistic that the column shows.
        public let statistic: Statistic
        /// The paper's numbers as printed, one for each row; nil if it prints none.
        public let printed: [String?]
        /// Ours, [rows][seeds][images], on the same images in every row; no seeds if a row was not run.
        public let values: [[[Double]]]
        /// A column with one entry for each row.
        public init(title: String, unit: String = "", statistic: Statistic, printed: [String?], values: [[[Double]]]) {
            precondition(printed.count == values.count, "a column has an entry for each row")
            (self.title, self.unit, self.statistic, self.printed, self.values) = (title, unit, statistic, printed, values)
        }
    }

    /// Two rows of a column that the printed numbers order.
    public struct Pair: Sendable, Equatable {
        /// The column's title.
        public let column: String
        /// The row for which the paper prints the smaller number.
        public let smaller: String
        /// The row for which the paper prints the larger number.
        public let larger: String
        /// The two numbers as printed.
        public let printed: (smaller: String, larger: String)
        /// Ours in the unit, means over the seeds; nil if a row was not run.
        public let ours: (smaller: Double, larger: Double)?
        /// The two-sided p-value of our difference: paired bootstrap for one seed, Student's t for several; nil for a maximum.
        public let p: Double?
        /// True if ours have the same order, without a tie. Nil if a row was not run.
        public var isShared: Bool? { ours.map { $0.smaller < $0.larger } }

        /// Compares by value.
        public static func == (a: Pair, b: Pair) -> Bool {
            (a.column, a.smaller, a.larger, a.p) == (b.column, b.smaller, b.larger, b.p) && a.printed == b.printed
                && a.ours?.smaller == b.ours?.smaller && a.ours?.larger == b.ours?.larger
        }
    }

    /// The table's title.
    public let title: String
    /// The profile behind our numbers.
    public let profile: String
    /// Every pair that the printed numbers order, column by column; not ties, or bounds that leave the order open.
    public let pairs: [Pair]
    private let columns: [String]

    /// Compares all pairs of rows in each column.
    ///
    /// Throws `StatisticsError` for values that a statistic rejects.
    public init(title: String, profile: String, rows: [String], columns: [Column]) throws {
        precondition(columns.allSatisfy { $0.printed.count == rows.count }, "a column has an entry for each row")
        (self.title, self.profile, self.columns) = (title, profile, columns.map(\.title))
        pairs = try columns.flatMap { try Orderings.pairs($0, rows) }
    }

    /// The number of orderings of a column (nil: of all) that ours share, and the number for which we have both values.
    public func count(_ column: String? = nil) -> (shared: Int, of: Int) {
        let pairs = pairs.filter { column == nil || $0.column == column }
        return (pairs.count { $0.isShared == true }, pairs.count { $0.isShared != nil })
    }

    private static func pairs(_ column: Column, _ rows: [String]) throws -> [Pair] {
        let numbers = try column.values.map { seeds in
            seeds.isEmpty ? nil : Numbers.inUnit(try mean(seeds.map { try column.statistic($0) }), column.unit)
        }
        let tests = try Tests(column)
        return rows.indices.flatMap { i in
            rows.indices.dropFirst(i + 1).compactMap { j -> Pair? in
                guard let a = column.printed[i], let b = column.printed[j], let isLess = isLess(a, b) else { return nil }
                let (small, large) = isLess ? (i, j) : (j, i)
                let ours = numbers[small].flatMap { small in numbers[large].map { (smaller: small, larger: $0) } }
                return Pair(
                    column: column.title, smaller: rows[small], larger: rows[large], printed: isLess ? (a, b) : (b, a), ours: ours,
                    p: tests.pValue(small, large))
            }
        }
    }

    /// Compares two printed numbers: true if the first is less; nil for a tie, for bounds that leave it open, and for other text.
    private static func isLess(_ first: String, _ second: String) -> Bool? {
        guard let a = Numbers.printed(first), let b = Numbers.printed(second) else { return nil }
        func ends(_ number: (relation: Character?, value: Double)) -> (low: Double, high: Double) {
            switch number.relation {
            case ">", "≥": (number.value, .infinity)
            case "<", "≤": (-.infinity, number.value)
            default: (number.value, number.value)
            }
        }
        let (x, y) = (ends(a), ends(b))
        // Equal ends order the numbers only if one of them is open.
        func isBelow(_ low: (end: Double, relation: Character?), _ high: (end: Double, relation: Character?)) -> Bool {
            low.end < high.end || low.end == high.end && (low.relation == "<" || high.relation == ">")
        }
        if isBelow((x.high, a.relation), (y.low, b.relation)) { return true }
        return isBelow((y.high, b.relation), (x.low, a.relation)) ? false : nil
    }
}

/// One bootstrap for each seed of a column, over all of its rows at once.
private struct Tests {
    /// [seeds], and the position of a row in each; empty if nothing can be tested.
    private var bootstraps: [Bootstrap] = [], position: [Int: Int] = [:]

    init(_ column: Orderings.Column) throws {
        let run = column.values.indices.filter { !column.values[$0].isEmpty }, seeds = Set(run.map { column.values[$0].count })
        let lengths = Set(run.flatMap { column.values[$0].map(\.count) })
        guard column.statistic != .maximum, let count = seeds.first, seeds.count == 1, lengths.count == 1 else { return }
        bootstraps = try (0..<count).map { seed in try Bootstrap(run.map { column.values[$0][seed] }, of: column.statistic) }
        position = Dictionary(uniqueKeysWithValues: zip(run, run.indices))
    }

    func pValue(_ first: Int, _ second: Int) -> Double? {
        guard let a = position[first], let b = position[second], !bootstraps.isEmpty else { return nil }
        let differences = bootstraps.map { $0.difference(a, b) }
        if differences.count == 1 { return differences[0].twoSidedPValue }
        let effects = differences.compactMap(\.effect)
        return effects.count < differences.count ? nil : (try? StudentTest(effects))?.twoSidedPValue
    }
}

extension Orderings {
    /// One line: how many orderings are shared.
    public var summary: String {
        let all = count(), open = pairs.count - all.of
        return "\(title): ours share \(all.shared) of the \(all.of) orderings of the paper's numbers"
            + (open == 0 ? "" : " (\(open) more were not run)") + (profile.isEmpty ? "" : " (profile \(profile))")
    }

    /// The counts by column, each with its clearest disagreement.
    public var markdown: String {
        let body = columns.filter { count($0).of > 0 }.map { column in
            let count = count(column)
            let lost = pairs.filter { $0.column == column && $0.isShared == false }.min { $0.p ?? 1 < $1.p ?? 1 }
            let clearest = lost.map { "\($0.smaller) and \($0.larger)" + ($0.p.map { ", p \(Numbers.shown($0, unit: ""))" } ?? "") } ?? ""
            return "| " + [column, "\(count.shared)", "\(count.of)", clearest].map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        let all = count()
        let head = ["**\(title): all orderings**", "", "| column | shared | of | clearest disagreement |", "|---|---:|---:|---|"]
        let note = "Every pair of rows that the paper's printed numbers order, by sign; p is two-sided and paired, uncorrected; a maximum has none."
        return (head + body + ["| **all** | **\(all.shared)** | **\(all.of)** | |", "", summary + ". " + note, ""]).joined(separator: "\n")
    }

    /// Every pair, one line each, at full precision.
    public var csv: String { CSVTable(header: Self.header, rows: rows).text }

    /// The pairs of several tables in one file, each line with its table's name.
    public static func csv(_ tables: [(table: String, orderings: Orderings)]) -> String {
        CSVTable(header: ["table"] + header, rows: tables.flatMap { table, orderings in orderings.rows.map { [table] + $0 } }).text
    }

    private static let header = [
        "profile", "column", "smaller", "larger", "printed smaller", "printed larger", "our smaller", "our larger", "shared", "p",
    ]

    private var rows: [[String]] {
        pairs.map {
            [
                profile, $0.column, $0.smaller, $0.larger, $0.printed.smaller, $0.printed.larger, Numbers.exact($0.ours?.smaller),
                Numbers.exact($0.ours?.larger), $0.isShared.map { $0 ? "yes" : "no" } ?? "", Numbers.exact($0.p),
            ]
        }
    }

    /// The counts for a terminal.
    public var plain: String {
        let lines = columns.filter { count($0).of > 0 }.map { column in [column, "\(count(column).shared)", "of \(count(column).of)"] }
        return ([summary] + Plain.aligned([["", "shared", ""]] + lines).map { "  " + $0 } + [""]).joined(separator: "\n")
    }

    /// All files of the orderings: CSV and Markdown.
    public func artefacts(named name: String) -> [Artefact] { [Artefact("\(name).csv", csv), Artefact("\(name).md", markdown)] }
}
