import Files
import Foundation
import Records
import Reports

/// The findings in a paper, as text for a terminal, Markdown, CSV and JSON.
public struct ErrataReport: Sendable {
    /// The name of the paper's folder.
    public let paper: String
    /// The findings, in the order of the rules.
    public let errata: [Erratum]

    /// Applies every rule.
    public init(_ paper: PrintedPaper) { (self.paper, errata) = (paper.name, paper.errata) }

    /// The findings by rule; rules that find nothing are left out.
    private var byRule: [(rule: String, errata: [Erratum])] {
        unique(errata.map(\.rule)).map { rule in (rule, errata.filter { $0.rule == rule }) }
    }

    private var summary: String {
        let found = errata.count, rules = byRule.count
        return "\(found) \(found == 1 ? "finding" : "findings") by \(rules) of \(errataRules.count) rules among the published numbers of \(paper)"
    }

    /// For a terminal.
    public var plain: String {
        let lines = byRule.flatMap { rule, errata in
            ["", rule] + errata.flatMap { ["  \($0.place): \($0.printed)", "  \($0.otherPlace): \($0.otherPrinted)", "      \($0.why)"] }
        }
        return ([summary] + lines + [""]).joined(separator: "\n")
    }

    /// A table of all findings.
    public var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |" }
        let rows = errata.enumerated().map { index, one in
            line(["\(index + 1)", one.rule, one.place, one.printed, one.otherPlace, one.otherPrinted, one.why])
        }
        let head = ["", "rule", "place", "printed", "other place", "printed", "why not both"]
        return (["**What does not add up: \(summary)**", "", line(head), "|---:|---|---|---|---|---|---|"] + rows + [""]).joined(separator: "\n")
    }

    /// One line for each finding.
    public var csv: String {
        let rows = errata.map { [$0.rule, $0.place, $0.printed, $0.otherPlace, $0.otherPrinted, $0.why] }
        return CSVTable(header: ["rule", "place", "printed", "other place", "other printed", "why"], rows: rows).text
    }

    /// A list of objects with the properties of `Erratum`. Throws the encoder's error.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(errata), as: UTF8.self)
    }

    /// Writes `errata.md` and `errata.csv` into the paper's results folder, if they changed; returns the files. Throws `FileError`.
    public func write(into results: String) throws -> [String] {
        let folder = "\(results)/\(paper)"
        try Disk.createFolder(folder)
        return try [("errata.md", markdown), ("errata.csv", csv)].map { name, text in
            let file = "\(folder)/\(name)"
            if (try? Disk.read(file)) != Data(text.utf8) { try Disk.write(Data(text.utf8), to: file) }
            return file
        }
    }
}
