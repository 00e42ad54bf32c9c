public import Records
public import Scheduling
import Declarations
import Files
import Foundation

/// How `repro run` runs a plan: on which data, with how many processes and threads.
public struct RunOptions: Sendable {
    public var data: String?, profile = "", threads = 1, jobs = 1, keepGoing = true, dryRun = false
    /// Trained nets that the run would take from elsewhere, for a dry run: their files by key.
    public var atHand: [Key: String] = [:]
    public init() {}
}

extension Plan {
    /// Runs what a store lacks, each job as a process of its own (`repro job KEY`), and reports what happens.
    ///
    /// Throws `FileError` where the store cannot be written to; a job that fails is reported by its event and in the outcome.
    public func run(in store: Store, _ options: RunOptions, executable: String, _ report: (Event) -> Void) throws -> Outcome {
        let graph = try graph(in: store, options)
        let scheduler = Scheduler(executable: executable, jobs: options.jobs, keepGoing: options.keepGoing, dryRun: options.dryRun)
        return scheduler.run(graph, report)
    }

    /// The open jobs as nodes; writes the declaration of each into the store, unless it is a dry run.
    func graph(in store: Store, _ options: RunOptions) throws -> Graph {
        Graph(
            try status(in: store, atHand: options.atHand).filter { !$0.isDone }.map { status in
                let item = status.item, key = "\(item.key)"
                if !options.dryRun {
                    let text = Data(try item.job.text.utf8)
                    // The same bytes are left alone: another run may be reading them.
                    if (try? store.read(item.key, "job.json")) != text { try store.write(text, item.key, "job.json") }
                }
                return Graph.Node(
                    id: key, label: item.label, needs: item.job.work.inputs.map { "\($0.key)" },
                    arguments: ["job", key, "--store", store.folder, "--threads", "\(options.threads)", "--lifeline"]
                        + ["--samples", item.samples.map { "\($0.lowerBound)..\($0.upperBound)" }.joined(separator: ",")]
                        + ["--manifest", item.wantedBy.joined(separator: ","), "--profile", options.profile]
                        + (options.data.map { ["--data", $0] } ?? []),
                    log: store.path(item.key, "log.txt"))
            })
    }
}
