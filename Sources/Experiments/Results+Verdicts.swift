public import Reports
import Files
import Foundation

extension Results {
    /// The claims of a manifest's table, a verdict for each ordering; nil where it makes none.
    public func claims(_ manifest: Manifest, _ table: Table) -> ClaimReport? {
        guard let grid = manifest.table, !manifest.claims.isEmpty else { return nil }
        let cells = Dictionary(table.cells.map { ([$0.row, $0.column], $0) }) { first, _ in first }
        let columns = Set(grid.across.map(\.label))
        let claims = manifest.claims.flatMap { claim in
            func quantity(_ title: String) -> Reports.Claim.Quantity {
                let place = columns.contains(claim.at) ? [title, claim.at] : [claim.at, title]
                return cells[place].map { Reports.Claim.Quantity($0) } ?? Reports.Claim.Quantity(place.joined(separator: ", "), value: nil)
            }
            let relation: Reports.Claim.Relation =
                switch claim.are {
                case .greater: .greater(factor: claim.by)
                case .smaller: .less(factor: 1 / claim.by)
                case .comparable: .within(claim.within ?? 0)
                }
            return claim.these.map { Reports.Claim(claim.title, source: claim.source, quantity($0), relation, quantity(claim.than)) }
        }
        return ClaimReport(title: "Claims of \(manifest.id)", profile: session.profileName, claims: claims)
    }

    /// What moved between the baselines and the results as they lie on disk, no store being asked: text that ends with the verdict and with where
    /// the files lie, and whether something moved beyond its tolerance or is gone.
    ///
    /// A profile that was never blessed has nothing to deviate from; one that was must have results and a baseline for each manifest.
    public func difference() throws -> (text: String, deviates: Bool) {
        var text: [String] = [], deviates = false
        if !Disk.exists(baselines) { text.append("There are no baselines for the profile \(session.profileName) yet: `repro bless` makes them.\n") }
        for manifest in session.manifests where Disk.exists(baselines) {
            let name = "\(manifest.id).csv", (result, baseline) = ("\(place)/\(name)", "\(baselines)/\(name)")
            let missing = [(result, "repro run"), (baseline, "repro bless")].filter { !Disk.exists($0.0) }
            if !missing.isEmpty {
                text += missing.map { "\(manifest.id): there is no \($0.0): `\($0.1)` makes it\n" }
                deviates = true
                continue
            }
            let old = String(decoding: try Disk.read(baseline), as: UTF8.self), new = String(decoding: try Disk.read(result), as: UTF8.self)
            let difference =
                manifest.table == nil
                ? try FigureReport(csv: new, file: result).difference(from: old, file: baseline)
                : try Difference(title: manifest.title, from: (old, baseline), to: (new, result))
            text.append(difference.text)
            deviates = deviates || difference.deviates
        }
        text += [deviates ? "DEVIATION\n" : "no deviation\n", "Tables, figures and claims lie in \(place), baselines in \(baselines)."]
        return (text.joined(), deviates)
    }
}
