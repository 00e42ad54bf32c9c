import Plots
public import Records
public import Reports
import Statistics

extension Results {
    /// A figure manifest's figure; nil for a table.
    public func figure(_ manifest: Manifest, _ store: Store) throws -> FigureReport? {
        guard let grid = manifest.figure else { return nil }
        let readings = try readings(manifest, store), published = session.published[manifest.id]?.readings ?? [:]
        let requests = session.plan.requests[manifest.id] ?? []
        let panels = grid.down.indices.map { i in
            let unit = grid.cell(i, 0).unit ?? ""
            let series = grid.across.indices.compactMap { j -> FigureReport.Series? in
                // A histogram without a value is no series: no attacked image is "correct".
                if case .histogram(let bins)? = readings[i][j], bins.allSatisfy({ $0.share == 0 }) { return nil }
                guard let drawn = readings[i][j].flatMap(shape) else { return nil }
                let images = requests.first { ($0.row, $0.column) == (i, j) }?.reads.first?.images
                let printed = published[grid.down[i].label]?[grid.across[j].label].flatMap(shape)
                return FigureReport.Series(grid.across[j].label, drawn, images: images, tolerance: grid.cell(i, j).tolerance, published: printed)
            }
            let title = AxisSpec(grid.x ?? "", scale: .log10)
            return FigureReport.Panel(title: grid.down[i].label, x: title, y: AxisSpec(grid.y ?? ""), unit: unit, series: series)
        }
        return FigureReport(title: manifest.title, profile: session.profileName, panels: panels)
    }

    private func shape(_ reading: Reading) -> Figure.Shape? {
        switch reading {
        case .curve(let points): .steps(points.map { Point($0.x, $0.y) })
        case .histogram(let bins): .histogram(bins.map { Figure.Bin(low: $0.low, high: $0.high, height: $0.share) })
        case .number: nil
        }
    }
}
