// The paper's numbers as printed. For a table: row,source,COLUMN,... with a line for each row title. For a figure: panel,series,source and x,y or
// low,high,share, a line for each point or bin, matched to the figure by the titles of panel and series.

package import Declarations
import Files
import Foundation
import Records
import Reports

/// The published numbers of a manifest, by its titles.
public struct Published: Sendable {
    /// A table's cells as printed, by row and column.
    public private(set) var cells: [String: [String: String]] = [:]
    /// A figure's numbers, by panel and series.
    public private(set) var readings: [String: [String: Reading]] = [:]

    /// Reads the file and matches it to the manifest. Throws `ManifestError` for a title without an entry and for a malformed file.
    package init(_ manifest: Manifest, file: String, at place: Tree.Place?) throws {
        let table: CSVTable
        do { table = try CSVTable(parsing: try TextFile.read(file), file: file) } catch { throw ManifestError(place, ["published"], "\(error)") }
        for (index, name) in table.header.enumerated() where table.header[..<index].contains(name) {
            throw ManifestError(place, ["published"], "\(file):1: the column \(name) is given twice")
        }
        if manifest.table == nil { try readFigure(table, file, place) } else { try readTable(table, file, place) }
        guard let grid = manifest.grid else { return }
        let columns = Set(cells.values.flatMap(\.keys))
        for heading in grid.down where !heading.unpublished && manifest.table != nil && cells[heading.label] == nil {
            throw ManifestError(place, ["published"], "\(file) has no row \(heading.label)", nearest(heading.label, cells.keys.sorted()))
        }
        for heading in grid.across where !heading.unpublished && manifest.table != nil && !columns.contains(heading.label) {
            throw ManifestError(place, ["published"], "\(file) has no column \(heading.label)", nearest(heading.label, columns.sorted()))
        }
        let panels = Set(grid.down.map(\.label)), series = Set(grid.across.map(\.label))
        for (panel, curves) in readings {
            for name in [panel] where !panels.contains(name) {
                throw ManifestError(place, ["published"], "\(file): no panel \(name)", nearest(name, panels.sorted()))
            }
            for name in curves.keys where !series.contains(name) {
                throw ManifestError(place, ["published"], "\(file): no series \(name)", nearest(name, series.sorted()))
            }
        }
    }

    private mutating func readTable(_ table: CSVTable, _ file: String, _ place: Tree.Place?) throws {
        guard table.header.prefix(2) == ["row", "source"] else {
            throw ManifestError(place, ["published"], "\(file): expected a header that begins with row,source")
        }
        var lines: [String: Int] = [:]
        for (line, row) in zip(table.lines, table.rows) {
            if let first = lines.updateValue(line, forKey: row[0]) {
                throw ManifestError(place, ["published"], "\(file):\(line): the row \(row[0]) is given twice, first in line \(first)")
            }
            for (column, text) in zip(table.header, row).dropFirst(2) where !text.isEmpty && Numbers.printed(text) == nil {
                throw ManifestError(
                    place, ["published"],
                    "\(file):\(line): \(column): expected a number as printed (4.07, 2.7e-3, >90) or nothing, found \(text.prefix(60))")
            }
            cells[row[0]] = Dictionary(uniqueKeysWithValues: zip(table.header, row).dropFirst(2).map { ($0, $1) })
        }
    }

    private mutating func readFigure(_ table: CSVTable, _ file: String, _ place: Tree.Place?) throws {
        let isHistogram = table.header == ["panel", "series", "source", "low", "high", "share"]
        guard isHistogram || table.header == ["panel", "series", "source", "x", "y"] else {
            throw ManifestError(place, ["published"], "\(file): expected the header panel,series,source,x,y or panel,series,source,low,high,share")
        }
        var lines: [[String]: Int] = [:], points: [String: [String: [Reading.Point]]] = [:], bins: [String: [String: [Reading.Bin]]] = [:]
        for (line, row) in zip(table.lines, table.rows) {
            if let first = lines.updateValue(line, forKey: row) {
                throw ManifestError(place, ["published"], "\(file):\(line): the same as line \(first): a row is given twice")
            }
            let numbers = try row.dropFirst(3).map { text in
                guard let number = Numbers.decimal(text) else {
                    throw ManifestError(place, ["published"], "\(file):\(line): expected a finite number, found \(text.prefix(60))")
                }
                return number
            }
            if !isHistogram {
                points[row[0], default: [:]][row[1], default: []].append(Reading.Point(x: numbers[0], y: numbers[1]))
            } else if numbers[0] < numbers[1] {
                bins[row[0], default: [:]][row[1], default: []].append(Reading.Bin(low: numbers[0], high: numbers[1], share: numbers[2]))
            } else {
                throw ManifestError(place, ["published"], "\(file):\(line): expected low below high")
            }
        }
        readings = isHistogram ? bins.mapValues { $0.mapValues { .histogram($0) } } : points.mapValues { $0.mapValues { .curve($0) } }
    }
}
