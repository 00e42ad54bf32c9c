import Records
import Statistics

/// A guarded attack against another one, on one model and the same images.
public struct GateFinding: Sendable, Equatable {
    /// Replaces the other attack's title if that is the guarded attack itself without a limit on the radius.
    public static let noLimit = "no limit on the radius"
    /// The model's name.
    public let model: String
    /// The name of the guarded attack.
    public let attack: String
    /// The title of the other one.
    public let other: String
    /// The seed of the model's training.
    public let seed: Int
    /// The images that both attacked.
    public let images: Int
    /// Images that only the guarded attack found.
    public let guardedOnly: Int
    /// Images that only the other one found.
    public let otherOnly: Int
    /// McNemar's exact test that the guarded attack finds fewer, one-sided and uncorrected.
    public let pValue: Double
    /// A comparison by its numbers.
    public init(model: String, attack: String, other: String, seed: Int, images: Int, guardedOnly: Int, otherOnly: Int, pValue: Double) {
        (self.model, self.attack, self.other, self.seed, self.images) = (model, attack, other, seed, images)
        (self.guardedOnly, self.otherOnly, self.pValue) = (guardedOnly, otherOnly, pValue)
    }
}

/// An attack's error rate and that of the per-image worst case over all attacks at the same radius: a lower bound on what it misses.
public struct WorstCase: Sendable, Equatable {
    /// The model's name.
    public let model: String
    /// The attack's title.
    public let attack: String
    /// The seed of the model's training.
    public let seed: Int
    /// The images that it attacked.
    public let images: Int
    /// Of these, the images that it found.
    public let found: Int
    /// Of these, the images that it or any other attack found; others may have attacked fewer of them.
    public let foundByAny: Int
    /// An attack by its numbers.
    public init(model: String, attack: String, seed: Int, images: Int, found: Int, foundByAny: Int) {
        (self.model, self.attack, self.seed, self.images, self.found, self.foundByAny) = (model, attack, seed, images, found, foundByAny)
    }
    /// The share of the images that it misses and another finds, in percentage points.
    var gap: Double { images == 0 ? 0 : 100 * Double(foundByAny - found) / Double(images) }
}

/// All gates of a profile. A gate fails if its test rejects at 1 % after Holm's correction over all of them.
public struct GateReport: Sendable, Equatable {
    /// The level of the corrected tests.
    static let level = 0.01
    /// The profile behind the numbers.
    public let profile: String
    /// In the order of tables, gates and rows.
    public let findings: [GateFinding]
    /// Each attack of a table with gates; empty in a report that was read from its file.
    public let worstCases: [WorstCase]
    /// A report of these findings.
    public init(profile: String, findings: [GateFinding], worstCases: [WorstCase] = []) {
        (self.profile, self.findings, self.worstCases) = (profile, findings, worstCases)
    }

    private var corrected: [Double] { holm(findings.map(\.pValue)) }
    /// The gates that failed.
    public var failed: [GateFinding] { zip(findings, corrected).filter { $0.1 <= Self.level }.map(\.0) }

    /// One line: the number of gates that hold, and the failed ones.
    public var summary: String {
        let failed = failed
        if failed.isEmpty { return "Gates: all \(findings.count) hold (profile \(profile))." }
        let names = failed.map { "\($0.model), \($0.attack): \($0.other)" }.joined(separator: "; ")
        return "Gates: \(failed.count) of \(findings.count) fail (profile \(profile)): \(names)."
    }

    private static let header = ["profile", "model", "attack", "other", "seed", "images", "attack only", "other only", "p", "p corrected", "verdict"]

    private var lines: [[String]] {
        zip(findings, corrected).map { finding, p in
            [
                profile, finding.model, finding.attack, finding.other, "\(finding.seed)", "\(finding.images)", "\(finding.guardedOnly)",
                "\(finding.otherOnly)", "\(finding.pValue)", "\(p)", p <= Self.level ? "fails" : "holds",
            ]
        }
    }

    private static let worstHeader = ["profile", "model", "attack", "seed", "images", "found", "found by any", "gap"]

    private var worstLines: [[String]] {
        worstCases.map {
            [profile, $0.model, $0.attack, "\($0.seed)", "\($0.images)", "\($0.found)", "\($0.foundByAny)", Numbers.exact($0.gap)]
        }
    }

    /// The files of the report.
    public var artefacts: [Artefact] {
        [
            Artefact("gates.csv", CSVTable(header: Self.header, rows: lines).text),
            Artefact("worst-case.csv", CSVTable(header: Self.worstHeader, rows: worstLines).text), Artefact("gates.md", markdown),
        ]
    }

    /// The report as Markdown.
    var markdown: String {
        let head = ["model", "attack", "against", "n", "only the attack finds", "only the other finds", "p, corrected", "verdict"]
        let rows = zip(lines, corrected).map { line, p in
            [line[1], line[2], line[3], line[5], line[6], line[7], Numbers.shown(p, unit: ""), line[10]]
        }
        let table = ([head] + rows).map { "| \($0.map(Markdown.escaped).joined(separator: " | ")) |" }
        let rule = "|---|---|---|---:|---:|---:|---:|---|"
        return """
            **Gates of the robustness numbers**

            \(summary) No attack may be beaten on the same images at the same radius: McNemar's exact test, one-sided, corrected by Holm over all gates, \
            at 1 %. A failed gate is named beside every number of its attack and model.

            \(([table[0], rule] + table.dropFirst()).joined(separator: "\n"))
            \(worstMarkdown)
            """
    }

    private var worstMarkdown: String {
        if worstCases.isEmpty { return "" }
        let head = "| model | attack | n | found | found by any | gap, points |\n|---|---|---:|---:|---:|---:|\n"
        let rows = worstCases.map { worst in
            let cells =
                [worst.model, worst.attack].map(Markdown.escaped)
                + ["\(worst.images)", "\(worst.found)", "\(worst.foundByAny)", Numbers.shown(worst.gap, unit: "percent")]
            return "| \(cells.joined(separator: " | ")) |"
        }
        return """

            **Each attack against the per-image worst case**

            The images that each attack misses although another one finds them at the same radius.

            \(head)\(rows.joined(separator: "\n"))

            """
    }

    /// Reads what `artefacts` wrote as `gates.csv`. Throws `ReportError` with file and line, and what the CSV reader throws.
    public init(csv: String, file: String) throws {
        let table = try CSVTable(parsing: csv, file: file)
        guard table.header == Self.header else { throw ReportError(file, 1, "the columns of gates are \(Self.header.joined(separator: ","))") }
        var profile = ""
        findings = try zip(table.lines, table.rows).map { line, fields in
            var reader = FieldReader(file: file, line: line, fields: fields, header: Self.header)
            profile = reader.text()
            let (model, attack, other) = (reader.text(), reader.text(), reader.text())
            func whole(_ count: Int?) throws -> Int {
                guard let count else { throw ReportError(file, line, "a gate has a seed and three counts") }
                return count
            }
            let numbers = try (0..<4).map { _ in try whole(try reader.count()) }
            guard let p = try reader.number(), 0...1 ~= p else { throw ReportError(file, line, "p is a number from 0 to 1") }
            return GateFinding(
                model: model, attack: attack, other: other, seed: numbers[0], images: numbers[1], guardedOnly: numbers[2], otherOnly: numbers[3],
                pValue: p)
        }
        (self.profile, worstCases) = (profile, [])
    }
}
