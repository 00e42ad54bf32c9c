// Reviewers' questions about an artifact, answered from files: the ML Code Completeness Checklist (Papers with Code), the ACM's artifact badges
// (version 1.1), and the recommendations of Carlini et al. 2019 for evaluations of adversarial robustness (arXiv:1902.06705).

import Attacks
import Declarations
import Files
import Foundation
import Records
import Reports

/// A question of a checklist.
struct CardItem: Sendable {
    let standard: String, item: String
    /// The answer in words; nil without evidence.
    let evidence: @Sendable (Evidence) -> String?
}

/// The files that answer these questions.
struct Evidence {
    private let results: Results
    init(_ results: Results) { self.results = results }

    var session: Session { results.session }
    /// The root of the repository, two levels above the folder of the manifests.
    private var root: String { "\(session.folder)/../.." }

    /// The name of a file of the repository, if it exists.
    func file(_ name: String) -> String? { Disk.exists("\(root)/\(name)") ? name : nil }
    /// The number of files in a folder of the results, by default of any kind, in words; nil for none.
    func count(in folder: String, _ what: String, ending: String = "") -> String? {
        let files = ((try? Disk.list("\(results.place)/\(folder)")) ?? []).filter { $0.hasSuffix(ending) }
        return files.isEmpty ? nil : "\(files.count) \(what) in \(folder)/"
    }
    /// The lines of a CSV file of the results, by column.
    func lines(_ name: String) -> [[String: String]] {
        guard let text = try? TextFile.read("\(results.place)/\(name)"), let table = try? CSVTable(parsing: text, file: name) else { return [] }
        return table.rows.map { Dictionary(zip(table.header, $0)) { first, _ in first } }
    }
    /// The number of jobs of the plan that satisfy a condition, in words; nil for none.
    func jobs(_ what: String, where condition: (any Work) -> Bool) -> String? {
        let count = session.plan.items.count { condition($0.job.work) }
        return count == 0 ? nil : "\(count) \(what)"
    }
    /// The number of gates against attacks whose title contains a word, and of failed ones; nil for none.
    func gates(_ word: String) -> String? {
        let gates = lines("gates.csv").filter { $0["other"]?.contains(word) == true }, failed = gates.count { $0["verdict"] == "fails" }
        return gates.isEmpty ? nil : "\(gates.count) gates, of which \(failed) fail (gates.md)"
    }
    /// The summary of the verdicts on the paper's claims.
    var verdicts: String? {
        (try? TextFile.read("\(results.place)/claims-summary.md"))?.split(separator: "\n").first.map(String.init)
    }
    /// The experiments of the profile that have results.
    var made: String? {
        let made = session.manifests.count { Disk.exists("\(results.place)/\($0.id).csv") }
        return made == 0 ? nil : "\(made) of \(session.manifests.count) experiments have results"
    }
    /// The number of measured cells of all tables, and of those with an interval.
    var intervals: String? {
        let cells = session.manifests.filter { $0.table != nil }.flatMap { lines("\($0.id).csv") }.filter { $0["entry"] == "measured" }
        return cells.isEmpty ? nil : "\(cells.count { $0["low"]?.isEmpty == false }) of \(cells.count) numbers have a 95 % interval"
    }
}

/// The items, in the order in which they are printed.
enum ReportCard {
    static let items: [CardItem] = completeness + badges + robustness

    private static let completeness = [
        CardItem(standard: "ML code completeness", item: "dependencies") { $0.file("Package.swift") },
        CardItem(standard: "ML code completeness", item: "training code") { $0.jobs("trainings are planned") { $0 is any NetWork } },
        CardItem(standard: "ML code completeness", item: "evaluation code") { $0.jobs("evaluations are planned") { $0 is AttackImages } },
        CardItem(standard: "ML code completeness", item: "trained models") { $0.count(in: "models", "nets", ending: ".safetensors") },
        CardItem(standard: "ML code completeness", item: "results and the commands that make them") { $0.file("README.md") },
    ]

    private static let badges = [
        CardItem(standard: "ACM", item: "artifacts available") { $0.file("LICENSE") },
        CardItem(standard: "ACM", item: "artifacts evaluated: functional") { $0.made },
        CardItem(standard: "ACM", item: "results reproduced: the paper's claims") { $0.verdicts },
    ]

    private static let robustness = [
        CardItem(standard: "Carlini et al.", item: "the threat model is stated: norms and radii") { evidence in
            let norms = unique(evidence.lines("attacks.csv").compactMap { $0["norm"] })
            return norms.isEmpty ? nil : "\(norms.enumeration); the titles of columns give the radii"
        },
        CardItem(standard: "Carlini et al.", item: "every setting of every attack") { evidence in
            let count = evidence.lines("attacks.csv").count
            return count == 0 ? nil : "\(count) attacks in attacks.md"
        },
        CardItem(standard: "Carlini et al.", item: "an adaptive attack on the defence") { evidence in
            evidence.jobs("attacks evade the detector") { ($0 as? AttackImages)?.attack is EvasiveCarliniWagner }
        },
        CardItem(standard: "Carlini et al.", item: "several attacks") { evidence in
            let types = unique(evidence.session.plan.items.compactMap { ($0.job.work as? AttackImages).map { type(of: $0.attack).name } })
            return types.count < 2 ? nil : "\(types.count) types"
        },
        CardItem(standard: "Carlini et al.", item: "no limit on the radius reaches every image") { $0.gates(GateFinding.noLimit) },
        CardItem(standard: "Carlini et al.", item: "more steps and restarts gain nothing") { $0.gates("restarts") },
        CardItem(standard: "Carlini et al.", item: "transfer from another model") { $0.gates("transferred") },
        CardItem(standard: "Carlini et al.", item: "random noise") { $0.gates("noise") },
        CardItem(standard: "Carlini et al.", item: "a gradient-free attack") { $0.gates("Square") },
        CardItem(standard: "Carlini et al.", item: "single gradient steps are no stronger") { $0.gates("gradient step") },
        CardItem(standard: "Carlini et al.", item: "uncertainty") { $0.intervals },
        CardItem(standard: "Carlini et al.", item: "numbers of every image") { $0.count(in: "rows", "files") },
        CardItem(standard: "Carlini et al.", item: "adversarial images") { $0.count(in: "witnesses", "files of first images") },
    ]
}
