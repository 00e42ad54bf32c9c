public import Classification
import Datasets
public import Declarations
import Foundation
public import Records
public import Scheduling
public import Tensors
import Files
import Networks
import Training

/// Where a job works: its store, the folder of the data, its threads, and whom it tells of its progress.
public struct Workspace: Sendable {
    public let store: Store, data: String?, team: Team
    /// Overrides every work's own block; for tests, since no result depends on it.
    public let block: Int?
    public let report: @Sendable (Message) -> Void

    /// Who asked, for provenance only.
    let manifest: String, profile: String
    /// The types that a job's declaration can name.
    private let types: [any Declaration.Type]

    /// Opens the store in `folder`.
    public init(
        folder: String, data: String?, threads: Int, block: Int? = nil, manifest: String = "", profile: String = "",
        types: [any Declaration.Type] = Experiments.types, report: @escaping @Sendable (Message) -> Void = { _ in }
    ) {
        (self.data, self.block, self.manifest, self.profile, self.types, self.report) = (data, block, manifest, profile, types, report)
        (store, team) = (Store(folder), Host.team(threads: threads))
    }

    /// The job that a key names. Throws `Refused` if its folder lacks it or holds another's.
    public func job(_ key: Key) throws -> Job {
        guard store.has(key, "job.json") else { throw Refused("\(store.path(key)): no job.json there: run `repro run`, which writes it") }
        let tree = try Tree(json: String(decoding: try store.read(key, "job.json"), as: UTF8.self), file: store.path(key, "job.json"))
        let job = try Reader(types: types).read(Job.self, from: tree), found = try job.key()
        if found != key { throw Refused("\(store.path(key, "job.json")): it declares the job \(found), so it is damaged or of another version") }
        return job
    }

    /// Writes a file of a job whole; the process is not ended in the middle of it.
    func write(_ data: Data, _ key: Key, _ name: String) throws { try Lifeline.whole { try store.write(data, key, name) } }
    func write(_ rows: Rows, _ key: Key) throws { try Lifeline.whole { try store.write(rows, key) } }

    /// Where a result of `job` comes from and what it cost; `source` as it was when the job began.
    func provenance(of job: Job, _ source: Provenance.Source, _ cost: Provenance.Cost) -> Provenance {
        return Provenance(
            source: source, manifest: manifest, profile: profile, seeds: job.work.seeds,
            data: job.work.dataset.map { "\(type(of: $0).name) \($0.checksum)" } ?? "", openBLASVersion: Host.openBLASVersion, openBLASCore: Host.openBLASCore,
            instructionSet: Host.instructions, threads: team.threads, cost: cost)
    }

    /// Reads a file of a job. Throws `Refused` with the path and the remedy for one that `decode` finds damaged or another job's.
    func read<Value>(_ key: Key, _ name: String, _ decode: (Data) throws -> Value) throws -> Value {
        do { return try decode(try store.read(key, name)) } catch let error as SafeTensors.Damaged {
            throw Refused("\(store.path(key, name)): \(error). The next `repro run` makes it again")
        }
    }

    func open(_ dataset: any Dataset) throws -> any ImageSource { try dataset.open(in: data) }

    /// The net that an input gives. Throws `Refused` for work that gives none, and for weights that are damaged or another job's.
    public func classifier(_ input: Input) throws -> any DifferentiableClassifier {
        guard let net = input.work as? any NetWork else { throw Refused("\(input.work.label): not work that gives a net") }
        return try net.classifier(self, input.key)
    }
}

/// A file that is not what it should be.
public struct Refused: Error, CustomStringConvertible {
    public let description: String
    /// An error of these words.
    public init(_ description: String) { self.description = description }

    /// A name that nothing has, and which could have been meant.
    init(unknown kind: String, _ name: String, in folder: String, of known: [String]) {
        let near = nearest(name, known)
        let hint = near.count == 1 ? "did you mean \(near[0])?" : "expected one of " + near.joined(separator: ", ")
        self.init("unknown \(kind) \(name) (looked in \(folder)), \(hint)")
    }
}
