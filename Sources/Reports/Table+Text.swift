extension Table {
    /// Every entry as people read it, in the writing of one format.
    private func body(quoted: (String) -> String) -> [[String]] {
        rows.map { row in
            zip(columns, row.entries).map { column, entry in
                let cell = cell(row, column, entry)
                switch cell.kind {
                case .measured: return cell.shown + (cell.published.map { " (\($0))" } ?? "")
                case .quoted: return cell.published.map(quoted) ?? ""
                case .missing: return cell.reason.isEmpty ? "-" : "- (\(cell.reason))"
                }
            }
        }
    }

    private var headings: [String] {
        columns.map { column in
            let unit = column.unit.isEmpty ? "" : " [\(Numbers.sign(column.unit))]"
            return column.title + unit + (column.images.map { ", n = \($0)" } ?? "")
        }
    }

    private func holds(_ test: (Entry) -> Bool) -> Bool { rows.contains { $0.entries.contains(where: test) } }

    /// What has to be said under the numbers.
    private var notes: [String] {
        var notes: [String] = []
        if !profile.isEmpty { notes.append("Profile: \(profile).") }
        if holds({ if case .measured(_, _, _, .some) = $0 { true } else { false } }) {
            notes.append("In parentheses: the paper's number, as printed.")
        }
        if holds({ if case .measured(.infinity, _, nil, _) = $0 { true } else { false } }) { notes.append("R is the largest radius tried.") }
        return notes
    }

    /// A GitHub Markdown table with its title above and its notes below.
    public var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |" }
        let rule = "|---|" + String(repeating: "---:|", count: columns.count)
        let lines = zip(rows, body { "\($0), quoted, not run" }).map { line([$0.title] + $1) }
        return (["**\(title)**", "", line([""] + headings), rule] + lines + (notes.isEmpty ? [] : ["", notes.joined(separator: " ")]) + [""]).joined(
            separator: "\n")
    }

    /// A LaTeX table for the booktabs package.
    public var latex: String {
        func line(_ cells: [String]) -> String { cells.map(LaTeX.escaped).joined(separator: " & ") + " \\\\" }
        let lines = zip(rows, body { "\($0), quoted, not run" }).map { "    " + line([$0.title] + $1) }
        let caption = LaTeX.escaped(([title.hasSuffix(".") ? title : title + "."] + notes).joined(separator: " "))
        let frame = [
            "\\begin{table}", "  \\centering", "  \\caption{\(caption)}", "  \\begin{tabular}{l\(String(repeating: "r", count: columns.count))}",
            "    \\toprule",
            "    " + line([""] + headings), "    \\midrule",
        ]
        return (frame + lines + ["    \\bottomrule", "  \\end{tabular}", "\\end{table}", ""]).joined(separator: "\n")
    }

    /// Columns under each other, for a terminal; no line is longer than 120 characters unless a title is.
    public var plain: String {
        let headings = headings.map { $0.replacing("n = ", with: "n\u{a0}=\u{a0}") }  // where no line is broken
        let lines = [[""] + headings] + zip(rows, body { "\($0) quoted" }).map { [$0.title] + $1 }
        let notes = notes + (holds { if case .quoted(.some) = $0 { true } else { false } } ? ["Quoted numbers are others', not run."] : [])
        return ([title, ""] + Plain.fitted(lines) + (notes.isEmpty ? [] : [""] + notes) + [""]).joined(separator: "\n")
    }

    /// Everything that is written of a table: CSV, Markdown, LaTeX.
    public func artefacts(named name: String) -> [Artefact] {
        [Artefact("\(name).csv", csv), Artefact("\(name).md", markdown), Artefact("\(name).tex", latex)]
    }
}

/// Text that LaTeX prints as it stands here.
enum LaTeX {
    private static let plain: [Character: String] = [
        "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_", "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}", "–": "--", "—": "---",
    ]
    private static let math: [Character: String] = [
        "<": "<", ">": ">", "|": "|", "ε": "\\varepsilon ", "λ": "\\lambda ", "‖": "\\|", "∇": "\\nabla ", "∞": "\\infty ", "₁": "_1", "₂": "_2",
        "ℓ": "\\ell ",
        "≤": "\\le ", "≥": "\\ge ", "×": "\\times ", "·": "\\cdot ", "−": "-", "±": "\\pm ",
    ]

    /// Neighbouring mathematical signs share one pair of dollars.
    static func escaped(_ text: String) -> String {
        var written = "", inMath = false
        for letter in text {
            let sign = math[letter]
            if (sign != nil) != inMath { written += "$" }
            inMath = sign != nil
            written += sign ?? plain[letter] ?? String(letter)
        }
        return written + (inMath ? "$" : "")
    }
}
