// Rows as CSV: a header `index,COLUMN,...`, then a line for each index, ascending. Each number is the shortest decimal that reads back as the same
// Double (`inf`, `-inf` and `nan` as words), so text and rows are equivalent and equal rows give equal bytes.

extension Rows {
    /// The text; the same rows always give the same bytes.
    public var csv: String {
        var text = "index" + columns.map { ",\($0)" }.joined() + "\n"
        for index in samples {
            text += "\(index)"
            for value in self[index] ?? [] { text += value.isNaN ? ",nan" : ",\(value)" }
            text += "\n"
        }
        return text
    }

    /// Reads exactly the format of `csv`; errors name `file`.
    ///
    /// Throws `RecordsError` with file and line for a wrong header, a ragged line, a bad number, an index given twice or a last line without its end.
    public init(csv text: String, file: String = "rows") throws {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.last == "" else { throw RecordsError(file, line: lines.count, "the last line is cut off") }
        lines.removeLast()
        let header = lines.first.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
        guard header.first == "index", !header.contains(""), Set(header).count == header.count else {
            throw RecordsError(
                file, line: 1, "expected a header of different names that begins with index, found \(lines.first?.prefix(80) ?? "nothing")")
        }
        var values: [Int: [Double]] = [:]
        for (number, line) in zip(2..., lines.dropFirst()) {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            guard cells.count == header.count else { throw RecordsError(file, line: number, "expected \(header.count) values, found \(cells.count)") }
            guard let index = Int(cells[0]), (0...Rows.largestIndex).contains(index), "\(index)" == cells[0] else {
                throw RecordsError(file, line: number, "\(cells[0].prefix(40)) is not an index from 0 to \(Rows.largestIndex)")
            }
            let row = try zip(cells, header).dropFirst().map { cell, column in
                guard let value = Rows.number(cell) else { throw RecordsError(file, line: number, "\(column): \(cell.prefix(40)) is not a number") }
                return value
            }
            if values.updateValue(row, forKey: index) != nil { throw RecordsError(file, line: number, "index \(index) is given twice") }
        }
        self.init(columns: Array(header.dropFirst()), values)
    }

    /// Small enough that the sum of an index and a count cannot overflow.
    private static let largestIndex = 1 << 40

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "inf": .infinity
        case "-inf": -.infinity
        case "nan": .nan
        default:
            // A decimal too large for a Double would read as infinity, which here means a failed search.
            text.utf8.allSatisfy { (48...57).contains($0) || "+-.e".utf8.contains($0) } ? Double(text).flatMap { $0.isFinite ? $0 : nil } : nil
        }
    }
}
