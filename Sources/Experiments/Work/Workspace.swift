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

/// The environment of a running job: its store, the folder of the data, its threads, and the receiver of its progress.
public struct Workspace: Sendable {
    /// The run store.
    public let store: Store
    /// The folder of the data, if one was given.
    public let data: String?
    /// The threads that share the work.
    public let team: Team
    /// Overrides the block size of all work; for tests, since results do not depend on it.
    public let block: Int?
    /// Receives progress messages.
    public let report: @Sendable (Message) -> Void

    /// The manifests and the profile behind the job, for provenance only.
    let manifest: String, profile: String
    /// The types that a job's declaration can name.
    private let types: [any Declaration.Type]

    /// A workspace on the store in `folder`. `block`: overrides the block size of all work, in samples.
    public init(
        folder: String, data: String?, threads: Int, block: Int? = nil, manifest: String = "", profile: String = "",
        types: [any Declaration.Type] = Experiments.types, report: @escaping @Sendable (Message) -> Void = { _ in }
    ) {
        (self.data, self.block, self.manifest, self.profile, self.types, self.report) = (data, block, manifest, profile, types, report)
        (store, team) = (Store(folder), Host.team(threads: threads))
    }

    /// The job with this key. Throws `Refused` if its folder lacks `job.json` or contains another job.
    public func job(_ key: Key) throws -> Job {
        guard store.has(key, "job.json") else { throw Refused("\(store.path(key)): there is no job.json: `repro run` writes it") }
        let tree = try Tree(json: String(decoding: try store.read(key, "job.json"), as: UTF8.self), file: store.path(key, "job.json"))
        let job = try Reader(types: types).read(Job.self, from: tree), found = try job.key()
        if found != key { throw Refused("\(store.path(key, "job.json")): it declares job \(found), so it is damaged or from another version") }
        return job
    }

    /// Writes a file of a job; the process does not end in the middle of it.
    func write(_ data: Data, _ key: Key, _ name: String) throws { try Lifeline.whole { try store.write(data, key, name) } }
    func write(_ rows: Rows, _ key: Key) throws { try Lifeline.whole { try store.write(rows, key) } }

    /// The provenance of a result of `job`; `source` is that at the start of the job.
    func provenance(of job: Job, _ source: Provenance.Source, _ cost: Provenance.Cost) -> Provenance {
        return Provenance(
            source: source, manifest: manifest, profile: profile, seeds: job.work.seeds,
            data: job.work.dataset.map { "\(type(of: $0).name) \($0.checksum)" } ?? "", openBLASVersion: Host.openBLASVersion,
            openBLASCore: Host.openBLASCore,
            instructionSet: Host.instructions, threads: team.threads, cost: cost)
    }

    /// Reads a file of a job. Throws `Refused` with the path and the remedy if `decode` finds it damaged or of another job.
    func read<Value>(_ key: Key, _ name: String, _ decode: (Data) throws -> Value) throws -> Value {
        do { return try decode(try store.read(key, name)) } catch let error as SafeTensors.Damaged {
            throw Refused("\(store.path(key, name)): \(error). The next `repro run` recomputes it")
        }
    }

    func open(_ dataset: any Dataset) throws -> any ImageSource { try dataset.open(in: data) }

    /// The net that an input produces. Throws `Refused` for work that produces none, and for weights that are damaged or belong to another job.
    public func classifier(_ input: Input) throws -> any DifferentiableClassifier {
        guard let net = input.work as? any NetWork else { throw Refused("\(input.work.label): this work produces no net") }
        return try net.classifier(self, input.key)
    }
}

/// A request or file that cannot be used, with the reason.
public struct Refused: Error, CustomStringConvertible {
    /// The message: one line that names the file or setting.
    public let description: String
    /// An error with this message.
    public init(_ description: String) { self.description = description }

    /// The error for an unknown name, with the names that may have been meant.
    init(unknown kind: String, _ name: String, in folder: String, of known: [String]) {
        let near = nearest(name, known)
        let hint = near.count == 1 ? "did you mean \(near[0])?" : "expected one of " + near.joined(separator: ", ")
        self.init("unknown \(kind) \(name) (looked in \(folder)), \(hint)")
    }
}
