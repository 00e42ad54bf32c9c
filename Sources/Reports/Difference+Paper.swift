import Plots
import Statistics

// The paper as one side of a comparison. The result files contain its numbers, as printed, next to ours.

extension Difference {
    /// Compares a stored table with the numbers that the paper prints for it. Cells without one are left out.
    /// - Parameter margins: the margins of equivalence that the manifest declares, by column title, in the column's unit; without one, a number that
    ///   is not as printed counts as beyond.
    /// - Throws: `ReportError` with file and line if the table cannot be read, and what the CSV reader throws.
    public init(title: String, fromPaperTo csv: String, file: String, margins: [String: Double]) throws {
        let changes = try Cell.read(csv, file: file).compactMap { cell -> Change? in
            guard cell.kind == .measured, let value = cell.value, let text = cell.published, let (relation, printed) = Numbers.printed(text),
                let half = Numbers.rounding(text)
            else { return nil }
            let isAsPrinted =
                switch relation {
                case ">", "≥": value >= printed
                case "<", "≤": value <= printed
                default: abs(value - printed) <= half * (1 + 1e-9)
                }
            let margin = margins[cell.column], isNear = margin.map { abs(value - printed) <= $0 } ?? false
            return Change(
                what: "\(cell.row) / \(cell.column)", old: text, new: cell.shown, difference: value - printed, tolerance: margin, unit: cell.unit,
                movement: isAsPrinted ? .same : isNear ? .within : .beyond,
                note: (margin == nil ? ["no margin is declared"] : [] as [String]).joined())
        }
        self.init(title: title, changes: changes)
    }
}

extension FigureReport {
    /// Compares the curves and histograms of the figure with those of the paper. Series without published numbers are left out.
    /// - Parameter margins: the margins that the manifest declares, by the titles of panel and series.
    public func differenceFromPaper(margins: [[String]: Double]) -> Difference {
        let changes = panels.flatMap { panel in
            panel.series.compactMap { series -> Difference.Change? in
                guard let published = series.published else { return nil }
                let margin = margins[[panel.title, series.title]]
                func stripped(_ shape: Figure.Shape) -> Series { Series(series.title, shape, images: series.images, tolerance: margin) }
                var change = Difference.Change(
                    from: stripped(published), to: stripped(series.shape),
                    what: panel.title.isEmpty ? series.title : "\(panel.title) / \(series.title)", unit: panel.unit, tolerance: margin)
                // The paper's number of images is not known, so that only distances are shown, and no test.
                change.tests.removeAll { $0.name.hasSuffix(" p") }
                return change
            }
        }
        return Difference(title: title, changes: changes)
    }
}
