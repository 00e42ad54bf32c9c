public import Declarations
public import Records
import Attacks
import Datasets
import Tensors
import Training

public struct Job: Declaration {
    @Declared public var work: any Work = Train()
    /// What is wanted of it; never part of its key.
    public var images = 0
    public init() {}
    public init(_ work: any Work, images: Int) { (self.work, self.images) = (work, images) }
    public func key() throws -> Key {
        let work = try Tree(of: Declared(wrappedValue: self.work), .key).canonicalJSON
        return Key(hashing: "{\"data\":\"\(self.work.data.checksum)\",\"numerics\":\(Numerics.version),\"work\":\(work)}")
    }
}

/// The jobs that the cells of some manifests ask for, each once, inputs first.
public struct Plan: Codable, Sendable {
    public struct Rowset: Codable, Sendable { public let attack: Key, observation: Key?, images: Int }
    public struct Request: Codable, Sendable { public let cell: Heading, row: Int, column: Int, seed: UInt64, reads: [Rowset] }
    public private(set) var keys: [Key] = [], jobs: [String: Job] = [:], wantedBy: [String: [String]] = [:]
    public private(set) var requests: [String: [Request]] = [:]
    public init() {}

    public mutating func add(_ manifest: Manifest, _ profile: Profile) throws {
        guard let grid = manifest.table ?? manifest.figure else { return }
        let (rows, columns) = manifest.table == nil ? (grid.panels, grid.series) : (grid.rows, grid.columns)
        for seed in profile.seeds {
            for (i, row) in rows.enumerated() {
                for (j, column) in columns.enumerated() {
                    let cell = row.over(column).over(grid.each)
                    if cell.quoted { continue }
                    guard let recipe = cell.model?.value, let measure = cell.measure else {
                        throw ManifestError(nil, [manifest.id, row.label, column.label], "neither row nor column names a \(cell.model == nil ? "model" : "measure")")
                    }
                    let subject = Subject(recipe: recipe, attack: cell.attack?.value.wrappedValue ?? Clean())
                    let reads = try measure.needs(subject).map { try rowset($0, seed, profile, manifest.id) }
                    requests[manifest.id, default: []].append(Request(cell: cell, row: i, column: j, seed: seed, reads: reads))
                }
            }
        }
    }

    private mutating func rowset(_ need: Need, _ seed: UInt64, _ profile: Profile, _ who: String) throws -> Rowset {
        var train = Train(), attack = AttackImages(), observe = Observe()
        (train.recipe, train.seed) = (need.subject.recipe, seed)
        let model = try want(train, 0, who)
        (attack.model, attack.data, attack.attack, attack.seed) = (model, train.data, need.subject.attack, seed)
        let images = profile.count([type(of: need.subject.attack).name] + (need.observation.map { [type(of: $0).name] } ?? []))
        let points = try want(attack, images, who)
        guard let observation = need.observation else { return Rowset(attack: points, observation: nil, images: images) }
        (observe.model, observe.points, observe.data, observe.observation) = (model, points, train.data, observation)
        return Rowset(attack: points, observation: try want(observe, images, who), images: images)
    }

    private mutating func want(_ work: some Work, _ images: Int, _ who: String) throws -> Key {
        let job = Job(work, images: images), key = try job.key()
        if jobs["\(key)"] == nil { keys.append(key) }
        jobs["\(key)"] = Job(work, images: max(images, jobs["\(key)"]?.images ?? 0))
        if wantedBy["\(key)"]?.contains(who) != true { wantedBy["\(key)", default: []].append(who) }
        return key
    }
}
