/// Text in columns, for a terminal.
enum Plain {
    /// The longest line, in characters, that fits into an ordinary terminal.
    static let width = 120

    /// Aligns the first `left` columns left and the others right, with a rule under the first line.
    static func aligned(_ lines: [[String]], left: Int = 1) -> [String] {
        let widths = (lines.first ?? []).indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return ruled(lines.map { line($0, widths, left: left) }, after: 1, widths)
    }

    /// A table whose first line has the headings, and whose first column the titles. If it is too wide, the headings are wrapped (not at no-break
    /// spaces), rows and columns are exchanged if that helps, and the columns are printed in blocks, each with the titles.
    static func fitted(_ lines: [[String]]) -> [String] {
        let natural = aligned(lines)
        if natural.allSatisfy({ $0.count <= width }) { return spaced(natural) }
        let upright = blocks(lines), turned = blocks((lines.first ?? []).indices.map { column in lines.map { $0[column] } })
        return spaced(Array((turned.count < upright.count ? turned : upright).joined(separator: [""])))
    }

    private static func spaced(_ lines: [String]) -> [String] { lines.map { $0.replacing("\u{a0}", with: " ") } }

    private static func blocks(_ lines: [[String]]) -> [[String]] {
        guard let heading = lines.first, !heading.isEmpty else { return [] }
        let widths = heading.indices.map { column in
            let cells = lines.dropFirst().map { $0[column].count }.max() ?? 0
            return max(cells, column == 0 ? heading[0].count : max(12, heading[column].split(separator: " ").map(\.count).max() ?? 0))
        }
        var groups: [[Int]] = [], used = 0
        for column in heading.indices.dropFirst() {
            if groups.isEmpty || used + 2 + widths[column] > width {
                groups.append([])
                used = widths[0]
            }
            groups[groups.count - 1].append(column)
            used += 2 + widths[column]
        }
        return groups.map { group in
            let columns = [0] + group, spaces = columns.map { widths[$0] }
            let words = columns.map { broken(heading[$0], width: widths[$0]) }, height = words.map(\.count).max() ?? 1
            let headings = (0..<height).map { row in words.map { $0.count < height - row ? "" : $0[$0.count - (height - row)] } }
            let body = lines.dropFirst().map { cells in columns.map { cells[$0] } }
            return ruled((headings + body).map { line($0, spaces, left: 1) }, after: height, spaces)
        }
    }

    /// A text in lines of at most `width` characters, broken between words; a longer word gets a separate line.
    private static func broken(_ text: String, width: Int) -> [String] {
        text.split(separator: " ").reduce(into: [String]()) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
    }

    private static func line(_ cells: [String], _ widths: [Int], left: Int) -> String {
        let padded = zip(cells, widths).enumerated().map { column, cell in
            let space = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
            return column < left ? cell.0 + space : space + cell.0
        }
        return String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }

    private static func ruled(_ lines: [String], after heading: Int, _ widths: [Int]) -> [String] {
        lines.prefix(heading) + [String(repeating: "-", count: widths.reduce(-2) { $0 + $1 + 2 })] + lines.dropFirst(heading)
    }
}
