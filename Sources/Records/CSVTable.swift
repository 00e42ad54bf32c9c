/// A CSV table with a header (RFC 4180): a cell with a comma, a quotation mark or a line break is quoted.
public struct CSVTable: Sendable, Equatable {
    /// The names of the columns.
    public let header: [String]
    /// The rows, each with a cell for each column.
    public var rows: [[String]]

    /// Makes a table; each row must have a cell for each column.
    public init(header: [String], rows: [[String]] = []) {
        precondition(!header.isEmpty && rows.allSatisfy { $0.count == header.count }, "a row has a cell for each column")
        (self.header, self.rows) = (header, rows)
    }

    /// Reads a table whose lines end in LF or CRLF, with or without a byte-order mark; errors name `file`.
    ///
    /// Throws `RecordsError` with file and line for an empty table, a ragged row, and a quotation mark out of place.
    public init(parsing text: String, file: String) throws {
        var parser = Parser(bytes: Array(text.utf8), file: file), lines: [(number: Int, cells: [String])] = []
        while !parser.isAtEnd { lines.append((parser.line, try parser.row())) }
        guard let header = lines.first?.cells else { throw RecordsError(file, "expected a header, found nothing") }
        for line in lines where line.cells.count != header.count {
            throw RecordsError(file, line: line.number, "expected \(header.count) cells, found \(line.cells.count)")
        }
        self.init(header: header, rows: lines.dropFirst().map(\.cells))
    }

    /// The text, with LF at the end of every line; the same table always gives the same bytes.
    public var text: String { ([header] + rows).map { Self.line($0) + "\n" }.joined() }

    /// The position of a column; nil if there is none of that name.
    public func column(_ name: String) -> Int? { header.firstIndex(of: name) }

    /// The line on which each row begins, from 2; a quoted cell may contain line breaks.
    public var lines: [Int] {
        func breaks(_ cells: [String]) -> Int { cells.reduce(0) { $0 + $1.utf8.count { $0 == UInt8(ascii: "\n") } } }
        var next = 2 + breaks(header)
        return rows.map { row in
            defer { next += 1 + breaks(row) }
            return next
        }
    }

    private static func line(_ cells: [String]) -> String {
        // An empty line could be read as no row.
        cells == [""] ? "\"\"" : cells.map(quoted).joined(separator: ",")
    }

    /// Works on bytes, as the parser does.
    private static func quoted(_ cell: String) -> String {
        guard cell.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return cell }
        let doubled = cell.utf8.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }
        return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
    }

    /// Parses bytes, not characters: in Swift CRLF is one character, and a combining mark merges with the quotation mark before it.
    private struct Parser {
        let bytes: [UInt8], file: String
        var position = 0, line = 1

        init(bytes: [UInt8], file: String) {
            (self.bytes, self.file) = (bytes, file)
            position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0  // a byte order mark
        }
        var isAtEnd: Bool { position >= bytes.count }
        func at(_ offset: Int, _ character: Unicode.Scalar) -> Bool {
            position + offset < bytes.count && bytes[position + offset] == UInt8(ascii: character)
        }

        mutating func row() throws -> [String] {
            var cells: [String] = []
            while true {
                cells.append(at(0, "\"") ? try quotedCell() : try plainCell())
                if at(0, ",") {
                    position += 1
                } else {
                    position += at(0, "\r") ? 2 : 1
                    line += 1
                    return cells
                }
            }
        }

        private var isAtCellsEnd: Bool { isAtEnd || at(0, ",") || at(0, "\n") || at(0, "\r") && at(1, "\n") }

        private mutating func plainCell() throws -> String {
            let start = position
            while !isAtCellsEnd {
                if at(0, "\"") { throw RecordsError(file, line: line, "a quotation mark inside a cell that does not begin with one") }
                position += 1
            }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        private mutating func quotedCell() throws -> String {
            let first = line
            var cell: [UInt8] = []
            position += 1
            while true {
                if isAtEnd { throw RecordsError(file, line: first, "a cell's closing quotation mark is missing") }
                if at(0, "\"") {
                    position += 1
                    if !at(0, "\"") { break }
                }
                if at(0, "\n") { line += 1 }
                cell.append(bytes[position])
                position += 1
            }
            guard isAtCellsEnd else { throw RecordsError(file, line: line, "text after a cell's closing quotation mark") }
            return String(decoding: cell, as: UTF8.self)
        }
    }
}
