public import Records
public import Scheduling
import Declarations
import Files
import Foundation

/// The options of a run: data, processes, threads.
public struct RunOptions: Sendable {
    /// The folder of the data, if a data set needs one.
    public var data: String?
    /// The profile's name, for provenance only.
    public var profile = ""
    /// Jobs at once, and threads for each; results do not depend on them.
    public var sharing = Sharing()
    /// True if jobs that do not depend on a failed one are still run.
    public var keepGoing = true
    /// How often a failed job is started again.
    public var retries = 0
    /// The longest that a job may run, in seconds; nil for no limit. A training that is ended continues from its state at the next try.
    public var timeLimit: Double?
    /// True to report what would run, and run nothing.
    public var dryRun = false
    /// True if jobs end with this process, as its child processes do; false if they continue, as jobs in a cluster's queue do.
    public var holdsLifelines = true
    /// The jobs to run; nil for all that are not done.
    public var only: Set<Key>?
    /// Trained nets that a dry run may assume: their files by key.
    public var atHand: [Key: String] = [:]
    /// One job at a time on one thread, continuing after a failure.
    public init() {}
}

extension Plan {
    /// Runs every job that the store lacks, each as a separate process (`repro job KEY`), and reports its events.
    ///
    /// Throws `FileError` if the store cannot be written to. A failed job is reported by an event and in the outcome.
    public func run(in store: Store, _ options: RunOptions, executable: String, _ report: (Event) -> Void) throws -> Outcome {
        try run(in: store, options, on: LocalProcesses(executable: executable), report)
    }

    /// Runs every job that the store lacks on an executor of `repro job KEY`, and reports its events.
    ///
    /// Throws `FileError` if the store cannot be written to, and the executor's error if it cannot start any job. A failed job is reported by an
    /// event and in the outcome.
    public func run(in store: Store, _ options: RunOptions, on executor: any Executor, _ report: (Event) -> Void) throws -> Outcome {
        let graph = try graph(in: store, options)
        // Keeps `repro store gc` from removing results that this run relies on.
        let use = options.dryRun || graph.nodes.isEmpty ? nil : try store.use()
        defer { withExtendedLifetime(use) {} }
        if !options.dryRun && !graph.nodes.isEmpty { try executor.prepare(graph) }
        var scheduler = Scheduler(executor, options.sharing, keepGoing: options.keepGoing, dryRun: options.dryRun)
        (scheduler.retries, scheduler.timeLimit) = (options.retries, options.timeLimit)
        return scheduler.run(graph, report)
    }

    /// The open jobs as nodes; unless it is a dry run, writes each job's declaration and identity into the store.
    func graph(in store: Store, _ options: RunOptions) throws -> Graph {
        let memory = options.sharing.memory == nil ? nil : try MemoryForecast(in: store)
        return Graph(
            try status(in: store, atHand: options.atHand).filter { !$0.isDone && options.only?.contains($0.item.key) != false }.map { status in
                let item = status.item, key = "\(item.key)"
                if !options.dryRun {
                    // Identical bytes are left alone: another run may be reading them.
                    for (name, text) in [("job.json", try item.job.text), (Job.identityFile, try item.job.identity)] {
                        if (try? store.read(item.key, name)) != Data(text.utf8) { try store.write(Data(text.utf8), item.key, name) }
                    }
                }
                return Graph.Node(
                    id: key, label: item.label, needs: item.job.work.inputs.map { "\($0.key)" },
                    arguments: ["job", key, "--store", store.folder, options.holdsLifelines ? "--lifeline" : "--progress"]
                        + ["--samples", item.samples.map { "\($0.lowerBound)..\($0.upperBound)" }.joined(separator: ",")]
                        + ["--manifest", item.wantedBy.joined(separator: ","), "--profile", options.profile]
                        + (options.data.map { ["--data", $0] } ?? []),
                    log: store.path(item.key, "log.txt"), memory: memory?.bytes(item) ?? 0)
            })
    }
}
