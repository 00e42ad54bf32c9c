// Runs nodes as jobs of a Slurm cluster. All of a graph is submitted at once, as arrays that wait for one another, so that the cluster continues
// without this process: it may be stopped or die, and the next run with the same arguments finds the jobs again. Each look is one call for all jobs.
// A job has succeeded when it has written status 0; it has failed when two looks in a row found it ended or gone, and its files agree. A look that
// fails says nothing about any job.

import Files
import Foundation

/// Runs each node as a job of a Slurm cluster.
public final class Slurm: Executor {
    /// The name of the jobs of this store: `scancel --name=NAME` cancels them all.
    public let name: String
    let executable: String, folder: String, settings: SlurmSettings, client: any SlurmClient, note: (String) -> Void
    /// Held during this run, so that others leave the files of its submissions alone.
    private var presence: FileLock?
    /// Checked by each job, on its machine.
    private(set) var probe: FileLock.Probe?
    /// The job of each node, by the node's name, until it has ended.
    var jobs: [String: SlurmJob] = [:]
    /// Arrays that the cluster has not accepted yet, in order.
    var pending: [Pending] = []
    /// The reason for which the cluster refused a node's job, by the node's name.
    var refused: [String: String] = [:]
    private var watched: [SlurmWatch] = [], left: [Handle] = [], lastNumber = 0
    /// True once a limit of the cluster was reached, which is noted only once.
    var isFull = false
    private var nextLook = ContinuousClock.now, outage: String?
    private var summary = "", nextSummary = ContinuousClock.now

    /// An executor whose nodes are arguments of the program at `executable`, which has the same path on the cluster's machines.
    ///
    /// `folder`, on a file system that they share, receives the files of the submissions. `note` receives lines about the cluster.
    public convenience init(executable: String, folder: String, _ settings: SlurmSettings, note: @escaping (String) -> Void) {
        self.init(executable: executable, folder: folder, settings, client: SlurmPrograms(), note: note)
    }

    /// An executor that asks `client` instead of Slurm's programs.
    package init(
        executable: String, folder: String, _ settings: SlurmSettings, client: any SlurmClient, note: @escaping (String) -> Void = { _ in }
    ) {
        let place = URL(filePath: folder).standardizedFileURL.resolvingSymlinksInPath().path
        (self.executable, self.folder, self.settings, self.client, self.note) = (executable, place, settings, client, note)
        name = "repro-\(Disk.sha256(Data(place.utf8)).prefix(8))"
    }

    /// True: a job waits until the cluster has room for it.
    public var queues: Bool { true }

    /// The threads of each job.
    public var threads: Int { settings.cpus }

    /// The number of jobs in the queue that this run knows.
    public var openJobs: Int { jobs.count }

    /// Finds the jobs of earlier runs, and submits the nodes that have none. Throws `FileError`, and an error with Slurm's message if it cannot be
    /// reached or refuses the jobs.
    public func prepare(_ graph: Graph) throws {
        try Disk.createFolder(folder)
        // If two runs prepare at once, the second finds the jobs of the first.
        let turn = try FileLock("\(folder)/.submitting")
        defer { withExtendedLifetime(turn) {} }
        let queue = try look()
        try sweep(keeping: queue)
        presence = try FileLock("\(folder)/.running", exclusive: false)
        probe = try FileLock.Probe(in: folder)

        let known = find(queue)
        var after: [String: [String]] = [:], missing: [Graph.Node] = []
        for node in graph.nodes {
            let found = known[node.id] ?? []
            if let job = found.first(where: { $0.words == [node.id] + node.arguments }) {
                jobs[node.id] = job
            } else {
                missing.append(node)
                // Jobs of the same work with other arguments, such as fewer samples, run one after the other.
                after[node.id] = found.compactMap(\.label)
            }
        }
        let open = Set(graph.nodes.map(\.id))
        pending = SlurmArray.divide(missing, size: settings.arraySize, isOpen: open.contains, after: { after[$0] ?? [] }).map { Pending(array: $0) }
        let count = pending.count
        try submit()
        let submitted = missing.count - pending.reduce(0) { $0 + $1.array.nodes.count }, found = graph.nodes.count - missing.count
        note(
            "cluster    " + (found > 0 ? "found \(found) jobs of an earlier run again, " : "")
                + "submitted \(submitted) jobs as \(count - pending.count) arrays named \(name)")
        nextLook = .now + .seconds(settings.interval)
    }

    /// Follows the job of a node. Throws an error with Slurm's message for a job that it refused.
    public func start(_ node: Graph.Node, threads: Int) throws -> Handle {
        if let reason = refused[node.id] { throw SlurmError(reason) }
        lastNumber += 1
        watched.append(SlurmWatch(handle: Handle(number: lastNumber), id: node.id))
        return Handle(number: lastNumber)
    }

