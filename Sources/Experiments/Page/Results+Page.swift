import Files
import Foundation
import Plots
import Records
import Reports

extension Results {
    /// Writes everything in the results folder as one HTML file, `report.html`: tables with the jobs behind each number, figures, claims, gates,
    /// errata, costs, a report card and the changes since the baselines. Needs no store. Returns the file.
    ///
    /// Throws `Refused` if there are no results, and the error of any file that cannot be read.
    public func writePage() throws -> String {
        // The paper's own tables and figures come first.
        let all = session.manifests.filter { $0.published != nil } + session.manifests.filter { $0.published == nil }
        let made = all.filter { Disk.exists("\(place)/\($0.id).csv") }
        if made.isEmpty { throw Refused("there are no results in \(place): `repro run --profile \(session.profileName)` makes them") }
        let file = "\(place)/provenance.csv"
        let provenance = Disk.exists(file) ? try ProvenanceReport(csv: try TextFile.read(file), file: file) : nil
        var deviations = DeviationMap(profile: session.profileName)
        let grids = try made.filter { $0.table != nil }.map { manifest in
            let file = "\(place)/\(manifest.id).csv", cells = try Cell.read(try TextFile.read(file), file: file)
            deviations.add(title: "\(manifest.id): \(manifest.title)", cells)
            return Page.Grid(
                id: manifest.id, title: manifest.title, file: "\(manifest.id).csv", cells: cells, provenance: provenance,
                difference: try difference(of: manifest))
        }
        var pictures = try made.filter { $0.figure != nil && Disk.exists("\(place)/\($0.id).svg") }.map { manifest in
            Page.Picture(
                id: manifest.id, title: manifest.title, file: "\(manifest.id).csv", svg: try TextFile.read("\(place)/\(manifest.id).svg"))
        }
        if !deviations.isEmpty {
            for file in try deviations.artefacts(named: "deviations") { try write(file) }
            let picture = deviations.picture
            pictures.append(Page.Picture(id: "deviations", title: picture.title, file: "the files of the tables", svg: picture.scene.svg))
        }
        let left = session.manifests.filter { manifest in !made.contains { $0.id == manifest.id } }.map(\.id)
        let page = Page(
            title: "Reproduction of \(session.paper)", profile: session.profileName,
            summary: [
                "\(grids.count) tables and \(made.count - grids.count) figures." + (left.isEmpty ? "" : " Not run: \(left.enumeration)."),
                Evidence(self).verdicts,
            ].compactMap { $0 },
            grids: grids, pictures: pictures, listings: try lists(provenance), provenance: provenance, differences: try difference().text)
        try write(Artefact("report.html", try page.html))
        return "\(place)/report.html"
    }

    private func lists(_ provenance: ProvenanceReport?) throws -> [Page.Listing] {
        let evidence = Evidence(self)
        return [
            try list("claims", "Claims of the paper", "claims.csv", ["verdict", "title", "source", "scope", "adjusted p", "reason"], once: "claim"),
            try list("orderings", "Orderings of the paper's numbers that ours share", "orderings.csv", nil),
            try list("gates", "Gates: attacks that were beaten", "gates.csv", ["model", "attack", "other", "images", "other only", "p corrected"]) {
                $0["verdict"] == "fails"
            },
            try list("worst-case", "Each attack against the per-image worst case", "worst-case.csv", nil),
            try list("attacks", "Attacks and the presets that they follow", "attacks.csv", ["attack", "norm", "preset", "differences", "settings"]),
            try list("errata", "What does not add up in the paper", "../errata.csv", nil), ledger(provenance),
            Page.Listing(
                id: "card", title: "Report card",
                summary: "Filled in from the files of this repository and profile. An empty field means that there is no evidence.",
                header: ["standard", "item", "evidence"], rows: ReportCard.items.map { [$0.standard, $0.item, $0.evidence(evidence) ?? ""] }),
        ].compactMap { $0 }
    }

    /// A file of the results as a list; nil if there is none.
    /// - Parameters:
    ///   - columns: the columns to show; nil for all but the profile.
    ///   - once: a column of which each value is shown only once.
    ///   - condition: true for the lines to show, given by column.
    private func list(
        _ id: String, _ title: String, _ file: String, _ columns: [String]?, once: String? = nil,
        where condition: ([String: String]) -> Bool = { _ in true }
    ) throws -> Page.Listing? {
        let path = "\(place)/\(file)"
        guard Disk.exists(path) else { return nil }
        let table = try CSVTable(parsing: try TextFile.read(path), file: path), shown = columns ?? table.header.filter { $0 != "profile" }
        var seen: Set<String> = []
        let rows = table.rows.compactMap { fields -> [String]? in
            let line = Dictionary(zip(table.header, fields)) { first, _ in first }
            if let once, !seen.insert(line[once] ?? "").inserted { return nil }
            return condition(line) ? shown.map { Self.rounded(line[$0] ?? "") } : nil
        }
        return Page.Listing(
            id: id, title: title, summary: rows.isEmpty ? "None." : "File: \(file), \(rows.count) of its \(table.rows.count) lines.", header: shown,
            rows: rows)
    }

    /// Rounds a number with many digits; the file has them all.
    private static func rounded(_ text: String) -> String {
        guard text.count > 8, let number = Double(text), number.isFinite else { return text }
        return Numbers.shown(number, unit: "")
    }

    /// The time of each kind of work, from the records of the jobs.
    private func ledger(_ provenance: ProvenanceReport?) -> Page.Listing? {
        guard let provenance else { return nil }
        var kinds: [(kind: String, jobs: Int, wall: Double, processor: Double)] = [], seen: Set<String> = []
        for line in provenance.lines where seen.insert(line.key).inserted {
            let kind = String(line.job.prefix { $0 != " " })
            if !kinds.contains(where: { $0.kind == kind }) { kinds.append((kind, 0, 0, 0)) }
            guard let place = kinds.firstIndex(where: { $0.kind == kind }) else { continue }
            kinds[place].jobs += 1
            kinds[place].wall += Double(line.seconds) ?? 0
            kinds[place].processor += Double(line.processorSeconds) ?? 0
        }
        func minutes(_ seconds: Double) -> String { "\((seconds / 6).rounded() / 10)" }
        return Page.Listing(
            id: "ledger", title: "Cost", summary: "Of the jobs behind the cells, where their records are known.",
            header: ["work", "jobs", "minutes", "processor minutes"],
            rows: kinds.map { [$0.kind, "\($0.jobs)", minutes($0.wall), minutes($0.processor)] })
    }
}
