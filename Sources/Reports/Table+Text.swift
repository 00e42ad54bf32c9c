extension Table {
    /// A formatted entry: the number, its failed gates, the paper's number and that of another reading of the paper.
    struct Printed {
        var text = "", gates: [String] = [], published: String?, other: String?, isQuoted = false
        /// The text in parentheses after the number; empty if there is none.
        var parenthesis: String {
            let parts = [published, other].compactMap(\.self)
            return parts.isEmpty ? "" : " (\(parts.joined(separator: "; ")))"
        }
    }

    /// Every entry, formatted.
    var printed: [[Printed]] {
        rows.map { row in
            zip(columns, row.entries).map { column, entry in
                let cell = cell(row, column, entry)
                switch cell.kind {
                case .measured:
                    let other = otherReading.flatMap { other in other[cell.row, cell.column].map { "\(other.profile): \($0)" } }
                    return Printed(text: cell.shown, gates: cell.basis.failedGates, published: cell.published, other: other)
                case .quoted: return Printed(text: cell.published ?? "", isQuoted: cell.published != nil)
                case .missing: return Printed(text: cell.reason.isEmpty ? "-" : "- (\(cell.reason))")
                }
            }
        }
    }

    /// Every entry as one text.
    private func body(quoted: String) -> [[String]] {
        printed.map { row in
            row.map { entry in
                let gates = entry.gates.isEmpty ? "" : " [gate: \(entry.gates.joined(separator: ", "))]"
                return entry.text + (entry.isQuoted ? quoted : "") + gates + entry.parenthesis
            }
        }
    }

    /// The column titles with unit and number of images.
    var headings: [String] {
        columns.map { column in
            let unit = column.unit.isEmpty ? "" : " [\(Numbers.sign(column.unit))]"
            let images = column.images.map { [$0] } ?? column.imagesByRow
            return column.title + unit + (images.isEmpty ? "" : ", n = \(images.map(String.init).joined(separator: ", "))")
        }
    }

    /// The notes under the numbers.
    private var notes: [String] {
        notes(gates: [
            "[gate: A]: at the gate's radius, the attack A found significantly more on the same images; errors under this attack are too low, distances too large."
        ])
    }

    /// The notes under the numbers, with the given notes about failed gates.
    func notes(gates: [String]) -> [String] {
        let cells = cells.filter { $0.kind == .measured }
        var notes = profile.isEmpty ? [] : ["Profile: \(profile)."]
        if cells.contains(where: { $0.published != nil }) { notes.append("In parentheses: the paper's number, as printed.") }
        if let other = otherReading, cells.contains(where: { other[$0.row, $0.column] != nil }) {
            notes.append("\(other.profile): the number of the profile of that name, another reading of the paper.")
        }
        if cells.contains(where: { $0.value == .infinity && $0.beyond == nil }) {
            notes.append("> R: the search found nothing up to R, the largest radius it tried.")
        }
        if cells.contains(where: { !$0.basis.failedGates.isEmpty }) { notes += gates }
        if let seeds = cells.map(\.seeds.count).max(), seeds > 1 { notes.append("Mean ± standard deviation over \(seeds) training seeds.") }
        let presets = unique(cells.compactMap(\.basis.preset))
        if !presets.isEmpty { notes.append("Attacks: \(presets.joined(separator: "; ")).") }
        return notes + cleanErrors(cells) + classCounts(cells) + zeroGradients(cells)
    }

    /// The share of images that were misclassified without an attack, which an attack's numbers include.
    private func cleanErrors(_ cells: [Cell]) -> [String] {
        var shown: [Int: [(model: String, error: Double)]] = [:]
        for cell in cells {
            guard let images = images(behind: cell), let error = cell.basis.cleanError else { continue }
            if shown[images]?.contains(where: { $0.model == cell.basis.model }) != true {
                shown[images, default: []].append((cell.basis.model, error))
            }
        }
        return shown.sorted { $0.key < $1.key }.map { images, errors in
            let list = errors.map { "\($0.model) \(Numbers.shown($0.error * 100, unit: "percent", images: images))" }
            return "Clean error of the attacked images [%], n = \(images): \(list.joined(separator: ", "))."
        }
    }

    /// The number of all images in a cell's rows; its number may be taken over some of them.
    private func images(behind cell: Cell) -> Int? { cell.basis.classes.isEmpty ? cell.images : cell.basis.classes.reduce(0, +) }

    private func classCounts(_ cells: [Cell]) -> [String] {
        let counted = cells.filter { !$0.basis.classes.isEmpty }.map { (images(behind: $0) ?? 0, $0.basis.classes) }
        let distinct = counted.reduce(into: [(Int, [Int])]()) { all, one in if !all.contains(where: { $0 == one }) { all.append(one) } }
        if distinct.isEmpty { return [] }
        let lists = distinct.sorted { $0.0 < $1.0 }.map { images, counts in
            // Nobody reads a hundred counts; the CSV has them.
            let text = counts.count > 20 ? "\(counts.min() ?? 0) to \(counts.max() ?? 0)" : counts.map(String.init).joined(separator: " ")
            return "n = \(images): \(text)"
        }
        return ["Images of each class: \(lists.joined(separator: "; "))."]
    }

    private func zeroGradients(_ cells: [Cell]) -> [String] {
        let saturated = cells.filter { $0.basis.zeroGradients ?? 0 > 0 }
        if saturated.isEmpty { return [] }
        let list = saturated.map {
            "\($0.row) / \($0.column): \($0.basis.zeroGradients ?? 0) of \((images(behind: $0) ?? 0) * max(1, $0.seeds.count))"
        }
        return ["Correctly classified images with a loss gradient of exactly zero (saturation, not robustness): \(list.joined(separator: "; "))."]
    }

    /// A GitHub Markdown table with its title above and its notes below.
    public var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.map(Markdown.escaped).joined(separator: " | ") + " |" }
        let rule = "|---|" + String(repeating: "---:|", count: columns.count)
        let lines = zip(rows, body(quoted: ", quoted, not run")).map { line([$0.title] + $1) }
        return
            (["**\(Markdown.escaped(title))**", "", line([""] + headings), rule] + lines + (notes.isEmpty ? [] : ["", notes.joined(separator: " ")])
            + [""]).joined(
                separator: "\n")
    }

    /// Aligned columns, for a terminal; no line is longer than 120 characters unless a title is.
    public var plain: String {
        let headings = headings.map { $0.oneLine.replacing("n = ", with: "n\u{a0}=\u{a0}") }  // where no line is broken
        let lines = [[""] + headings] + zip(rows, body(quoted: " quoted")).map { ([$0.title] + $1).map(\.oneLine) }
        let isQuoted = cells.contains { $0.kind == .quoted && $0.published != nil }
        let notes = notes + (isQuoted ? ["Quoted numbers were published by others; nothing was run."] : [])
        return ([title.oneLine, ""] + Plain.fitted(lines) + (notes.isEmpty ? [] : [""] + notes) + [""]).joined(separator: "\n")
    }

    /// All files of a table: CSV, Markdown, LaTeX.
    public func artefacts(named name: String) -> [Artefact] {
        [Artefact("\(name).csv", csv), Artefact("\(name).md", markdown), Artefact("\(name).tex", latex)]
    }
}

extension String {
    /// The text on one line: line breaks and tabs become spaces, other control characters U+FFFD, so that a title cannot break a table, a file or a
    /// terminal.
    package var oneLine: String {
        if unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control && $0 != "\u{2028}" && $0 != "\u{2029}" }) { return self }
        let scalars = unicodeScalars.map { scalar -> Unicode.Scalar in
            if scalar.properties.isWhitespace { return " " }
            return scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }
        return String(UnicodeScalarView(scalars)).split(separator: " ").joined(separator: " ")
    }
}

/// Escapes text for Markdown.
enum Markdown {
    /// The signs that would end a cell or begin an emphasis, a code span or a tag.
    private static let special: Set<Unicode.Scalar> = ["\\", "|", "`", "*", "<"]

    static func escaped(_ text: String) -> String {
        var written = String.UnicodeScalarView()
        for scalar in text.oneLine.unicodeScalars {
            if special.contains(scalar) { written.append("\\") }
            written.append(scalar)
        }
        return String(written)
    }
}
