public import Datasets
public import Declarations
public import Records
import Tensors

/// Work of a job: a pure function of this value, of the results of its inputs, and of the samples asked for.
public protocol Work: Declaration {
    /// The works whose results it reads.
    var inputs: [Input] { get }
    /// The data set that it reads, whose checksum belongs to its key; nil for work without images.
    var dataset: (any Dataset)? { get }
    /// How many samples there are; nil if any number can be asked for.
    var available: Int? { get }
    /// The version of the numerics that decides its bits.
    var numerics: Int { get }
    /// The job in words, made of titles, which are no part of a key.
    var label: String { get }
    /// The title under which its net is kept beside the results; nil for work that trains none.
    var netTitle: String? { get }
    /// The seeds of its randomness, for the record.
    var seeds: [UInt64] { get }
    /// The columns of its rows; nil for work that writes none, and where they are not known beforehand.
    var columns: [String]? { get }
    /// What its time is proportional to.
    var effort: Effort { get }
    /// How many samples are done between two writes: what a killed run loses; no result depends on it.
    var block: Int { get }
    /// Whether parts of its samples can be run apart, each with its own progress.
    var isDivisible: Bool { get }
    /// The samples of this work that work on `samples` reads; a training has one sample, 0.
    func read(for samples: Range<Int>) -> Range<Int>
    /// What the store still lacks of the samples.
    func remainder(of samples: [Range<Int>], _ store: Store, _ key: Key) throws -> Remainder
    /// Removes those of its files that are damaged, and what depends on them, and says which; only for who holds the key's lock.
    func discardDamaged(_ store: Store, _ key: Key) throws -> [String]
    /// Opens what it needs, and gives a function that does one block of samples and stores it whole.
    func prepare(_ workspace: Workspace, _ key: Key) throws -> (_ samples: [Int]) throws -> Void
}

/// Every work that a job can hold.
public let works: [any Work.Type] = [Train.self, ImportWeights.self, AttackImages.self, Observe.self]

extension Work {
    public var inputs: [Input] { [] }
    public var dataset: (any Dataset)? { nil }
    public var available: Int? { dataset?.count(.test) }
    public var numerics: Int { Numerics.evaluation }
    public var netTitle: String? { nil }
    public var seeds: [UInt64] { [] }
    public var columns: [String]? { nil }
    public var block: Int { 250 }
    public var isDivisible: Bool { true }
    public func read(for samples: Range<Int>) -> Range<Int> { samples }

    /// Of work that writes a row for each sample.
    public func remainder(of samples: [Range<Int>], _ store: Store, _ key: Key) throws -> Remainder {
        let rows = try store.rows(key), missing = samples.flatMap { rows.missing(in: $0) }
        var left = Remainder(missing: missing, units: 0, why: "done")
        left.units = left.count * effort.unitsPerSample
        let all = samples.reduce(0) { $0 + $1.count }
        if left.count > 0 { left.why = left.count == all ? "never run with these settings" : "\(all - left.count) of \(all) samples are done" }
        return left
    }

    public func discardDamaged(_ store: Store, _ key: Key) throws -> [String] { try store.discardDamaged(key).map { "\($0)" } }
}
