extension Table {
    /// A LaTeX table that fits on a page and needs the booktabs package. Headings are wrapped. A table with many columns is split into parts, one
    /// below the other, which repeat the row titles. Gates and sources become marks with notes. A table too wide for one column spans two.
    public var latex: String {
        let page = LaTeXPage(self), environment = page.parts.count == 1 && page.width(of: page.parts[0]) <= LaTeXPage.columnWidth ? "table" : "table*"
        let title = title.oneLine.hasSuffix(".") ? title.oneLine : title.oneLine + "."
        let notes = page.notes
        let lines =
            [
                "\\begin{\(environment)}", "  \\centering", "  \\footnotesize", "  \\setlength{\\tabcolsep}{4pt}",
                "  \\caption{\(LaTeX.escaped(title))}",
            ] + page.parts.map(page.tabular).joined(separator: ["  \\par\\medskip"])
            + (notes.isEmpty ? [] : ["  \\par\\medskip", "  \\begin{minipage}{\\linewidth}\\scriptsize", "    " + notes, "  \\end{minipage}"])
        return (lines + ["\\end{\(environment)}", ""]).joined(separator: "\n")
    }
}

/// The layout of a table on a page. Widths are estimated in points, for 8-point type, whose digits are 4.25 points wide.
private struct LaTeXPage {
    /// The narrowest common text widths: of a one-column page, and of a column on a two-column page.
    private static let pageWidth = 345.0
    static let columnWidth = 234.0
    private static let letter = 4.25, gap = 8.0
    /// The longest lines, in letters: of a column's heading, unless its numbers are wider, and of a row's title.
    private static let heading = 13, rowTitle = 26

    /// The columns of each part.
    private(set) var parts: [Range<Int>] = []
    /// The notes under the table, as LaTeX.
    let notes: String
    private let rowTitles: [[String]], headings: [[String]], entries: [[(latex: String, letters: Int)]], widths: [Double], firstWidth: Double

    init(_ table: Table) {
        let printed = table.printed, gates = unique(printed.joined().filter { !$0.gates.isEmpty }.map { $0.gates.enumeration })
        let hasQuoted = printed.joined().contains(where: \.isQuoted)
        entries = printed.map { row in
            row.map { entry in
                let mark = entry.gates.isEmpty ? entry.isQuoted ? "*" : "" : Self.mark(gates.firstIndex(of: entry.gates.enumeration) ?? 0)
                return (
                    LaTeX.cell(entry.text) + (mark.isEmpty ? "" : "\\textsuperscript{\(mark)}") + LaTeX.escaped(entry.parenthesis),
                    entry.text.count + mark.count + entry.parenthesis.count
                )
            }
        }
        notes =
            (table.notes(gates: []).map(LaTeX.escaped)
            + (hasQuoted ? ["\\textsuperscript{*} quoted, not run."] : [])
            + gates.enumerated().map { index, gate in
                "\\textsuperscript{\(Self.mark(index))} "
                    + LaTeX.escaped(
                        "\(gate) found significantly more at the gate's radius on the same images; errors under this attack are too low, distances too large."
                    )
            }).joined(separator: " ")
        rowTitles = table.rows.map { Self.broken($0.title, Self.rowTitle) }
        let letters = table.columns.indices.map { [entries] column in entries.map { $0[column].letters }.max() ?? 0 }
        headings = zip(table.headings, letters).map { Self.broken($0, max(Self.heading, $1)) }
        func width(_ letters: Int) -> Double { Double(letters) * Self.letter + Self.gap }
        widths = zip(headings, letters).map { width(max($1, $0.map(\.count).max() ?? 0)) }
        firstWidth = width(rowTitles.joined().map(\.count).max() ?? 0)
        parts = Self.parts(widths) { [widths, firstWidth] in widths[$0].reduce(firstWidth, +) }
    }

    /// The fewest parts that fit, with about the same number of columns. If a single column is too wide, every column is a separate part.
    private static func parts(_ widths: [Double], _ width: (Range<Int>) -> Double) -> [Range<Int>] {
        let count = widths.count
        for number in 1...max(1, count) {
            let parts = (0..<number).map { count * $0 / number..<count * ($0 + 1) / number }
            if parts.allSatisfy({ width($0) <= pageWidth }) { return parts }
        }
        return (0..<count).map { $0..<$0 + 1 }
    }

    func width(of part: Range<Int>) -> Double { widths[part].reduce(firstWidth, +) }

    /// A part as a tabular environment.
    func tabular(_ part: Range<Int>) -> [String] {
        func line(_ cells: [String]) -> String { "    " + cells.joined(separator: " & ") + " \\\\" }
        let head = line([""] + headings[part].map { Self.stacked($0, "r") })
        let body = zip(rowTitles, entries).map { line([Self.stacked($0, "l")] + $1[part].map(\.latex)) }
        return ["  \\begin{tabular}{l\(String(repeating: "r", count: part.count))}", "    \\toprule", head, "    \\midrule"] + body
            + ["    \\bottomrule", "  \\end{tabular}"]
    }

    /// a, b, ... z, then aa, bb.
    private static func mark(_ index: Int) -> String {
        String(repeating: Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(index % 26))), count: 1 + index / 26)
    }

    private static func stacked(_ lines: [String], _ side: String) -> String {
        if lines.count < 2 { return LaTeX.cell(lines.first ?? "") }
        return "\\begin{tabular}[b]{@{}\(side)@{}}" + lines.map(LaTeX.cell).joined(separator: " \\\\ ") + "\\end{tabular}"
    }

    /// A text broken at spaces into lines of at most `most` letters, but never within "n = 500". A longer word gets its own line.
    private static func broken(_ text: String, _ most: Int) -> [String] {
        var lines: [String] = []
        for word in text.oneLine.replacing("n = ", with: "n\u{a0}=\u{a0}").split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= most {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { $0.replacing("\u{a0}", with: " ") }
    }
}

/// Escapes text for LaTeX.
enum LaTeX {
    private static let plain: [Unicode.Scalar: String] = [
        "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_", "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}", "–": "--", "—": "---", "`": "\\textasciigrave{}", "\u{FFFD}": "?",
    ]
    private static let math: [Unicode.Scalar: String] = [
        "<": "<", ">": ">", "|": "|", "ε": "\\varepsilon ", "λ": "\\lambda ", "‖": "\\|", "∇": "\\nabla ", "∞": "\\infty ", "₁": "_1", "₂": "_2",
        "ℓ": "\\ell ",
        "≤": "\\le ", "≥": "\\ge ", "×": "\\times ", "·": "\\cdot ", "−": "-", "±": "\\pm ",
    ]

    /// Adjacent mathematical signs share one pair of dollars. Works on scalars, because a combining mark merges with the sign before it.
    static func escaped(_ text: String) -> String {
        var written = "", inMath = false
        for scalar in text.oneLine.unicodeScalars {
            let sign = math[scalar]
            if (sign != nil) != inMath { written += "$" }
            inMath = sign != nil
            written += sign ?? plain[scalar] ?? String(scalar)
        }
        return written + (inMath ? "$" : "")
    }

    /// A text as a table cell. Braces protect a leading `[` or `*`, which the `\\` or the rule before it would take as an option.
    static func cell(_ text: String) -> String {
        let escaped = escaped(text)
        guard let first = escaped.first(where: { $0 != " " }), first == "[" || first == "*" else { return escaped }
        return "{" + escaped + "}"
    }
}
