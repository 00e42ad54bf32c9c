import Declarations
import Files

/// The claims of a paper's folder, as far as the tables of a session can judge them.
public struct Claims: Sendable {
    /// A claim with its comparisons' cells.
    struct Judged: Sendable { let claim: Claim, comparisons: [ComparedCells] }
    /// The claims that can be judged, in the order of the file.
    let judged: [Judged]
    /// Claims that rest on a table outside the session, with the reason for its absence.
    public let leftOut: [(claim: Claim, reason: String)]

    /// The tables of the claims that were left out.
    var tablesLeftOut: Set<String> { Set(leftOut.flatMap { $0.claim.comparisons.map(\.table) }) }

    /// The claims that the session's tables can judge.
    public var all: [Claim] { judged.map(\.claim) }

    /// Reads `claims.yaml`; a folder without one has no claims.
    ///
    /// Throws a `ManifestError` with every mistake, `Refused` for a file that is not YAML, and `FileError`.
    /// - Parameter files: the paper's files read so far.
    /// - Parameter known: the ids of all of the folder's manifests; the session has those in `manifests`.
    /// - Parameter asked: the ids that the session was asked for; none means all.
    package init(
        file: String, _ files: YamlFiles, known: [String], asked: [String], _ manifests: [Manifest], _ plan: Plan, profile: String
    ) throws {
        guard Disk.exists(file) else {
            (judged, leftOut) = ([], [])
            return
        }
        let tree = try files.load(file), claims = try Reader(types: []).read(ClaimsFile.self, from: tree).claims
        var mistakes = Claims.mistakes(of: claims, tree), judged: [Judged] = [], leftOut: [(claim: Claim, reason: String)] = []
        for (index, claim) in claims.enumerated() {
            let path = ["claims", "\(index)", "comparisons"]
            var comparisons: [ComparedCells] = [], absent: [String] = []
            for (number, comparison) in claim.comparisons.enumerated() {
                let path = path + ["\(number)"], id = comparison.table
                guard let manifest = manifests.first(where: { $0.id == id }) else {
                    if !known.contains(id) { mistakes.append(mistake(tree, path + ["table"], "unknown experiment \(id)", nearest(id, known))) }
                    if !absent.contains(id) { absent.append(id) }
                    continue
                }
                guard let grid = manifest.table else {
                    mistakes.append(mistake(tree, path + ["table"], "\(id) is a figure: claims are judged on tables"))
                    continue
                }
                do {
                    comparisons.append(
                        try ComparedCells(comparison, in: manifest, grid, plan) { (tree.at(path + $0)?.place ?? tree.place, path + $0) })
                } catch let error as ManifestError { mistakes.append(error) }
            }
            if absent.isEmpty {
                judged.append(Judged(claim: claim, comparisons: comparisons))
            } else {
                let reasons = absent.map {
                    asked.isEmpty || asked.contains($0) ? "\($0) is not run under the profile \(profile)" : "\($0) was not asked for"
                }
                leftOut.append((claim, reasons.joined(separator: ", ")))
            }
        }
        if !mistakes.isEmpty { throw ManifestError(mistakes) }
        (self.judged, self.leftOut) = (judged, leftOut)
    }

    /// The mistakes in how the claims refer to one another.
    private static func mistakes(of claims: [Claim], _ tree: Tree) -> [ManifestError] {
        var mistakes: [ManifestError] = [], first: [String: Claim] = [:]
        for (index, claim) in claims.enumerated() {
            if first[claim.id] == nil {
                first[claim.id] = claim
            } else {
                mistakes.append(mistake(tree, ["claims", "\(index)", "id"], "the id \(claim.id) is given twice"))
            }
        }
        for (index, claim) in claims.enumerated() {
            guard let original = claim.restates else { continue }
            let path = ["claims", "\(index)", "restates"]
            if original == claim.id {
                mistakes.append(mistake(tree, path, "\(original) cannot restate itself"))
            } else if first[original] == nil {
                mistakes.append(mistake(tree, path, "unknown claim \(original)", nearest(original, claims.map(\.id).filter { $0 != claim.id })))
            } else if let further = first[original]?.restates {
                mistakes.append(mistake(tree, path, "\(original) restates another claim itself", [further]))
            }
        }
        return mistakes
    }
}

/// The whole of `claims.yaml`.
private struct ClaimsFile: Declaration {
    var claims: [Claim] = []
    static var name: String { "claims" }
    static var required: [String] { ["claims"] }
}

private func mistake(_ tree: Tree, _ path: [String], _ message: String, _ candidates: [String] = []) -> ManifestError {
    ManifestError(tree.at(path)?.place ?? tree.place, path, message, candidates)
}
