import Records
import Reports

extension Results {
    /// The changes of one manifest from the paper's numbers to a side's; nil if the side lacks it or the paper prints nothing comparable.
    func differenceFromPaper(of manifest: Manifest, to side: Side) throws -> Difference? {
        guard let results = try side.file("\(manifest.id).csv") else { return nil }
        let difference =
            manifest.table == nil
            ? try FigureReport(csv: results.text, file: results.file).differenceFromPaper(margins: manifest.seriesMargins)
            : try Difference(title: manifest.title, fromPaperTo: results.text, file: results.file, margins: manifest.columnMargins)
        return difference.changes.isEmpty ? nil : difference
    }
}
