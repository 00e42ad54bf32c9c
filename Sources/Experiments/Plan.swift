public import Declarations
public import Records
import Attacks
import Datasets
import Observations
import Training

/// The jobs that the cells of some manifests ask for, each once, inputs first.
public struct Plan: Codable, Sendable {
    /// A job, how many images are wanted of it, and who wants them: nothing of the latter is part of its key.
    public struct Item: Codable, Sendable {
        public let key: Key, job: Job
        public internal(set) var images: Int, wantedBy: [String]
        /// What people read: `attack undefended with l2 PGD`.
        public let label: String
        /// The title of the model that it trains; nil for other work.
        public let model: String?
        /// What its speed depends on: jobs of one kind take as long for each unit.
        public let kind: String
    }
    /// The rows of an attack, of its first images, and beside them those of an observation.
    public struct Rowset: Codable, Sendable { public let attack: Key, observation: Key?, images: Int }
    /// A cell of a grid, for one seed.
    public struct Request: Codable, Sendable { public let row: Int, column: Int, seed: UInt64, reads: [Rowset] }

    public private(set) var items: [Item] = []
    /// The cells by manifest.
    public private(set) var requests: [String: [Request]] = [:]
    public init() {}

    public subscript(key: Key) -> Item? { items.first { $0.key == key } }

    /// Adds the jobs of a manifest under a profile. Throws `ManifestError` for a cell without a model or measure.
    public mutating func add(_ manifest: Manifest, _ profile: Profile, at place: Tree.Place? = nil) throws {
        guard let grid = manifest.grid else { return }
        for seed in profile.seeds {
            for i in grid.down.indices {
                for j in grid.across.indices {
                    let cell = grid.cell(i, j)
                    if cell.quoted { continue }
                    guard let model = cell.model, let measure = cell.measure else {
                        let lacking = cell.model == nil ? "model" : "measure"
                        throw ManifestError(
                            place, [manifest.id, grid.down[i].label, grid.across[j].label], "neither the one nor the other names a \(lacking)")
                    }
                    let asked = Asked(manifest: manifest.id, model: model.name, attack: cell.attack?.name, seed: seed, profile: profile)
                    let subject = Subject(recipe: model.value, attack: cell.attack?.value.wrappedValue ?? Clean())
                    let reads = try measure.needs(subject).map { try rowset($0, asked) }
                    requests[manifest.id, default: []].append(Request(row: i, column: j, seed: seed, reads: reads))
                }
            }
        }
    }

    private struct Asked {
        let manifest: String, model: String?, attack: String?, seed: UInt64, profile: Profile
        var suffix: String { profile.seeds.count > 1 ? " (seed \(seed))" : "" }
    }

    private mutating func rowset(_ need: Need, _ asked: Asked) throws -> Rowset {
        let attack = need.subject.attack, recipe = need.subject.recipe
        let model = asked.model ?? "the model", with = attack is Clean ? "clean images" : asked.attack ?? type(of: attack).name
        let net = try Tree(of: Declared(wrappedValue: recipe.architecture), .key).canonicalJSON

        let train = Train(recipe: recipe, seed: asked.seed)
        let penalised = recipe.penalties.contains { $0.weights([1]) != [0] }
        let trained = try want(
            train, recipe.images * recipe.epochs, "train \(model)", "train \(penalised ? "penalised " : "")\(net)", asked, of: asked.model)

        let images = asked.profile.count([type(of: attack).name] + (need.observation.map { [type(of: $0).name] } ?? []))
        let attacking = AttackImages(model: trained, data: recipe.data, attack: attack, seed: asked.seed)
        let declared = try Tree(of: Declared(wrappedValue: attack), .key).canonicalJSON
        let attacked = try want(
            attacking, images, attack is Clean ? "classify clean images by \(model)" : "attack \(model) with \(with)", "\(declared) \(net)", asked)

        guard let observation = need.observation else { return Rowset(attack: attacked, observation: nil, images: images) }
        let observing = Observe(model: trained, points: attacked, data: recipe.data, observation: observation, clean: attack is Clean)
        let name = type(of: observation).name
        let observed = try want(observing, images, "\(name) of \(model) at \(with)", "\(name) \(net)", asked)
        return Rowset(attack: attacked, observation: observed, images: images)
    }

    private mutating func want(
        _ work: some Work, _ images: Int, _ label: String, _ kind: String, _ asked: Asked, of model: String? = nil
    ) throws -> Key {
        let job = Job(work), key = try job.key()
        guard let place = items.firstIndex(where: { $0.key == key }) else {
            let item = Item(
                key: key, job: job, images: images, wantedBy: [asked.manifest], label: label + asked.suffix, model: model.map { $0 + asked.suffix },
                kind: kind)
            items.append(item)
            return key
        }
        items[place].images = max(items[place].images, images)
        if !items[place].wantedBy.contains(asked.manifest) { items[place].wantedBy.append(asked.manifest) }
        return key
    }
}
