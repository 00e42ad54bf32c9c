extension Manifest {
    /// The tolerances that a table declares, by the title of the column.
    var columnTolerances: [String: Double] { byColumn(\.tolerance) }
    /// The margins that a table declares, by the title of the column.
    var columnMargins: [String: Double] { byColumn(\.margin) }
    /// The tolerances that a figure declares, by the titles of panel and series.
    var seriesTolerances: [[String]: Double] { bySeries(\.tolerance) }
    /// The margins that a figure declares, by the titles of panel and series.
    var seriesMargins: [[String]: Double] { bySeries(\.margin) }

    private func byColumn(_ number: KeyPath<Heading, Double?>) -> [String: Double] {
        guard let grid = table else { return [:] }
        let declared = grid.across.map { ($0.label, $0.over(grid.each)[keyPath: number]) }
        return Dictionary(declared) { first, _ in first }.compactMapValues(\.self)
    }

    private func bySeries(_ number: KeyPath<Heading, Double?>) -> [[String]: Double] {
        guard let grid = figure else { return [:] }
        let declared = grid.down.indices.flatMap { i in
            grid.across.indices.map { j in ([grid.down[i].label, grid.across[j].label], grid.cell(i, j)[keyPath: number]) }
        }
        return Dictionary(declared) { first, _ in first }.compactMapValues(\.self)
    }
}
