public import Records
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
                case .greater: .greater()
                case .smaller: .less()
                case .comparable: .within(claim.within ?? 0)
                }
            return claim.these.map { Reports.Claim(claim.title, source: claim.source, quantity($0), relation, quantity(claim.than)) }
        }
        return ClaimReport(title: "Claims of \(manifest.id)", profile: session.profileName, claims: claims)
    }

    /// What moved against the baselines, as text whose last line is the verdict, and whether something moved beyond its tolerance or is gone.
    ///
    /// A profile that was never blessed has nothing to deviate from; one that was must have a baseline for each manifest.
    public func difference(from store: Store) throws -> (text: String, deviates: Bool) {
        guard Disk.exists(baselines) else { return ("No baselines for the profile \(session.profileName) yet: `repro bless` makes them.\nno deviation", false) }
        var text: [String] = [], deviates = false
        for manifest in session.manifests {
            let file = "\(baselines)/\(manifest.id).csv"
            guard Disk.exists(file) else {
                text.append("\(manifest.id): no baseline \(file)\n")
                deviates = true
                continue
            }
            let baseline = String(decoding: try Disk.read(file), as: UTF8.self)
            let difference = try table(manifest, store)?.difference(from: baseline, file: file) ?? figure(manifest, store)?.difference(from: baseline, file: file)
            guard let difference else { continue }
            text.append(difference.text)
            deviates = deviates || difference.deviates
        }
        return (text.joined() + (deviates ? "DEVIATION" : "no deviation"), deviates)
    }
}