    /// Looks at the queue once per interval.
    public func poll(_ seconds: Double) -> [Report] {
        if !left.isEmpty {
            let gone = Set(left)
            left = []
            watched.removeAll { gone.contains($0.handle) }
            return gone.map { .ended($0, failure: "left on the cluster") }
        }
        let wait = (nextLook - .now) / .seconds(1)
        if wait > 0 {
            usleep(UInt32(min(wait, seconds) * 1e6))
            if wait > seconds { return [] }
        }
        defer { nextLook = .now + .seconds(settings.interval) }
        let queue = answered()
        if queue != nil, !pending.isEmpty { submitMore() }
        return judge(queue)
    }

    /// Cancels the jobs of nodes that are not wanted.
    public func skip(_ nodes: [Graph.Node]) {
        let unwanted = Set(nodes.map(\.id))
        pending = pending.compactMap { $0.without(unwanted) }
        cancel(nodes.compactMap { jobs.removeValue(forKey: $0.id) })
    }

    /// Leaves the job on the cluster, where it continues; the next poll reports it as ended.
    public func cancel(_ handle: Handle) { left.append(handle) }

    /// Leaves the job on the cluster.
    public func kill(_ handle: Handle) { left.append(handle) }

    /// The current jobs of this store. Throws `SlurmError` if neither program answers.
    func look() throws -> [QueuedTask] {
        do { return try SlurmQueue.tasks(squeue: client.answer("squeue", SlurmQueue.words(name: name))) } catch let complaint as SlurmError {
            // Report the first error, which is more informative than that of the second attempt.
            guard let text = try? client.answer("scontrol", ["--oneliner", "show", "job"]) else { throw complaint }
            return try SlurmQueue.tasks(scontrol: text, name: name)
        }
    }

    /// The current jobs; nil if Slurm does not answer, with a note at the start and at the end of the outage.
    private func answered() -> [QueuedTask]? {
        do {
            let queue = try look()
            if outage != nil { note("cluster    Slurm answers again") }
            outage = nil
            return queue
        } catch {
            if outage == nil, StopSignals.first == nil {
                note(
                    "cluster    no answer from Slurm (\(error)); jobs continue, and it is asked again every \(Int(settings.interval.rounded(.up))) s")
            }
            outage = "\(error)"
            return nil
        }
    }

    /// The reports about the watched jobs; `queue` is nil if it is not known.
    private func judge(_ queue: [QueuedTask]?) -> [Report] {
        if let machine = try? probe?.machineWithoutLock() { return abandon(machine) }
        let listed = queue.map { Dictionary($0.map { (SlurmJob.Place(array: $0.array, index: $0.index), $0) }) { first, _ in first } }
        var reports: [Report] = [], ended: Set<Handle> = []
        for index in watched.indices {
            let id = watched[index].id, handle = watched[index].handle, end: String??
            if let job = jobs[id] {
                end = watched[index].update(job, listed?[job.place], isKnown: listed != nil, settings, &reports)
            } else {
                end = refused[id].map { .some($0) }
            }
            guard let failure = end else { continue }
            reports.append(.ended(handle, failure: failure))
            ended.insert(handle)
            jobs[id] = nil
        }
        if !ended.isEmpty { watched.removeAll { ended.contains($0.handle) } }
        if let queue { summarise(queue) }
        return reports
    }

    /// Notes how many jobs run and wait if that has changed, at most once a minute.
    private func summarise(_ queue: [QueuedTask]) {
        let open = queue.filter { !$0.hasEnded }, waiting = open.filter { $0.state == "PENDING" }
        let reason = waiting.first { $0.reason != "Dependency" }.map { " (\($0.reason))" } ?? ""
        let words = "\(open.count - waiting.count) jobs run, \(waiting.count) wait\(reason)"
        guard words != summary, !open.isEmpty, ContinuousClock.now > nextSummary else { return }
        note("cluster    \(words)")
        (summary, nextSummary) = (words, .now + .seconds(60))
    }

    /// Cancels everything: on a file system whose locks do not reach other machines, two jobs could write the same file.
    private func abandon(_ machine: String) -> [Report] {
        cancel(Array(jobs.values))
        defer { (watched, jobs, pending) = ([], [:], []) }
        let reason = """
            file locks of \(folder) do not reach \(machine), where a lock that this run holds appears free: use a file system that is mounted with \
            locks for all machines (Lustre: flock; NFS: no local_lock)
            """
        return watched.map { .ended($0.handle, failure: reason) }
    }
}
