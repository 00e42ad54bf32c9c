import Records
import Statistics

/// One entry of a table as it is stored: full precision, in the unit of its column. Tables are compared by their cells.
public struct Cell: Sendable, Equatable {
    /// The origin of a number: ours, somebody else's, or none.
    public enum Kind: String, Sendable, CaseIterable { case measured, quoted, missing }
    /// The profile behind the number.
    public var profile = ""
    /// The row's title.
    public var row = ""
    /// The column's title.
    public var column = ""
    /// The unit of the number.
    public var unit = ""
    /// The origin of the number.
    public var kind = Kind.missing
    /// The number in the unit, the mean over the seeds; nil unless measured.
    public var value: Double?
    /// The lower end of its 95 % interval, in the unit.
    public var low: Double?
    /// The upper end of its 95 % interval, in the unit.
    public var high: Double?
    /// The largest radius tried, if a search failed.
    public var beyond: Double?
    /// The numbers of the training seeds; their standard deviation is shown if there are several.
    public var seeds: [Double] = []
    /// The images behind the number.
    public var basis = Table.Basis()
    /// The number of images behind it.
    public var images: Int?
    /// The significant digits to print, not stored in any file; nil for the unit's default.
    public var digits: Int?
    /// How far it may move from the baseline, in the unit.
    public var tolerance: Double?
    /// A published or quoted number as printed.
    public var published: String?
    /// The reason why it is missing.
    public var reason = ""

    /// The standard deviation over the seeds; nil for one seed or if a number is not finite.
    var deviation: Double? { seeds.count > 1 && seeds.allSatisfy(\.isFinite) ? try? standardDeviation(seeds) : nil }

    /// The entry as text, without the published number.
    var shown: String {
        switch kind {
        case .measured:
            Numbers.shown(value ?? .nan, unit: unit, images: images, beyond: beyond, digits: digits)
                + (deviation.map { " ± \(Numbers.shown($0, unit: unit, images: images))" } ?? "")
        case .quoted: published ?? ""
        case .missing: "-"
        }
    }
}

extension Table {
    /// Every entry, row by row.
    public var cells: [Cell] { rows.flatMap { row in zip(columns, row.entries).map { cell(row, $0, $1) } } }

    func cell(_ row: Row, _ column: Column, _ entry: Entry) -> Cell {
        var cell = Cell(profile: profile, row: row.title, column: column.title, unit: column.unit)
        (cell.tolerance, cell.digits) = (column.tolerance, column.digits)
        switch entry {
        case .measured(let estimate, let published, let basis):
            func inUnit(_ value: Double) -> Double { Numbers.inUnit(value, column.unit) }
            (cell.kind, cell.basis, cell.published) = (.measured, basis, published)
            cell.value = inUnit(estimate.value)
            (cell.low, cell.high) = (estimate.interval.map { inUnit($0.lowerBound) }, estimate.interval.map { inUnit($0.upperBound) })
            (cell.beyond, cell.seeds, cell.images) = (estimate.beyond.map(inUnit), estimate.seeds.map(inUnit), estimate.images ?? column.images)
        case .quoted(let text): (cell.kind, cell.published) = (.quoted, text)
        case .absent(let reason): cell.reason = reason
        }
        return cell
    }

    /// The table's numbers as a file, one line for each cell.
    public var csv: String { Cell.table(cells).text }
}

extension Cell {
    static let header = [
        "profile", "row", "column", "unit", "entry", "value", "low", "high", "beyond", "by seed", "images", "model", "data", "classes", "clean error",
        "zero gradients", "failed gates", "tolerance", "published", "reason",
    ]

    static func table(_ cells: [Cell]) -> CSVTable {
        CSVTable(
            header: header,
            rows: cells.map {
                [
                    $0.profile, $0.row, $0.column, $0.unit, $0.kind.rawValue, Numbers.exact($0.value), Numbers.exact($0.low), Numbers.exact($0.high),
                    Numbers.exact($0.beyond), $0.seeds.map { "\($0)" }.joined(separator: " "), $0.images.map(String.init) ?? "", $0.basis.model,
                    $0.basis.data, $0.basis.classes.map(String.init).joined(separator: " "), Numbers.exact($0.basis.cleanError),
                    $0.basis.zeroGradients.map(String.init) ?? "", $0.basis.failedGates.joined(separator: "; "), Numbers.exact($0.tolerance),
                    $0.published ?? "", $0.reason,
                ]
            })
    }

