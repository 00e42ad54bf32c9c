import Attacks
import Declarations
import Files
import Records
import Reports
import Statistics

// The gates of a session's tables, judged on rows:
//   results/PAPER/PROFILE/gates.csv gates.md worst-case.csv

extension Results {
    /// The gates whose rows are in the store; nil if there are none.
    func gates(_ store: StoredRows) throws -> GateReport? {
        var findings: [GateFinding] = [], worst: [WorstCase] = []
        for manifest in session.manifests {
            guard let grid = manifest.table else { continue }
            for gate in grid.gates {
                for row in grid.rows.indices {
                    findings += try judge(gate, manifest, grid, row, store)
                    worst += try worstCases(gate, manifest, grid, row, store)
                }
            }
        }
        // For an attack with several gates, the finding without a limit counts once.
        var known: Set<[String]> = []
        findings = findings.filter { $0.other != GateFinding.noLimit || known.insert([$0.model, $0.attack, "\($0.seed)"]).inserted }
        return findings.isEmpty ? nil : GateReport(profile: session.profileName, findings: findings, worstCases: worst)
    }

    /// Each attack of a gate on one model, compared with all of them together; empty for a gate without other attacks.
    private func worstCases(_ gate: Gate, _ manifest: Manifest, _ grid: TableGrid, _ row: Int, _ store: StoredRows) throws -> [WorstCase] {
        if gate.against.isEmpty { return [] }
        let titles = [gate.guarding] + gate.against
        let attacks = try titles.compactMap { title -> (title: String, samples: [SeedSample])? in
            guard let column = grid.columns.firstIndex(where: { $0.label == title }) else { return nil }
            return try samples(manifest, row: row, column: column, store).map { (title, $0) }
        }
        return attacks.flatMap { attack in
            attack.samples.indices.map { seed in
                let own = attack.samples[seed]
                let found = attacks.reduce(into: Set<Int>()) { found, other in
                    let sample = other.samples[other.samples.count == 1 ? 0 : seed].sample
                    found.formUnion(zip(sample.images, sample.values).filter { $0.1 > 0 }.map(\.0))
                }
                return WorstCase(
                    model: grid.cell(row, 0).model?.name ?? grid.rows[row].label, attack: attack.title, seed: Int(clamping: own.seed),
                    images: own.sample.images.count, found: own.sample.values.count { $0 > 0 },
                    foundByAny: own.sample.images.count(where: found.contains))
            }
        }
    }

    /// One model's gates; none while the store lacks its rows.
    private func judge(_ gate: Gate, _ manifest: Manifest, _ grid: TableGrid, _ row: Int, _ store: StoredRows) throws -> [GateFinding] {
        func column(_ title: String) -> Int? { grid.columns.firstIndex { $0.label == title } }
        guard let own = column(gate.guarding), let guarded = try samples(manifest, row: row, column: own, store) else { return [] }
        let cell = grid.cell(row, own), attack = cell.attack?.value.wrappedValue
        func finding(_ other: String, _ seed: Int, _ counts: (images: Int, guarded: Int, other: Int), p: Double) -> GateFinding {
            GateFinding(
                model: cell.model?.name ?? grid.rows[row].label, attack: cell.attack?.name ?? gate.guarding, other: other, seed: seed,
                images: counts.images, guardedOnly: counts.guarded, otherOnly: counts.other, pValue: p)
        }
        var findings: [GateFinding] = []
        for title in gate.against {
            guard let place = column(title), let others = try samples(manifest, row: row, column: place, store) else { continue }
            for pair in guarded.paired(with: others) {
                let counts = zip(pair.left, pair.right).reduce(into: (images: pair.left.count, guarded: 0, other: 0)) {
                    if $1.0 > $1.1 { $0.guarded += 1 } else if $1.0 < $1.1 { $0.other += 1 }
                }
                findings.append(finding(title, pair.seed, counts, p: signTest(counts.other, counts.guarded, .less)))
            }
        }
        // A search without a limit can reach images of any class: if it finds nothing, the search has failed.
        if attack?.reach == nil, let requests = session.plan.requests[manifest.id] {
            for request in requests where (request.row, request.column) == (row, own) {
                guard let read = request.reads.first, let rows = try store.rows(read) else { continue }
                let missed = rows.column("distance").count { $0 == .infinity }
                findings.append(finding(GateFinding.noLimit, Int(clamping: request.seed), (rows.count, 0, missed), p: missed == 0 ? 1 : 0))
            }
        }
        return findings
    }

    /// The gates that failed, by model and attack: judged on the store if all of them can be, else read from the last `gates.csv`.
    ///
    /// The correction is over all gates: judged on a part of them, the marks on a number would depend on what else was run.
    func failedGates(_ store: StoredRows) throws -> FailedGates {
        if let known = store.failedGates { return known }
        let file = "\(place)/gates.csv", failed: FailedGates
        if try canJudgeGates(store), let report = try gates(store) {
            failed = FailedGates(report)
        } else if Disk.exists(file) {
            failed = FailedGates(try GateReport(csv: try TextFile.read(file), file: file))
        } else {
            failed = FailedGates()
        }
        store.failedGates = failed
        return failed
    }

    private func canJudgeGates(_ store: StoredRows) throws -> Bool {
        try session.hasAllGates && session.manifests.allSatisfy { try $0.table?.gates.isEmpty != false || isComplete($0, store) }
    }

    /// Writes the gates if all of them can be judged; returns them as text.
    func writeGates(_ store: StoredRows) throws -> [String] {
        guard try canJudgeGates(store), let report = try gates(store) else { return [] }
        for file in report.artefacts { try write(file) }
        return [report.summary + "\n"]
    }
}

/// The gates that failed, by the model and the attack whose numbers they guard.
struct FailedGates {
    private var names: [[String]: [String]] = [:]
    /// No failed gates.
    init() {}
    init(_ report: GateReport) {
        for finding in report.failed {
            let key = [finding.model, finding.attack]
            if names[key]?.contains(finding.other) != true { names[key, default: []].append(finding.other) }
        }
    }
    /// The failed gates that guard the numbers of a cell.
    func callAsFunction(_ cell: Heading) -> [String] {
        guard let model = cell.model?.name, let attack = cell.attack?.name else { return [] }
        return names[[model, attack]] ?? []
    }
}
