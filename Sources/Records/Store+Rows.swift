// A key's rows are in files by range, `rows-A-B.csv` for the indices A..<B, so that growing and sharding only add files. The last line of a file is
// the SHA-256 checksum of everything before it: a file that was cut off or edited is not used, and its range is run again.

import Files
import Foundation

extension Store {
    /// All rows of a key, from all its valid files. `isDamaged` receives each invalid file; its rows count as missing.
    /// - Parameter columns: the expected columns; a file with others, from another version of the work, is invalid. Nil: any, but all the same.
    ///
    /// Throws `FileError`, and `RecordsError` if two valid files disagree on a row or on the columns, which means that something was not
    /// reproducible.
    public func rows(_ key: Key, columns expected: [String]? = nil, isDamaged: (RecordsError) -> Void = { _ in }) throws -> Rows {
        var columns: [String] = [], all: [Int: [Double]] = [:]
        for name in try rowFiles(key) {
            let rows: Rows
            do { rows = try sealedRows(key, name, expected) } catch let error as RecordsError {
                isDamaged(error)
                continue
            }
            if columns.isEmpty { columns = rows.columns }
            if rows.columns != columns { throw RecordsError(path(key, name), line: 1, "expected the columns \(columns), found \(rows.columns)") }
            for index in rows.samples {
                let row = rows[index] ?? []
                if let other = all.updateValue(row, forKey: index), !Rows.isSame(row, other) {
                    throw RecordsError(path(key, name), "index \(index) is \(row) here and \(other) in another file of the same key")
                }
            }
        }
        return Rows(columns: columns, all)
    }

    /// Adds rows, whose indices must be exactly those of `range`. Throws `FileError`, and `RecordsError` for a value that is not a number (NaN),
    /// which would lead to wrong numbers later.
    public func write(_ rows: Rows, _ key: Key, range: Range<Int>) throws {
        precondition(rows.samples.elementsEqual(range), "a file holds the rows of its whole range and no others")
        for column in rows.columns {
            guard let place = rows.column(column).firstIndex(where: \.isNaN) else { continue }
            throw RecordsError(
                path(key, Self.name(range)), "not written: \(column) of row \(rows.samples[place]) was computed as NaN, which is not a number")
        }
        let text = rows.csv
        try write(Data((text + Self.seal + Disk.sha256(Data(text.utf8)) + "\n").utf8), key, Self.name(range))
    }

    /// Adds rows, one file for each range without gaps. Throws `FileError`, and `RecordsError` for a value that is not a number.
    public func write(_ rows: Rows, _ key: Key) throws {
        for range in runs(of: rows.samples) { try write(rows.within(range), key, range: range) }
    }

    /// Removes invalid files of rows, including those with other columns, and returns the fault of each. The caller must hold the key's lock. Throws
    /// `FileError`.
    @discardableResult
    public func discardDamaged(_ key: Key, columns expected: [String]? = nil) throws -> [RecordsError] {
        try rowFiles(key).compactMap { name in
            do { _ = try sealedRows(key, name, expected) } catch let error as RecordsError {
                try Disk.remove(path(key, name))
                return error
            }
            return nil
        }
    }

    /// Removes the files that contain a row whose index satisfies `isOrphan`, and returns their paths. The caller must hold the key's lock. Throws
    /// `FileError`.
    public func discardRows(_ key: Key, where isOrphan: (Int) -> Bool) throws -> [String] {
        try rowFiles(key).compactMap { name in
            guard let rows = try? sealedRows(key, name), rows.samples.contains(where: isOrphan) else { return nil }
            try Disk.remove(path(key, name))
            return path(key, name)
        }
    }

    private static let seal = "# sha256 "

    private static func name(_ range: Range<Int>) -> String { "rows-\(range.lowerBound)-\(range.upperBound).csv" }

    private static func range(_ name: String) -> Range<Int>? {
        guard name.hasPrefix("rows-"), name.hasSuffix(".csv") else { return nil }
        let bounds = name.dropFirst(5).dropLast(4).split(separator: "-").compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] < bounds[1] else { return nil }
        return Self.name(bounds[0]..<bounds[1]) == name ? bounds[0]..<bounds[1] : nil
    }

    private func rowFiles(_ key: Key) throws -> [String] { try files(key).filter { Self.range($0) != nil } }

    private func sealedRows(_ key: Key, _ name: String, _ columns: [String]? = nil) throws -> Rows {
        let file = path(key, name), text = String(decoding: try read(key, name), as: UTF8.self)
        guard text.utf8.last == UInt8(ascii: "\n"), let last = text.dropLast().lastIndex(of: "\n").map(text.index(after:)),
            text[last...].hasPrefix(Self.seal)
        else {
            throw RecordsError(file, "cut off: the checksum at its end is missing")
        }
        let rows = text[..<last], sum = text[last...].dropFirst(Self.seal.count).dropLast()
        guard sum == Disk.sha256(Data(rows.utf8)) else { throw RecordsError(file, "changed since it was written: its checksum differs") }
        let parsed = try Rows(csv: String(rows), file: file)
        guard let range = Self.range(name), parsed.samples.elementsEqual(range) else {
            throw RecordsError(file, "its rows are not those of the range in its name")
        }
        if let columns, parsed.columns != columns {
            throw RecordsError(file, line: 1, "written by another version: its columns are \(parsed.columns), expected \(columns)")
        }
        return parsed
    }
}
