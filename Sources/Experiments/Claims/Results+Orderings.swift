import Reports
import Statistics

extension Results {
    /// For each table whose published numbers order models, all orderings that these make, and how many of them ours share.
    ///
    /// Orderings are those of models: along the columns where the rows are models, and along the rows where the columns are. Throws `Refused`.
    func orderings(_ rows: StoredRows) throws -> [(table: String, orderings: Orderings)] {
        try session.manifests.compactMap { manifest in
            guard let grid = manifest.table, let published = session.published[manifest.id] else { return nil }
            // The order of one model's numbers under different attacks only reflects how strong the attacks are.
            let isAcross = grid.columns.contains { $0.model != nil }
            let lines = isAcross ? grid.rows : grid.columns, models = isAcross ? grid.columns : grid.rows
            var data: [String] = []
            let columns = try lines.indices.map { line in
                let places = models.indices.map { isAcross ? (row: line, column: $0) : (row: $0, column: line) }
                data += places.compactMap { self.data(manifest, row: $0.row, column: $0.column) }
                return try column(manifest, grid, lines[line].label, places, published, rows)
            }
            // Exact numbers have no samples to compare.
            if columns.allSatisfy({ $0 == nil }) { return nil }
            let title = manifest.title + (data.isEmpty ? "" : ", on \(unique(data).enumeration)")
            do {
                let all = try Orderings(title: title, profile: session.profileName, rows: models.map(\.label), columns: columns.compactMap { $0 })
                return all.pairs.isEmpty ? nil : (manifest.id, all)
            } catch let error as StatisticsError { throw Refused("\(manifest.id): \(error)") }
        }
    }

    /// The cells at some places; nil if nothing is printed for them, or we measure nothing.
    private func column(
        _ manifest: Manifest, _ grid: TableGrid, _ title: String, _ places: [(row: Int, column: Int)], _ published: Published, _ rows: StoredRows
    ) throws -> Orderings.Column? {
        let cells = places.map { grid.cell($0.row, $0.column) }
        guard let first = cells.first(where: { !$0.quoted && $0.measure?.sampling != nil }), let measure = first.measure,
            let sampling = measure.sampling, !sampling.isRatio
        else { return nil }
        // A line can have numbers of several measures; only those of one are ordered.
        let identity = measure.identity, statistic = sampling.statistic
        let printed = zip(places, cells).map { place, cell -> String? in
            if cell.quoted || cell.unpublished || cell.measure?.identity != identity { return nil }
            return published.cells[grid.rows[place.row].label]?[grid.columns[place.column].label].flatMap { $0.isEmpty ? nil : $0 }
        }
        if printed.allSatisfy({ $0 == nil }) { return nil }
        let samples = try zip(places, cells).map { place, cell -> [SeedSample] in
            guard cell.measure?.identity == identity, cell.unit == first.unit else { return [] }
            return try self.samples(manifest, row: place.row, column: place.column, rows) ?? []
        }
        // Every row needs the same images: if the numbers of images differ, those that all have.
        let lists = samples.flatMap { $0.map(\.sample.images) },
            images = lists.dropFirst().reduce(lists.first ?? []) { $0 == $1 ? $0 : common($0, $1) }
        let seeds = samples.map(\.count).max() ?? 0
        let values = samples.map { samples -> [[Double]] in
            if samples.isEmpty || images.isEmpty { return [] }
            return (0..<seeds).map { samples[samples.count == 1 ? 0 : $0].sample.of(images).values }
        }
        return Orderings.Column(title: title, unit: first.unit ?? "", statistic: statistic, printed: printed, values: values)
    }
}
