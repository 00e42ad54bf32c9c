public import Datasets
public import Declarations
public import Records
import Tensors

/// The work of a job: a pure function of this value, the results of its inputs, and the samples computed.
public protocol Work: Declaration {
    /// The works whose results it reads.
    var inputs: [Input] { get }
    /// The data set that it reads, whose checksum is part of its key; nil for work without images.
    var dataset: (any Dataset)? { get }
    /// The number of samples; nil if there is no limit.
    var available: Int? { get }
    /// The version of the numerics, which determines its bits.
    var numerics: Int { get }
    /// The job in words, made of titles, which are not part of a key.
    var label: String { get }
    /// The images that it leaves for observations; nil for work that leaves none.
    var leftImages: LeftImages? { get }
    /// The title under which its net is kept with the results; nil for work that does not train a net.
    var netTitle: String? { get }
    /// The seeds of its randomness, for provenance.
    var seeds: [UInt64] { get }
    /// The columns of its rows; nil if it writes none or they are not known beforehand.
    var columns: [String]? { get }
    /// The quantity that its time is proportional to.
    var effort: Effort { get }
    /// Samples computed between two writes: the most that a killed run loses. Results do not depend on it.
    var block: Int { get }
    /// The PNG files that it writes in addition to its rows, to be copied to the results.
    var pictures: [String] { get }
    /// True if parts of its samples can be run separately, each with its own progress.
    var isDivisible: Bool { get }
    /// The samples of this work that work on `samples` reads; a training has one sample, 0.
    func read(for samples: Range<Int>) -> Range<Int>
    /// The part of the samples that the store lacks. Throws `FileError` and `RecordsError`.
    func remainder(of samples: [Range<Int>], _ store: Store, _ key: Key) throws -> Remainder
    /// Removes its damaged files and everything that depends on them, and returns a line for each. The caller must hold the key's lock. Throws
    /// `FileError`.
    func discardDamaged(_ store: Store, _ key: Key) throws -> [String]
    /// Opens everything that it needs, and returns a function that computes one block of samples and stores it. Throws `Refused` and `FileError`.
    func prepare(_ workspace: Workspace, _ key: Key) throws -> (_ samples: [Int]) throws -> Void
}

/// Every kind of work that a job can have.
public let works: [any Work.Type] = [
    Train.self, ImportWeights.self, AttackImages.self, Observe.self, Perturbations.self, ToyProblem.self, ToyPath.self, Discrepancy.self,
    MinimiserRate.self, ClosestPairs.self, WeightNorms.self, Epochs.self,
]

extension Work {
    /// No inputs.
    public var inputs: [Input] { [] }
    /// Nil: no images.
    public var dataset: (any Dataset)? { nil }
    /// The size of the test set, if there is a data set.
    public var available: Int? { dataset?.count(.test) }
    /// The version of the evaluation numerics.
    public var numerics: Int { Numerics.evaluation }
    /// Nil: no images are left.
    public var leftImages: LeftImages? { nil }
    /// Nil: no net is kept.
    public var netTitle: String? { nil }
    /// No randomness.
    public var seeds: [UInt64] { [] }
    /// Nil: the columns are not known beforehand.
    public var columns: [String]? { nil }
    /// 250 samples.
    public var block: Int { 250 }
    /// True.
    public var isDivisible: Bool { true }
    /// None.
    public var pictures: [String] { [] }
    /// The same samples.
    public func read(for samples: Range<Int>) -> Range<Int> { samples }

    /// The missing samples, for work that writes one row per sample. Throws `FileError` and `RecordsError`.
    public func remainder(of samples: [Range<Int>], _ store: Store, _ key: Key) throws -> Remainder { try rowsLeft(of: samples, store, key) }

    /// The samples without a row.
    func rowsLeft(of samples: [Range<Int>], _ store: Store, _ key: Key) throws -> Remainder {
        let rows = try store.rows(key, columns: columns), missing = samples.flatMap { rows.missing(in: $0) }
        var left = Remainder(missing: missing, units: 0, why: "done")
        left.units = left.count * effort.unitsPerSample
        let all = samples.reduce(0) { $0 + $1.count }
        if left.count > 0 { left.why = left.count == all ? "never run with these settings" : "\(all - left.count) of \(all) samples are done" }
        return left
    }

    /// Removes damaged rows, and rows with other columns.
    public func discardDamaged(_ store: Store, _ key: Key) throws -> [String] { try store.discardDamaged(key, columns: columns).map { "\($0)" } }
}
