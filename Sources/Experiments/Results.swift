// Turns a plan and a store into values that are independent of experiments (tables, figures), and those into files:
//   results/PAPER/PROFILE/ID.csv .md .tex (tables), ID.csv .png .svg (figures), claims.csv .md, orderings.csv,
//   rows/*.csv, models/*; results/PAPER/baselines/PROFILE/ID.csv

import Datasets
import Declarations
import Records
import Reports
import Files
import Foundation
import Statistics

/// The tables and figures of a session's manifests, computed from a store, and their place on disk.
public struct Results {
    let session: Session
    /// The folder of this profile's tables and figures.
    public let place: String
    /// The folder of the baselines that they are compared with.
    public let baselines: String
    /// The folder of the results of all papers.
    let folder: String
    /// Further folders to search for trained nets: folders of nets or of results.
    public var furtherModels: [String] = []

    /// The results of a session under a folder of results.
    public init(_ session: Session, folder: String) {
        (self.session, self.folder) = (session, folder)
        place = "\(folder)/\(session.paper)/\(session.profileName)"
        baselines = "\(folder)/\(session.paper)/baselines/\(session.profileName)"
    }

    /// A cell's reading over all seeds and for each, with the images behind it.
    struct CellReading {
        let reading: Reading, seeds: [Reading], basis: Table.Basis
        /// The title of the data set that its data are a part of.
        let whole: String?
        /// The number of images behind a drawing of one seed; nil without data.
        let images: Int?
    }

    /// The readings of a manifest's cells by row and column; nil if the store lacks rows.
    func readings(_ manifest: Manifest, _ store: StoredRows) throws -> [[CellReading?]] {
        guard let grid = manifest.grid else { return [] }
        let requests = Dictionary(grouping: session.plan.requests[manifest.id] ?? []) { [$0.row, $0.column] }
        return try grid.down.indices.map { i in
            try grid.across.indices.map { j in try reading(requests[[i, j]] ?? [], grid.cell(i, j), store) }
        }
    }

    private func reading(_ requests: [Plan.Request], _ cell: Heading, _ store: StoredRows) throws -> CellReading? {
        guard let measure = cell.measure, !requests.isEmpty else { return nil }
        var readings: [Reading] = [], first: [Rows] = [], images: Int?
        for request in requests {
            var rows: [Rows] = []
            for read in request.reads {
                guard let found = try store.rows(read) else { return nil }
                rows.append(found)
            }
            readings.append(try measure(rows))
            images = images ?? measure.count(rows)
            first += rows.prefix(1)
        }
        let data = requests[0].reads.first.flatMap { session.plan[$0.rows]?.job.work.dataset }
        return CellReading(
            reading: try Reading(seeds: readings), seeds: readings, basis: Table.Basis(first, model: cell.model?.name, data: data?.title),
            whole: data?.partOf, images: data == nil ? nil : images)
    }

    /// True if the store has everything that a manifest's cells read.
    func isComplete(_ manifest: Manifest, _ store: StoredRows) throws -> Bool {
        try (session.plan.requests[manifest.id] ?? []).allSatisfy { try $0.reads.allSatisfy { try store.rows($0) != nil } }
    }

