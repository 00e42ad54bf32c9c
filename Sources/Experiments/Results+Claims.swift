public import Records
import Files
import Foundation
import Reports

// The claims judged on rows, and all orderings:
//   results/PAPER/PROFILE/claims.csv claims.md orderings.csv

extension Results {
    /// The claims and orderings as text, judged on the store's rows, and on the committed rows of jobs that the store lacks.
    ///
    /// Throws `Refused` and `RecordsError` for a file of rows that is not what was written.
    /// - Parameter write: true to write the files of the claims, provided that all rows are there.
    public func claims(from store: Store, write: Bool = false) throws -> String {
        var stored = 0, kept = 0
        let files = Dictionary(uniqueKeysWithValues: rowFiles.map { ($0.item.key, $0) })
        let rows = StoredRows(store, of: session.plan) { key, rows in
            guard let (item, file) = files[key] else { return nil }
            if item.isHeld(by: rows) {
                stored += 1
                return nil
            }
            guard let found = try keptRows(item, "\(place)/\(file)") else { return nil }
            kept += 1
            return found
        }
        let text = write ? try writeClaims(rows).joined(separator: "\n") : try judged(rows).plain
        let sources = [(stored, "the store \(store.folder)"), (kept, "\(place)/rows")].filter { $0.0 > 0 }
        let basis = sources.map { "\($0.0 == 1 ? "one job" : "\($0.0) jobs") from \($0.1)" }.joined(separator: ", ")
        return text + (sources.isEmpty ? "There are no rows: `repro run --profile \(session.profileName)` makes them." : "Rows of \(basis).")
    }

    /// A job's rows from its file in the results folder; nil if it lacks wanted rows or has others. Throws `RecordsError` and `Refused`.
    private func keptRows(_ item: Plan.Item, _ path: String) throws -> Rows? {
        guard Disk.exists(path) else { return nil }
        let rows = try Rows(csv: try TextFile.read(path), file: path)
        if let columns = item.job.work.columns, rows.columns != columns {
            throw Refused("\(path):1: expected the columns \(columns.joined(separator: ",")), found \(rows.columns.joined(separator: ","))")
        }
        // The file of a whole run has exactly the rows that are wanted; a part of the experiments may want fewer.
        return item.isHeld(by: rows) && (!session.isWhole || rows.count == item.samples.reduce(0) { $0 + $1.count }) ? rows : nil
    }

    /// Writes the claims and orderings, if all can be judged; returns them as text in any case.
    func writeClaims(_ rows: StoredRows) throws -> [String] {
        let judged = try judged(rows)
        guard !judged.isEmpty else { return [] }
        let tables = session.manifests.filter { $0.table != nil }
        guard session.isWhole, try tables.allSatisfy({ try isComplete($0, rows) }) else {
            return [judged.plain, "Claims are written when all experiments have been run; the files are left as they are.\n"]
        }
        for file in judged.artefacts { try write(file) }
        return [judged.plain]
    }

    private func judged(_ rows: StoredRows) throws -> JudgedClaims {
        JudgedClaims(findings: try findings(rows), leftOut: session.claims.leftOut, orderings: try orderings(rows))
    }

    /// The session's claims with their comparisons; nil if there are none.
    func findings(_ rows: StoredRows) throws -> FindingReport? {
        let judged = session.claims.judged, ids = Set(judged.map(\.claim.id))
        if judged.isEmpty { return nil }
        let manifests = Dictionary(uniqueKeysWithValues: session.manifests.map { ($0.id, $0) })
        let findings = try judged.map { judged in
            let comparisons = try judged.comparisons.flatMap { cells in try self.comparisons(cells, manifests, rows) }
            // A claim whose original is left out counts as an original.
            let restates = judged.claim.restates.flatMap { ids.contains($0) ? $0 : nil }
            return Finding(
                id: judged.claim.id, title: judged.claim.title, source: judged.claim.source, restates: restates, comparisons: comparisons,
                notTestable: judged.claim.notTestable)
        }
        return FindingReport(title: "Claims\(data(manifests))", profile: session.profileName, findings: findings)
    }

