import Datasets
import Declarations
import Records
import Reports
import Statistics

/// A comparison of a claim with the cells that its titles name.
struct ComparedCells: Sendable {
    /// A cell of a table, with the title that distinguishes it in the comparison.
    struct Cell: Sendable { let title: String, row: Int, column: Int }

    /// The table's id, and the title that all of the cells share.
    let table: String, quantity: String
    let these: [Cell]
    /// The other side, with which each of `these` is compared.
    let than: Other
    /// The other side of the comparison: a cell, or a number in the unit of the cells.
    enum Other: Sendable { case cell(Cell), number(Double) }
    /// The relation, the statistics of `these` and of the other side (which differ only for ratios), and the unit.
    let relation: PairedComparison.Relation, statistic: Statistic, other: Statistic, unit: String
    /// The cells that it reads.
    var cells: [Cell] { if case .cell(let cell) = than { these + [cell] } else { these } }

    /// Finds the cells of a comparison in a planned table.
    ///
    /// Throws a `ManifestError` with every title that the table lacks, and for cells that cannot be compared image by image.
    /// - Parameter written: gives the place at which a part of the comparison was written.
    init(_ comparison: Claim.Comparison, in manifest: Manifest, _ grid: TableGrid, _ plan: Plan, at written: ([String]) -> (Tree.Place?, [String]))
        throws
    {
        var mistakes: [ManifestError] = []
        func mistake(_ path: [String], _ message: String, _ candidates: [String] = []) {
            let (place, whole) = written(path)
            mistakes.append(ManifestError(place, whole, message, candidates))
        }
        let rows = grid.rows.map(\.label), columns = grid.columns.map(\.label)
        let column = columns.firstIndex(of: comparison.at), row = column == nil ? rows.firstIndex(of: comparison.at) : nil
        let titles = column != nil ? rows : columns
        guard column != nil || row != nil else {
            mistake(["at"], "\(manifest.id) has no column or row \(comparison.at)", nearest(comparison.at, columns + rows))
            throw ManifestError(mistakes)
        }
        func cell(_ title: String, _ path: [String]) -> Cell? {
            guard let index = titles.firstIndex(of: title) else {
                mistake(path, "\(manifest.id) has no \(column != nil ? "row" : "column") \(title)", nearest(title, titles))
                return nil
            }
            let cell = Cell(title: title, row: row ?? index, column: column ?? index)
            if let reason = ComparedCells.obstacle(grid.cell(cell.row, cell.column)) {
                mistake(path, "\(title) cannot be compared at \(comparison.at): \(reason)")
                return nil
            }
            return cell
        }
        let than = comparison.number == nil ? cell(comparison.than, ["than"]) : nil
        var these: [Cell] = []
        for (index, title) in comparison.these.enumerated() {
            let path = ["these", "\(index)"]
            if comparison.these[..<index].contains(title) { mistake(path, "\(title) is given twice") }
            if title == comparison.than { mistake(path, "\(title) is compared with itself") }
            guard let this = cell(title, path) else { continue }
            these.append(this)
            if let than, let reason = ComparedCells.difference(this, than, grid, plan.requests[manifest.id] ?? [], plan) {
                mistake(path, "\(title) cannot be compared with \(than.title): \(reason)")
            }
        }
        guard mistakes.isEmpty, let first = these.first, let one = grid.cell(first.row, first.column).measure?.sampling,
            let other = than.map({ Other.cell($0) }) ?? comparison.number.map({ Other.number($0) })
        else { throw ManifestError(mistakes) }
        (table, quantity, self.these, self.than) = (manifest.id, comparison.at, these, other)
        statistic = one.statistic
        self.other = than.flatMap { grid.cell($0.row, $0.column).measure?.sampling?.statistic } ?? one.statistic
        unit = grid.cell(first.row, first.column).unit ?? ""
        relation =
            switch comparison.are {
            case .greater: .greater(factor: comparison.factor ?? 1)
            case .smaller: .less(factor: 1 / (comparison.factor ?? 1))
            case .within: .within(comparison.margin ?? 0)
            }
    }

    /// The reason why a cell has no value for each image; nil if it has.
    private static func obstacle(_ cell: Heading) -> String? {
        if cell.quoted { return "its numbers are quoted, nothing is run" }
        guard let measure = cell.measure else { return "it has no measure" }
        return measure.sampling == nil ? "\(type(of: measure).name) gives no value for each image" : nil
    }

    /// The reason why two cells cannot be compared image by image; nil if they can.
    private static func difference(_ this: Cell, _ than: Cell, _ grid: TableGrid, _ requests: [Plan.Request], _ plan: Plan) -> String? {
        let cells = [this, than].map { grid.cell($0.row, $0.column) }
        let samplings = cells.compactMap { $0.measure?.sampling }
        // Ratios have no unit, so that even ratios of different statistics can be compared.
        if Set(samplings.map(\.isRatio)).count > 1 || !samplings.allSatisfy(\.isRatio) && Set(samplings.map(\.statistic)).count > 1 {
            return "their numbers are different statistics"
        }
        if Set(cells.map { $0.unit ?? "" }).count > 1 { return "their units differ" }
        let reads = [this, than].compactMap { cell in requests.first { ($0.row, $0.column) == (cell.row, cell.column) }?.reads.first }
        guard reads.count == 2 else { return nil }
        if Set(reads.map { plan[$0.rows]?.job.work.dataset?.checksum }).count > 1 { return "their images are of different data sets" }
        return reads[0].samples.overlaps(reads[1].samples) ? nil : "no image is in both"
    }
}
