import Plots
import Records
import Reports
import Statistics

extension Results {
    /// The figure of a manifest; nil for a table.
    func figure(_ manifest: Manifest, _ store: StoredRows) throws -> FigureReport? {
        guard let grid = manifest.figure else { return nil }
        let readings = try readings(manifest, store), published = session.published[manifest.id]?.readings ?? [:]
        let panels = try grid.panels.indices.map { i in
            let series = try grid.series.indices.compactMap { j -> FigureReport.Series? in
                guard let cell = readings[i][j], let drawn = shape(cell.reading) else { return nil }
                // A histogram without values is left out: no attacked image is "correct".
                if case .histogram(let bins) = cell.reading, bins.allSatisfy({ $0.share == 0 }) { return nil }
                let printed =
                    isComparable(manifest, cell, grid.cell(i, j)) ? published[grid.panels[i].label]?[grid.series[j].label].flatMap(shape) : nil
                return FigureReport.Series(
                    grid.series[j].label, drawn, images: cell.images, tolerance: grid.cell(i, j).tolerance, published: printed,
                    band: try band(cell.seeds))
            }
            return FigureReport.Panel(title: grid.panels[i].label, x: grid.x.spec, y: grid.y.spec, unit: grid.cell(i, 0).unit ?? "", series: series)
        }
        return FigureReport(title: title(manifest, readings), profile: session.profileName, panels: panels)
            .sharing(x: grid.x.shared, y: grid.y.shared)
    }

    /// The band from the minimum to the maximum of the seeds' curves.
    private func band(_ seeds: [Reading]) throws -> [Figure.Band] {
        guard let band = try CurveBand(seeds: seeds) else { return [] }
        return zip(band.low, band.high).map { Figure.Band(x: $0.x, low: $0.y, high: $1.y) }
    }

    private func shape(_ reading: Reading) -> Figure.Shape? {
        switch reading {
        case .number: nil
        case .curve(let points): .steps(points.map { Point($0.x, $0.y) })
        case .line(let points): .line(points.map { Point($0.x, $0.y) })
        case .points(let points): .points(points.map { Point($0.x, $0.y) })
        case .histogram(let bins): .histogram(bins.map { Figure.Bin(low: $0.low, high: $0.high, height: $0.share) })
        }
    }
}

extension FigureAxis {
    fileprivate var spec: AxisSpec { AxisSpec(title, scale: scale == .linear ? .linear : .log10) }
}
