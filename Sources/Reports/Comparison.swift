import Foundation
import Plots
public import Records
import Statistics

/// The images of one job whose outcome differs between two runs.
public struct Flips: Sendable {
    /// The job.
    public let job: String
    /// The images that both have.
    public let images: Int
    /// Images whose row differs in any column.
    public let moved: Int
    /// The first column in which a row differs; empty if none does.
    public let column: String
    /// Images that only one run gets right, or finds, with the distances before and after.
    public let flipped: [(image: Int, old: Double, new: Double)]
    /// The two-sided p-value of McNemar's exact test that the error rate has changed; nil for rows without outcomes.
    public let pValue: Double?

    /// Compares the rows of one job.
    public init(_ job: String, from old: Rows, to new: Rows) {
        let shared = Set(old.samples).intersection(new.samples).sorted()
        (self.job, images) = (job, shared.count)
        let columns = old.columns.filter(new.columns.contains)
        func values(_ rows: Rows, _ column: String) -> [Int: Double] {
            rows.columns.contains(column) ? Dictionary(uniqueKeysWithValues: zip(rows.samples, rows.column(column))) : [:]
        }
        var moved: Set<Int> = [], first = ""
        for column in columns {
            let (before, after) = (values(old, column), values(new, column))
            let differ = shared.filter { before[$0]?.bitPattern != after[$0]?.bitPattern }
            if first.isEmpty && !differ.isEmpty { first = column }
            moved.formUnion(differ)
        }
        (self.moved, column) = (moved.count, first)
        let outcome = ["found", "correct"].first { old.columns.contains($0) && new.columns.contains($0) }
        guard let outcome else {
            (flipped, pValue) = ([], nil)
            return
        }
        let (before, after) = (values(old, outcome), values(new, outcome)), (far, near) = (values(old, "distance"), values(new, "distance"))
        let changed = shared.filter { before[$0] != after[$0] }
        flipped = changed.map { ($0, far[$0] ?? .nan, near[$0] ?? .nan) }
        let rose = changed.count { (before[$0] ?? 0) < (after[$0] ?? 0) }
        pValue = changed.isEmpty ? 1 : signTest(rose, changed.count - rose)
    }

    /// True if every row is bit-identical.
    public var isNothing: Bool { moved == 0 }

    /// A one-line summary.
    public var text: String {
        let flips = flipped.prefix(5).map { "\($0.image) (\(Numbers.shown($0.old, unit: "")) -> \(Numbers.shown($0.new, unit: "")))" }
        let list = flips.joined(separator: ", ") + (flipped.count > 5 ? ", ..." : "")
        let test = pValue.map { flipped.isEmpty ? "" : ", p \(Numbers.shown($0, unit: "")): images \(list)" } ?? ""
        return "\(job): \(moved) of \(images) images moved, first in \(column); \(flipped.count) flipped\(test)"
    }
}

/// Two sets of results compared, experiment by experiment and image by image.
public struct Comparison: Sendable {
    /// The names of the sides.
    public let from: String, to: String
    /// The changes of each experiment that both sides have, by its id.
    public let differences: [(id: String, difference: Difference)]
    /// The experiments that a side lacks.
    public let missing: [String]
    /// The jobs whose rows differ.
    public let flips: [Flips]
    /// The pictures whose pixels differ.
    public let pictures: [PictureChange]
    /// Remarks, each a sentence, such as that a manifest has changed since its results were computed.
    public let remarks: [String]
    /// Makes a comparison from its parts.
    public init(
        from: String, to: String, differences: [(id: String, difference: Difference)], missing: [String], flips: [Flips], pictures: [PictureChange],
        remarks: [String]
    ) {
        (self.from, self.to, self.differences, self.missing, self.flips) = (from, to, differences, missing, flips)
        (self.pictures, self.remarks) = (pictures, remarks)
    }

    /// True if something moved beyond its tolerance or is gone.
    public var deviates: Bool { differences.contains { $0.difference.deviates } }
    private var verdict: String { deviates ? "DEVIATION" : "no deviation" }

    /// For a terminal.
    public var text: String {
        var lines = ["From \(from) to \(to)"]
        for (_, difference) in differences { lines.append(difference.text.trimmingCharacters(in: .newlines)) }
        if !flips.isEmpty { lines.append("Images:") }
        lines += flips.map { "  \($0.text)" }
        if !pictures.isEmpty { lines.append("Pictures:") }
        lines += pictures.map { "  \($0.text)" } + remarks
        if !missing.isEmpty { lines.append("Missing on at least one side: \(missing.enumeration).") }
        return (lines + [verdict]).joined(separator: "\n")
    }

    /// For a pull request: a table of everything that is not bit-identical.
    public var markdown: String {
        let moved = differences.flatMap { id, difference in difference.changes.filter { $0.movement != .same }.map { (id, $0) } }
        let head = "| experiment | what | old | new | difference | tolerance | verdict |\n|---|---|---:|---:|---:|---:|---|"
        let lines = moved.map { id, change in
            func shown(_ number: Double?) -> String { number.map { Numbers.shown($0, unit: "") } ?? "" }
            let numbers = [shown(change.difference), shown(change.tolerance)]
            let cells = [id, change.what, change.old, change.new] + numbers + [change.verdict]
            return "| \(cells.map(Markdown.escaped).joined(separator: " | ")) |"
        }
        let same = differences.reduce(0) { $0 + $1.difference.count(.same) }
        var parts = ["**\(verdict)** from \(from) to \(to): \(same) the same bits, \(moved.count) not.", ""]
        if !lines.isEmpty { parts += [head] + lines + [""] }
        let notes = flips.map(\.text) + pictures.map(\.text) + remarks
        if !notes.isEmpty { parts += notes.map { "- \(Markdown.escaped($0))" } + [""] }
        return parts.joined(separator: "\n")
    }

    /// Every change, for programs.
    public var json: String {
        get throws {
            struct Change: Encodable {
                let experiment: String, what: String, old: String, new: String, difference: Double?, tolerance: Double?, unit: String
                let movement: String, note: String, tests: [String: Double]
            }
            struct Job: Encodable { let job: String, images: Int, moved: Int, column: String, flipped: [Int], p: Double? }
            struct Picture: Encodable { let picture: String, pixels: Int?, of: Int?, largest: Int? }
            struct All: Encodable {
                let from: String, to: String, deviates: Bool, missing: [String], changes: [Change], images: [Job], pictures: [Picture]
                let remarks: [String]
            }
            let changes = differences.flatMap { id, difference in
                difference.changes.map {
                    Change(
                        experiment: id, what: $0.what, old: $0.old, new: $0.new, difference: $0.difference, tolerance: $0.tolerance, unit: $0.unit,
                        movement: $0.movement.rawValue, note: $0.note,
                        tests: Dictionary($0.tests.map { ($0.name, $0.value) }) { first, _ in first })
                }
            }
            let jobs = flips.map {
                Job(job: $0.job, images: $0.images, moved: $0.moved, column: $0.column, flipped: $0.flipped.map(\.image), p: $0.pValue)
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            let pictures = pictures.map {
                Picture(picture: $0.name, pixels: $0.difference?.count, of: $0.difference?.total, largest: $0.difference?.largest)
            }
            let all = All(
                from: from, to: to, deviates: deviates, missing: missing, changes: changes, images: jobs, pictures: pictures, remarks: remarks)
            return String(decoding: try encoder.encode(all), as: UTF8.self)
        }
    }
}
