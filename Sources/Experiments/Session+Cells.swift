import Attacks
import Datasets
import Declarations
import Records
import Synchronization
import Training

extension Plan {
    /// Adds the jobs of a manifest's cells under a profile. Every cell that cannot be planned is reported as a mistake.
    ///
    /// Throws `ManifestError`.
    mutating func add(_ manifest: Manifest, _ profile: Profile, folder: String, at tree: Tree) throws {
        guard let grid = manifest.grid else { return }
        let nets = Nets(manifest, profile, folder)
        var mistakes: [ManifestError] = []
        for i in grid.down.indices {
            for j in grid.across.indices {
                let cell = grid.cell(i, j)
                if cell.quoted { continue }
                do { try add(cell, (i, j), manifest, profile, nets) } catch let error as any Error & CustomStringConvertible {
                    let place = tree.at([type(of: grid).sides.down, "\(i)"])?.place ?? tree.place
                    mistakes.append(ManifestError(place, [manifest.id, grid.down[i].label, grid.across[j].label], "\(error)"))
                }
            }
        }
        if !mistakes.isEmpty { throw ManifestError(mistakes) }
    }

    private mutating func add(_ cell: Heading, _ place: (Int, Int), _ manifest: Manifest, _ profile: Profile, _ nets: Nets) throws {
        guard let measure = cell.measure, let grid = manifest.grid else { throw Lacking(what: "measure") }
        if !type(of: grid).shows(measure.kind) {
            throw Refused("\(type(of: measure).name) gives a \(measure.kind), which a \(manifest.table == nil ? "figure" : "table") cannot show")
        }
        try check(titles: [grid.down[place.0].label, grid.across[place.1].label], of: measure)
        // Without a model, or with one from a file, all seeds would give the same numbers.
        let seeds = cell.model?.value.wrappedValue.isSeeded == true ? profile.seeds.training : Array(profile.seeds.training.prefix(1))
        for seed in seeds {
            let subject = Subject(
                model: try cell.model.map { try nets.input($0, seed) }, reference: try cell.reference.map { try nets.input($0, seed) },
                attack: cell.attack?.value.wrappedValue ?? Clean(),
                attackTitle: cell.attack.map { $0.name ?? (grid.across[place.1].attack == nil ? grid.down[place.0] : grid.across[place.1]).label }
                    ?? "",
                data: cell.data?.value.wrappedValue ?? cell.model?.value.wrappedValue.data, work: cell.work, profile: profile)
            try add(try measure.needs(subject), manifest: manifest.id, row: place.0, column: place.1, seed: seed)
        }
    }
}

/// The work that produces each model of a manifest, made once per name and seed.
private final class Nets: Sendable {
    private let manifest: Manifest, seeds: Int, folder: String
    private let known = Mutex<[String: Input]>([:])
    init(_ manifest: Manifest, _ profile: Profile, _ folder: String) {
        (self.manifest, seeds, self.folder) = (manifest, profile.seeds.training.count, folder)
    }

    func input(_ model: Named<Declared<any Model>>, _ seed: UInt64) throws -> Input {
        guard let name = model.name else { return try make(model.value.wrappedValue, "the model", seed) }
        let key = "\(seed) \(name)"
        if let input = known.withLock({ $0[key] }) { return input }
        let input = try make(model.value.wrappedValue, name, seed)
        known.withLock { $0[key] = input }
        return input
    }

    private func make(_ model: any Model, _ name: String, _ seed: UInt64) throws -> Input {
        let title = model.isSeeded && seeds > 1 ? "\(name) (seed \(seed))" : name
        return try Input(model.work(seed: seed, title: title, folder: folder))
    }
}