    /// The table of a manifest; nil for a figure.
    func table(_ manifest: Manifest, _ store: StoredRows) throws -> Table? {
        guard let grid = manifest.table else { return nil }
        let readings = try readings(manifest, store), printed = session.published[manifest.id]?.cells ?? [:]
        let data = Set(readings.joined().compactMap { $0.flatMap { [$0.basis.data, $0.whole ?? ""] } }.joined())
        let failed = try failedGates(store)
        let isOfOtherData = manifest.published?.data.map { !data.isEmpty && !data.contains($0) } ?? false
        func entry(_ i: Int, _ j: Int) -> Table.Entry {
            let text = printed[grid.rows[i].label]?[grid.columns[j].label].flatMap { $0.isEmpty ? nil : $0 }
            if grid.cell(i, j).quoted { return isOfOtherData ? .missing("of other data") : .quoted(text) }
            guard let cell = readings[i][j], case .number(let estimate) = cell.reading else { return .missing("not run") }
            var basis = cell.basis
            let heading = grid.cell(i, j)
            // An error of 100 % is not too low.
            let isComplete = heading.measure is ErrorRate && estimate.value == 1
            if heading.measure?.dependsOnAttack == true && !isComplete { basis.failedGates = failed(heading) }
            if let attack = heading.attack { basis.preset = session.presets.words(of: attack.value.wrappedValue, named: attack.name) }
            return .measured(estimate, published: isComparable(manifest, cell, grid.cell(i, j)) ? text : nil, basis: basis)
        }
        // The numbers of images behind each column, by row; none for rows that are not images.
        let counts = grid.columns.indices.map { j in
            readings.compactMap { row -> Int? in
                guard let cell = row[j], case .number(let estimate) = cell.reading, !cell.basis.data.isEmpty else { return nil }
                return estimate.images
            }
        }
        // If they depend on the row, the title gives them if the columns agree, else each column does.
        let byRow = Set(counts.filter { Set($0).count > 1 }), isInTitle = byRow.count == 1
        let columns = grid.columns.indices.map { j in
            let images = Set(counts[j]), cell = grid.columns[j].over(grid.each)
            return Table.Column(
                title: grid.columns[j].label, unit: cell.unit ?? "", tolerance: cell.tolerance, images: images.count == 1 ? images.first : nil,
                imagesByRow: images.count > 1 && !isInTitle ? counts[j] : [], digits: cell.digits, margin: cell.margin)
        }
        let inTitle = isInTitle ? " (n by row: \((byRow.first ?? []).map(String.init).joined(separator: ", ")))" : ""
        var table = Table(
            title: title(manifest, readings) + inTitle, profile: session.profileName, columns: columns,
            rows: grid.rows.indices.map { i in (label(grid.rows[i], readings[i]), grid.columns.indices.map { entry(i, $0) }) })
        table.otherReading = try otherReading(manifest)
        return table
    }

    /// The same table under the profile that reads the paper in another way; nil where there is none.
    private func otherReading(_ manifest: Manifest) throws -> OtherReading? {
        guard let profile = session.profile.otherReading else { return nil }
        let file = "\(folder)/\(session.paper)/\(profile)/\(manifest.id).csv"
        return Disk.exists(file) ? try OtherReading(profile: profile, csv: try TextFile.read(file), file: file) : nil
    }

    /// A row's title, with a note if it names data that the profile replaces by other data.
    private func label(_ row: Heading, _ cells: [CellReading?]) -> String {
        guard let noun = row.data?.name, let data = cells.compactMap({ $0?.basis.data }).first, data != noun else { return row.label }
        return row.label == noun ? "\(data), in place of \(noun)" : "\(row.label) (\(data))"
    }

    /// The manifest's title, followed by the data that the numbers were measured on, unless its rows name them.
    func title(_ manifest: Manifest, _ readings: [[CellReading?]]) -> String {
        let unnamed = zip(manifest.grid?.down ?? [], readings).flatMap { row, cells in row.data == nil ? cells : [] }
        let data = unnamed.compactMap { $0?.basis.data }.filter { !$0.isEmpty }
        let names = unique(data)
        return manifest.title + (names.isEmpty ? "" : ", on \(names.enumeration)")
    }

    /// True if our numbers and the published ones are on the same data: only then are they shown side by side.
    ///
    /// The data of the published numbers are those that the manifest names for all of them, else those that the cell names. A net's numbers on a
    /// part of a data set estimate those on all of it; a property of the data themselves, such as a least distance, does not.
    func isComparable(_ manifest: Manifest, _ cell: CellReading, _ heading: Heading) -> Bool {
        guard let data = manifest.published?.data ?? heading.data?.name else { return true }
        return data == cell.basis.data || (heading.model != nil && data == cell.whole)
    }
}

