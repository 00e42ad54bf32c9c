import Foundation
import Reports

extension Results {
    /// Our numbers against the paper's, cell by cell; nil unless the profile repeats the paper's experiment in full and there are numbers to compare.
    func agreement(_ manifest: Manifest, _ table: Table) -> Agreement? {
        guard session.profile.comparesCells, let grid = manifest.table, session.published[manifest.id] != nil else { return nil }
        let single = grid.notComparable.map { Agreement.Exception(row: $0.row, column: $0.column, reason: $0.reason) }
        let whole = grid.rows.indices.flatMap { i in
            grid.columns.indices.compactMap { j in
                grid.cell(i, j).notComparable.map { Agreement.Exception(row: grid.rows[i].label, column: grid.columns[j].label, reason: $0) }
            }
        }
        let agreement = Agreement(table, except: single + whole)
        return agreement.lines.isEmpty ? nil : agreement
    }
}

extension Agreement {
    /// CSV and Markdown.
    func artefacts(named name: String) -> [Artefact] {
        [Artefact(name: "\(name).csv", data: Data(csv.utf8)), Artefact(name: "\(name).md", data: Data(markdown.utf8))]
    }
}
