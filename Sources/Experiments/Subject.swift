public import Attacks
public import Datasets
import Declarations
public import Observations

/// What a cell asks about, for one seed of training: usually a model on the images that an attack left.
public struct Subject: Sendable {
    /// The work that gives the cell's net; nil for a cell without a model.
    public let model: Input?
    /// The attack, `Clean` where the cell names none, and its title.
    public let attack: any MinimumNormAttack, attackTitle: String
    /// The images: the cell's data, else the model's; nil for a cell that names neither.
    public let data: (any Dataset)?
    /// What the nouns mean at this size.
    public let profile: Profile
    /// The work that gives another model of the manifest, by name. Throws `Lacking` if there is none.
    public let named: @Sendable (String) throws -> Input

    /// Whether images are attacked.
    public var isAttacked: Bool { !(attack is Clean) }

    /// The rows of the attack, and beside them those of an observation of its images.
    /// - Parameter samples: by default the first images, as many as the profile says for the attack and the observation.
    /// - Parameter model: by default the cell's.
    /// - Throws: `Lacking` for a cell without a model.
    public func rows(observing observation: (any Observation)? = nil, samples: Range<Int>? = nil, of other: Input? = nil) throws -> Need {
        guard let model = other ?? model else { throw Lacking(what: "model") }
        guard let data = data ?? model.work.dataset else { throw Lacking(what: "data set") }
        let count = profile.count([type(of: attack).name] + (observation.map { [type(of: $0).name] } ?? []), of: data)
        let attacked = AttackImages(model: model, data: data, attack: attack, seed: profile.seeds.attack, title: attackTitle)
        return Need(attacked, samples ?? 0..<count, beside: try observation.map { Observe($0, at: try Input(attacked)) })
    }
}

/// Work whose rows a measure reads, which of them, and other work whose rows stand beside them, sample by sample.
public struct Need: Sendable {
    public var work: any Work, samples: Range<Int>, beside: (any Work)?
    /// The rows of `samples`.
    public init(_ work: any Work, _ samples: Range<Int>, beside: (any Work)? = nil) {
        (self.work, self.samples, self.beside) = (work, samples, beside)
    }
}

/// Something that a measure needs and its cell does not name.
public struct Lacking: Error, CustomStringConvertible {
    /// In words: "model".
    public let what: String
    /// A measure needs `what`.
    public init(what: String) { self.what = what }
    public var description: String { "neither its row nor its column names a \(what)" }
}
