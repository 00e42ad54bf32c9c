import Files
import Foundation
import Reports

// Remarks on the sides of a comparison that their numbers do not show.

extension Results {
    /// Remarks on a side: that the paper's experiment has another size, and that manifests ask for other jobs than those behind the results.
    func remarks(on side: Side) throws -> [String] {
        if side.isPaper {
            return session.profile.comparesCells
                ? []
                : [
                    "The profile \(session.profileName) differs from the paper's experiment: differences from the paper's numbers decide nothing."
                ]
        }
        guard let file = try side.file("provenance.csv"), let report = try? ProvenanceReport(csv: file.text, file: file.file),
            report.profile == session.profileName
        else { return [] }
        let recorded = Dictionary(grouping: report.lines, by: \.manifest)
        return session.manifests.compactMap { manifest in
            guard let lines = recorded[manifest.id], let grid = manifest.grid else { return nil }
            let known = Set(lines.map(\.identity))
            let requests = session.plan.requests[manifest.id] ?? []
            let changed = requests.filter { request in
                request.reads.contains { read in
                    ([read.rows] + (read.beside.map { [$0] } ?? [])).contains { key in
                        !known.contains(
                            [manifest.id, grid.down[request.row].label, grid.across[request.column].label, "\(request.seed)", "\(key)"])
                    }
                }
            }
            if changed.isEmpty { return nil }
            return "\(manifest.id): \(changed.count) of \(requests.count) cells of \(side) are from other jobs than the manifest now asks for: "
                + "`repro why \(manifest.id)` says what changed."
        }
    }

    /// A remark on each baseline without a manifest; none if the session has only some of the manifests.
    var baselinesWithoutManifest: [String] {
        guard session.hasAllManifests else { return [] }
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: baselines)) ?? []).sorted()
        let ids = Set(session.manifests.map(\.id))
        return files.compactMap { file in
            guard file.hasSuffix(".csv"), file != "provenance.csv", !ids.contains(String(file.dropLast(4))) else { return nil }
            return "\(baselines)/\(file) does not belong to any experiment of the profile \(session.profileName)."
        }
    }
}