/// The rows of a store, read once per job.
final class StoredRows {
    private let store: Store, plan: Plan, replace: (Key, Rows) throws -> Rows?
    private var known: [Key: Rows] = [:]
    /// The gates that failed on these rows; nil until they are judged.
    var failedGates: FailedGates?
    /// The rows of a plan's jobs.
    /// - Parameter replace: receives a job's stored rows and may return others to use instead; nil keeps the stored ones.
    init(_ store: Store, of plan: Plan, replace: @escaping (Key, Rows) throws -> Rows? = { _, _ in nil }) {
        (self.store, self.plan, self.replace) = (store, plan, replace)
    }

    /// All rows of a job.
    func rows(_ key: Key) throws -> Rows {
        if let rows = known[key] { return rows }
        let stored = try store.rows(key, columns: plan[key]?.job.work.columns), rows = try replace(key, stored) ?? stored
        known[key] = rows
        return rows
    }

    /// Exactly the samples that a cell reads, regardless of other rows in the store; nil if some are missing.
    func rows(_ read: Plan.RowSet) throws -> Rows? {
        var rows = try rows(read.rows).within(read.samples)
        if let beside = read.beside { rows = rows.joined(try self.rows(beside).within(read.samples)) }
        return rows.count == read.samples.count ? rows : nil
    }
}

extension Reading {
    /// Combines the readings of several seeds: means of numbers, curves and histograms; all points together.
    init(seeds readings: [Reading]) throws {
        guard let first = readings.first else { throw StatisticsError.empty }
        switch first {
        case _ where readings.count == 1: self = first
        case .number:
            self = .number(try Estimate(seeds: readings.compactMap { if case .number(let estimate) = $0 { estimate } else { nil } }))
        case .curve, .line:
            let mean = try CurveBand(seeds: readings)?.mean.map { Point(x: $0.x, y: $0.y) } ?? []
            if case .curve = first { self = .curve(mean) } else { self = .line(mean) }
        case .points:
            self = .points(readings.flatMap { reading -> [Point] in if case .points(let points) = reading { points } else { [] } })
        case .histogram(let bins):
            let shares = try meanHistogram(readings.map { if case .histogram(let bins) = $0 { bins.map(\.share) } else { [] } })
            self = .histogram(zip(bins, shares).map { Bin(low: $0.low, high: $0.high, share: $1) })
        }
    }
}

extension CurveBand {
    /// The band of the curves or lines of several seeds; nil for one seed, and for readings of another kind. Throws `StatisticsError`.
    init?(seeds readings: [Reading]) throws {
        func curve(_ points: [Reading.Point]) -> [CurvePoint] { points.map { CurvePoint(x: $0.x, y: $0.y) } }
        let steps = readings.compactMap { if case .curve(let points) = $0 { curve(points) } else { nil } }
        let lines = readings.compactMap { if case .line(let points) = $0 { curve(points) } else { nil } }
        guard readings.count > 1, steps.count == readings.count || lines.count == readings.count else { return nil }
        self = steps.isEmpty ? try CurveBand(lines: lines) : try CurveBand(steps: steps)
    }
}

extension Table.Basis {
    /// The images behind the rows of each seed.
    init(_ rows: [Rows], model: String?, data: String?) {
        self.init()
        (self.model, self.data) = (model ?? "", data ?? "")
        guard let first = rows.first, first.columns.contains("correct") else { return }
        let labels = first.column("label").map { Int($0) }
        classes = labels.max().map { most in (0...most).map { label in labels.count { $0 == label } } } ?? []
        guard first.column("attacked").contains(1) else { return }
        let correct = rows.flatMap { $0.column("correct") }
        cleanError = 1 - correct.reduce(0, +) / Double(max(1, correct.count))
        zeroGradients = rows.flatMap { $0.column("zeroGradients") }.count { $0 > 0 }
    }
}
