import Files
import Foundation
import Records
import Reports

// The origin of every number:
//   results/PAPER/PROFILE/provenance.csv

extension Results {
    /// Writes the origin of each cell's rows. A cell that still rests on the same jobs keeps its lines, so that a repeated run, which gives the same
    /// bits, leaves the files of a clean checkout as they are. Lines of manifests outside the session are kept.
    func writeProvenance(_ store: StoredRows, from place: Store) throws {
        let file = "\(self.place)/provenance.csv"
        let known = Disk.exists(file) ? (try? ProvenanceReport(csv: try TextFile.read(file), file: file))?.lines ?? [] : []
        let same = Dictionary(known.map { ($0.identity, $0) }) { first, _ in first }
        var records: [Key: Provenance?] = [:], lines = Dictionary(grouping: known, by: \.manifest)
        if session.hasAllManifests { lines = lines.filter { id, _ in session.manifests.contains { $0.id == id } } }
        for manifest in session.manifests {
            guard let grid = manifest.grid, try isComplete(manifest, store) else { continue }
            lines[manifest.id] = (session.plan.requests[manifest.id] ?? []).flatMap { request in
                unique(request.reads.flatMap { [$0.rows] + ($0.beside.map { [$0] } ?? []) }).map { key in
                    if records[key] == nil { records[key] = .some(try? place.provenance(key)) }
                    let line = ProvenanceReport.Line(
                        manifest: manifest.id, row: grid.down[request.row].label, column: grid.across[request.column].label,
                        seed: "\(request.seed)", key: "\(key)", job: session.plan[key]?.label ?? "", record: records[key] ?? nil)
                    return same[line.identity] ?? line
                }
            }
        }
        let report = ProvenanceReport(profile: session.profileName, lines: lines.keys.sorted().flatMap { lines[$0] ?? [] })
        try write(Artefact("provenance.csv", report.csv))
    }
}