    private func comparisons(_ cells: ComparedCells, _ manifests: [String: Manifest], _ rows: StoredRows) throws -> [PairedComparison] {
        guard let manifest = manifests[cells.table] else { return [] }
        return try cells.these.map { this in
            let left = try samples(manifest, row: this.row, column: this.column, rows), title: String, samples: [PairedComparison.Sample]?
            switch cells.than {
            case .cell(let than):
                let right = try self.samples(manifest, row: than.row, column: than.column, rows)
                (title, samples) = (than.title, left.flatMap { left in right.map { left.paired(with: $0) } })
            case .number(let number):
                title = number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
                samples = left.map { $0.against(cells.unit == "percent" ? number / 100 : number) }
            }
            return PairedComparison(
                this.title, cells.relation, title, quantity: cells.quantity, unit: cells.unit, statistic: cells.statistic, other: cells.other,
                samples: samples ?? [])
        }
    }

    /// The data that the claims are judged on, and the paper's if they differ: ", on procedural images instead of CIFAR-10".
    private func data(_ manifests: [String: Manifest]) -> String {
        var ours: [String] = [], theirs: [String] = []
        for cells in session.claims.judged.flatMap(\.comparisons) {
            guard let manifest = manifests[cells.table] else { continue }
            for cell in cells.cells {
                guard let data = data(manifest, row: cell.row, column: cell.column) else { continue }
                ours.append(data)
                if let published = manifest.published?.data, published != data { theirs.append(published) }
            }
        }
        if ours.isEmpty { return "" }
        let instead = theirs.isEmpty ? "" : " instead of \(unique(theirs).enumeration)"
        return ", on \(unique(ours).enumeration)\(instead)"
    }
}

extension Plan.Item {
    /// True if there is a row for each sample that is wanted.
    fileprivate func isHeld(by rows: Rows) -> Bool { samples.allSatisfy { rows.missing(in: $0).isEmpty } }
}

/// The claims of a session and all orderings of its published tables, ready to be printed.
private struct JudgedClaims {
    let findings: FindingReport?, leftOut: [(claim: Claim, reason: String)], orderings: [(table: String, orderings: Orderings)]
    var isEmpty: Bool { findings == nil && leftOut.isEmpty && orderings.isEmpty }

    /// The claims that were not judged, a line for each; no text if all were.
    private func left(_ mark: String) -> [String] {
        leftOut.isEmpty ? [] : [leftOut.map { "\(mark)\($0.claim.title): left out, \($0.reason).\n" }.joined()]
    }

    /// The number of shared orderings over all tables, if there are several.
    private var total: [String] {
        if orderings.count < 2 { return [] }
        let counts = orderings.map { $0.orderings.count() }, shared = counts.reduce(0) { $0 + $1.shared }, all = counts.reduce(0) { $0 + $1.of }
        return [
            "\(orderings.count == 2 ? "Both" : "All \(orderings.count)") tables: ours share \(shared) of the \(all) orderings of the paper's numbers."
        ]
    }

    var plain: String {
        let parts = (findings.map { [$0.plain] } ?? []) + left("  ") + orderings.map(\.orderings.plain) + total.map { $0 + "\n" }
        return parts.joined(separator: "\n") + (parts.isEmpty ? "There are neither claims nor published tables.\n" : "\n")
    }

    private var markdown: String {
        let parts =
            (findings.map { [$0.markdown] } ?? []) + left("- ") + orderings.map(\.orderings.markdown) + total.map { "**\($0)**\n" }
        return parts.joined(separator: "\n")
    }

    /// Only the verdicts and the counts of orderings.
    private var short: String {
        ((findings.map { [$0.list] } ?? []) + orderings.map(\.orderings.markdown) + total.map { "**\($0)**\n" }).joined(separator: "\n")
    }

    var artefacts: [Artefact] {
        [Artefact(name: "claims.md", data: Data(markdown.utf8)), Artefact(name: "claims-summary.md", data: Data(short.utf8))]
            + (findings.map { [Artefact(name: "claims.csv", data: Data($0.csv.utf8))] } ?? [])
            + (orderings.isEmpty ? [] : [Artefact(name: "orderings.csv", data: Data(Orderings.csv(orderings).utf8))])
    }
}
