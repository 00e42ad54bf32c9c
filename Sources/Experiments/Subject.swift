public import Attacks
public import Datasets
import Declarations
public import Observations

/// The subject of a cell for one training seed: usually a model on the images that an attack left.
public struct Subject: Sendable {
    /// The work that produces the cell's net; nil for a cell without a model.
    public let model: Input?
    /// The work that produces the model that it is compared with; nil for a cell that names none.
    public let reference: Input?
    /// The attack; `Clean` if the cell names none.
    public let attack: any MinimumNormAttack
    /// The attack's title.
    public let attackTitle: String
    /// The images: the cell's data, else the model's; nil for a cell that names neither.
    public let data: (any Dataset)?
    /// The work without a model that the cell names; nil for most.
    public let work: (any Work)?
    /// The profile, which says how many images are used.
    public let profile: Profile

    /// True if images are attacked.
    public var isAttacked: Bool { attack.changesImages }

    /// The rows of the attack, with the columns of an observation if one is given.
    /// - Parameter samples: by default the first images, as many as the profile gives for the attack and the observation.
    /// - Throws: `Lacking` for a cell without a model.
    public func rows(observing observation: (any Observation)? = nil, samples: Range<Int>? = nil) throws -> Need {
        guard let model else { throw Lacking(what: "model") }
        guard let data = data ?? model.work.dataset else { throw Lacking(what: "data set") }
        try model.check(takes: data)
        let count = profile.count(attack.countedAs + (observation.map { [type(of: $0).name] } ?? []), of: data)
        var source: Input?
        if attack is any TransferAttack {
            guard let reference else { throw Lacking(what: "reference") }
            try reference.check(takes: data)
            source = reference
        }
        let attacked = AttackImages(model: model, data: data, attack: attack, source: source, seed: profile.seeds.attack, title: attackTitle)
        return Need(attacked, samples ?? 0..<count, beside: try observation.map { Observe($0, at: try Input(attacked)) })
    }
}

extension Subject {
    /// The reference as the model, and the model as its reference. Throws `Lacking` for a cell without a reference.
    public var swapped: Subject {
        get throws {
            guard let reference else { throw Lacking(what: "reference") }
            return Subject(
                model: reference, reference: model, attack: attack, attackTitle: attackTitle, data: data ?? model?.work.dataset, work: work,
                profile: profile)
        }
    }
    /// The same model and images under another attack.
    func with(attack: any MinimumNormAttack) -> Subject {
        Subject(
            model: model, reference: reference, attack: attack, attackTitle: type(of: attack).name, data: data, work: work, profile: profile)
    }

    /// All rows of the cell's work without a model. Throws `Lacking` for a cell without one, and `Refused` for work without these columns.
    public func workRows(_ columns: String...) throws -> Need {
        guard let work else { throw Lacking(what: "work") }
        guard let count = work.available, let known = work.columns else { throw Refused("\(type(of: work).name) is not work that a cell can read") }
        if let unknown = columns.first(where: { !known.contains($0) }) {
            throw Refused("\(type(of: work).name) has no column \(unknown), only \(known.joined(separator: ", "))")
        }
        return Need(work, 0..<count)
    }
}

extension Input {
    /// Throws `Refused` unless the model that this work produces takes images of a data set's shape and has its number of classes.
    fileprivate func check(takes data: any Dataset) throws {
        guard let own = work.dataset, own.image != data.image || own.classes != data.classes else { return }
        throw Refused(
            "\(title) takes images \(own.image) of \(own.classes) classes, and \(data.title) has images \(data.image) of \(data.classes)")
    }
}

/// Work whose rows a measure reads, the samples it reads, and other work whose columns are added, sample by sample.
public struct Need: Sendable {
    /// The work whose rows are read.
    public var work: any Work
    /// The samples that are read.
    public var samples: Range<Int>
    /// The work whose columns are added, if any.
    public var beside: (any Work)?
    /// The rows of `samples`.
    public init(_ work: any Work, _ samples: Range<Int>, beside: (any Work)? = nil) {
        (self.work, self.samples, self.beside) = (work, samples, beside)
    }
}

/// Something that a measure needs and that its cell does not name.
public struct Lacking: Error, CustomStringConvertible {
    /// The missing part: "model".
    public let what: String
    /// The error of a measure that needs `what`.
    public init(what: String) { self.what = what }
    /// One line, as in "has no model: neither its row nor its column names one".
    public var description: String { "has no \(what): neither its row nor its column names one" }
}