    /// Reads what `Table.csv` wrote.
    /// - Throws: `ReportError` with file and line, also for a cell given twice; and what the CSV reader throws.
    public static func read(_ text: String, file: String) throws -> [Cell] {
        let table = try CSVTable(parsing: text, file: file)
        guard table.header == header else { throw ReportError(file, 1, "the columns of a table are \(header.joined(separator: ","))") }
        var lines: [[String]: Int] = [:]
        return try zip(table.lines, table.rows).map { line, fields in
            var reader = FieldReader(file: file, line: line, fields: fields, header: header)
            var cell = Cell()
            (cell.profile, cell.row, cell.column, cell.unit) = (reader.text(), reader.text(), reader.text(), reader.text())
            cell.kind = try reader.choice(Kind.self)
            (cell.value, cell.low, cell.high, cell.beyond) = (try reader.number(), try reader.number(), try reader.number(), try reader.number())
            (cell.seeds, cell.images) = (try reader.numbers(), try reader.count())
            (cell.basis.model, cell.basis.data, cell.basis.classes) = (reader.text(), reader.text(), try reader.counts())
            (cell.basis.cleanError, cell.basis.zeroGradients) = (try reader.number(), try reader.count())
            cell.basis.failedGates = reader.text().split(separator: "; ").map(String.init)
            cell.tolerance = try reader.tolerance()
            let published = reader.text()
            cell.published = published.isEmpty ? nil : published
            cell.reason = reader.text()
            if (cell.kind == .measured) != (cell.value != nil) {
                throw ReportError(file, line, "a measured entry has a value, and no other has")
            }
            if let first = lines.updateValue(line, forKey: [cell.row, cell.column]) {
                throw ReportError(file, line, "the cell \(cell.row) / \(cell.column) is given twice, first in line \(first)")
            }
            return cell
        }
    }
}

/// A stored table or figure that cannot be read.
public struct ReportError: Error, CustomStringConvertible, Equatable {
    /// `file:line: what was expected`.
    public let description: String
    init(_ file: String, _ line: Int, _ what: String) { description = "\(file):\(line): \(what)" }
}

/// Reads the fields of one line from left to right.
struct FieldReader {
    let file: String, line: Int, fields: [String], header: [String]
    private var next = 0
    init(file: String, line: Int, fields: [String], header: [String]) {
        (self.file, self.line, self.fields, self.header) = (file, line, fields, header)
    }

    mutating func text() -> String {
        defer { next += 1 }
        return fields[next]
    }
    mutating func number() throws -> Double? {
        let name = header[next], text = text()
        if text.isEmpty { return nil }
        guard let number = Double(text) else { throw ReportError(file, line, "\(name) is a number or empty, not \"\(text)\"") }
        return number
    }
    /// Numbers separated by spaces, possibly none.
    mutating func numbers() throws -> [Double] {
        let name = header[next]
        return try text().split(separator: " ").map { word in
            guard let number = Double(word) else { throw ReportError(file, line, "\(name) holds numbers, not \"\(word)\"") }
            return number
        }
    }
    mutating func counts() throws -> [Int] {
        let name = header[next]
        return try text().split(separator: " ").map { word in
            guard let number = Int(word), number >= 0 else { throw ReportError(file, line, "\(name) holds counts, not \"\(word)\"") }
            return number
        }
    }
    mutating func tolerance() throws -> Double? {
        guard let tolerance = try number() else { return nil }
        if !(tolerance >= 0) { throw ReportError(file, line, "a tolerance is at least 0, not \(tolerance)") }
        return tolerance
    }
    mutating func count() throws -> Int? {
        let name = header[next], text = text()
        if text.isEmpty { return nil }
        guard let number = Int(text), number >= 0 else { throw ReportError(file, line, "\(name) is a count or empty, not \"\(text)\"") }
        return number
    }
    mutating func choice<C: RawRepresentable & CaseIterable>(_: C.Type) throws -> C where C.RawValue == String {
        let name = header[next], text = text()
        guard let choice = C(rawValue: text) else {
            throw ReportError(file, line, "\(name) is \(C.allCases.map(\.rawValue).joined(separator: ", ")), not \"\(text)\"")
        }
        return choice
    }
}
