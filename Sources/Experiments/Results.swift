// From plan and store to values that know no experiment (tables, figures), and from those to files:
//   results/PAPER/PROFILE/ID.csv .md .tex (tables), ID.csv .png .svg (figures), claims.md; results/PAPER/baselines/PROFILE/ID.csv

public import Records
public import Reports
import Files
import Foundation

/// What a session's manifests show, read off a store, and where it lies on disk.
public struct Results {
    let session: Session
    /// Where this profile's tables and figures lie, and what they are compared with.
    public let place: String, baselines: String

    /// The results of a session under a folder of results.
    public init(_ session: Session, folder: String) {
        self.session = session
        place = "\(folder)/\(session.paper)/\(session.profileName)"
        baselines = "\(folder)/\(session.paper)/baselines/\(session.profileName)"
    }

    /// The readings of a manifest's cells, a number over several seeds being their mean.
    func readings(_ manifest: Manifest, _ store: Store) throws -> [[Reading?]] {
        guard let grid = manifest.grid else { return [] }
        let requests = session.plan.requests[manifest.id] ?? []
        return try grid.down.indices.map { i in
            try grid.across.indices.map { j in
                let readings = try requests.filter { ($0.row, $0.column) == (i, j) }.compactMap { try reading($0, grid.cell(i, j), store) }
                return readings.count > 1 ? Reading.mean(readings) : readings.first
            }
        }
    }

    private func reading(_ request: Plan.Request, _ cell: Heading, _ store: Store) throws -> Reading? {
        var all: [Rows] = []
        for read in request.reads {
            guard let rows = try rows(read, store) else { return nil }
            all.append(rows)
        }
        return try cell.measure?(all)
    }

    /// Exactly the images asked for, never what happens to be there; nil if the store lacks some.
    private func rows(_ read: Plan.Rowset, _ store: Store) throws -> Rows? {
        var rows = try store.rows(read.attack).prefix(read.images)
        if let observation = read.observation { rows = rows.joined(try store.rows(observation).prefix(read.images)) }
        return rows.samples.count == read.images ? rows : nil
    }

    /// Whether the store holds all that a manifest's cells read.
    func isComplete(_ manifest: Manifest, _ store: Store) throws -> Bool {
        try (session.plan.requests[manifest.id] ?? []).allSatisfy { try $0.reads.allSatisfy { try rows($0, store) != nil } }
    }

    /// A table manifest's table; nil for a figure.
    public func table(_ manifest: Manifest, _ store: Store) throws -> Table? {
        guard let grid = manifest.table else { return nil }
        let readings = try readings(manifest, store), printed = session.published[manifest.id]?.cells ?? [:]
        func entry(_ i: Int, _ j: Int) -> Table.Entry {
            let text = printed[grid.down[i].label]?[grid.across[j].label].flatMap { $0.isEmpty ? nil : $0 }
            if grid.cell(i, j).quoted { return .quoted(text) }
            guard case .number(let value, _, let interval, let largest)? = readings[i][j] else { return .missing("not run") }
            return .measured(value, interval: interval, beyond: largest, published: text)
        }
        func counts(_ cells: [Reading?]) -> [Int] {
            cells.compactMap { if case .number(_, let count, _, _)? = $0 { count } else { nil } }
        }
        let columns = grid.across.indices.map { j in
            let images = Set(counts(readings.map { $0[j] })), cell = grid.across[j].over(grid.each)
            return Table.Column(
                title: grid.across[j].label, unit: cell.unit ?? "", tolerance: cell.tolerance, images: images.count == 1 ? images.first : nil)
        }
        // Where a row, not a column, fixes the number of images, the title says it.
        let byRow = columns.contains { $0.images == nil } ? readings.compactMap { counts($0).first }.map(String.init).joined(separator: ", ") : ""
        return Table(
            title: manifest.title + (byRow.isEmpty || grid.across.allSatisfy(\.quoted) ? "" : " (n by row: \(byRow))"),
            profile: session.profileName, columns: columns,
            rows: grid.down.indices.map { i in (grid.down[i].label, grid.across.indices.map { entry(i, $0) }) })
    }
}

extension Reading {
    /// The mean of numbers over seeds; of curves and histograms the first, since a mean of them would be no run's.
    static func mean(_ readings: [Reading]) -> Reading? {
        var values: [Double] = [], images = 0, beyond: Double?
        for case .number(let value, let count, _, let largest) in readings {
            values.append(value)
            images = count
            beyond = [beyond, largest].compactMap(\.self).max()
        }
        if values.isEmpty { return readings.first }
        return .number(values.reduce(0, +) / Double(values.count), count: images, largest: beyond)
    }
}
