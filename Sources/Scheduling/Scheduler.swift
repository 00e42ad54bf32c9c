// One thread, one loop: start what is ready, wait for news, report events. A failed node affects only its dependants. A signal cancels every node
// (see Lifeline), and kills those that outlast the grace period. Each node and each need is visited a fixed number of times, so that even for
// 10,000 nodes only the executor takes time.

import Foundation

/// Runs a graph on an executor.
public struct Scheduler {
    /// The executor of the nodes.
    public var executor: any Executor
    /// The number of nodes that run at once, and of their threads.
    public var sharing: Sharing
    /// True if nodes that do not depend on a failed one are still started.
    public var keepGoing: Bool
    /// True to report what would be started, in the same order, and start nothing.
    public var dryRun: Bool
    /// How often a failed node is started again.
    public var retries = 0
    /// The longest that a node may run, in seconds; nil for no limit.
    public var timeLimit: Double?
    /// The time that a cancelled node may take to end, in seconds.
    public var grace = 10.0

    /// A scheduler by its properties.
    public init(_ executor: any Executor, _ sharing: Sharing = Sharing(), keepGoing: Bool = true, dryRun: Bool = false) {
        (self.executor, self.sharing, self.keepGoing, self.dryRun) = (executor, sharing, keepGoing, dryRun)
    }

    /// A scheduler whose nodes are child processes of the program at `executable`.
    public init(executable: String, _ sharing: Sharing = Sharing(), keepGoing: Bool = true, dryRun: Bool = false) {
        self.init(LocalProcesses(executable: executable), sharing, keepGoing: keepGoing, dryRun: dryRun)
    }

    private static let turn = NSLock()

    /// Runs the graph, for which the executor must be prepared, and reports each event. A node that cannot be started counts as failed. Signals
    /// belong to the process, so that a process runs one graph at a time: a second call waits for the first.
    public func run(_ graph: Graph, _ report: (Event) -> Void) -> Outcome {
        Self.turn.lock()
        defer { Self.turn.unlock() }
        if dryRun {
            for node in graph.nodes { report(.wouldStart(node)) }
            return Outcome()
        }
        let restore = StopSignals.watch()
        defer { restore() }
        var run = Run(scheduler: self, graph: graph)
        run.loop(report)
        return run.outcome
    }
}

/// The state of one run. Nodes are identified by their place in the graph.
private struct Run {
    let scheduler: Scheduler, graph: Graph
    var outcome = Outcome()
    private var unmet: [Int], ready = Heap<Int>(), isSkipped: [Bool]
    private var running: [Handle: Started] = [:]
    /// Started nodes that wait in the executor's queue.
    private var queued: Set<Handle> = []
    /// Threads of the running nodes, and the memory that they expect, in bytes.
    private var used = 0, usedMemory: UInt64 = 0
    /// True if there was no room for a node and none has ended since.
    private var isFull = false
    /// How often each node has failed, by place.
    private var failures: [Int: Int] = [:]
    private var firstFailed: Graph.Node?, killAt: ContinuousClock.Instant?

    init(scheduler: Scheduler, graph: Graph) {
        (self.scheduler, self.graph, unmet) = (scheduler, graph, graph.unmet)
        isSkipped = Array(repeating: false, count: graph.nodes.count)
        for place in unmet.indices where unmet[place] == 0 { ready.insert(place) }
    }

    mutating func loop(_ report: (Event) -> Void) {
        while true {
            if let signal = StopSignals.first, outcome.signal == nil { stop(signal, report) }
            start(report)
            if running.isEmpty { break }
            for news in scheduler.executor.poll(0.2) { take(news, report) }
            endOverdue()
            if let killAt, ContinuousClock.now > killAt { for handle in running.keys { scheduler.executor.kill(handle) } }
            report(.tick)
        }
        // Without keepGoing, a failure also leaves nodes unstarted that do not depend on it.
        if outcome.signal == nil, let firstFailed {
            let rest = Set(outcome.succeeded + outcome.failed + outcome.skipped)
            skip(graph.nodes.filter { !rest.contains($0.id) }, because: firstFailed, report)
        }
    }

    private mutating func start(_ report: (Event) -> Void) {
        while outcome.signal == nil, running.count < scheduler.sharing.jobs, !isFull, scheduler.keepGoing || outcome.failed.isEmpty {
            guard let place = ready.popFirst() else { return }
            let node = graph.nodes[place]
            do {
                if !running.isEmpty, !scheduler.sharing.hasMemory(for: node.memory, beside: usedMemory) {
                    throw NoRoom("the next one expects \(gibibytes(node.memory)), and those that run \(gibibytes(usedMemory))")
                }
                let threads = scheduler.sharing.threads(ready: ready.count + 1, running: running.count, using: used)
                let handle = try scheduler.executor.start(node, threads: threads)
                running[handle] = Started(place: place, threads: threads)
                used += threads
                usedMemory += node.memory
                if scheduler.executor.queues { queued.insert(handle) } else { report(.started(node, handle)) }
            } catch let error as NoRoom where !running.isEmpty {
                isFull = true
                ready.insert(place)
                report(.noRoom(running.count, reason: "\(error)"))
            } catch { end(place, "\(error)", [], report) }
        }
    }

    private mutating func take(_ news: Report, _ report: (Event) -> Void) {
        switch news {
        case .began(let handle):
            guard let started = running[handle], queued.remove(handle) != nil else { return }
            running[handle]?.at = .now
            report(.started(graph.nodes[started.place], handle))
        case .message(let handle, let message):
            guard let started = running[handle] else { return }
            report(.progressed(graph.nodes[started.place], message, seconds: started.seconds))
        case .ended(let handle, let failure):
            guard let started = running.removeValue(forKey: handle) else { return }
            let node = graph.nodes[started.place]
            used -= started.threads
            usedMemory -= node.memory
            queued.remove(handle)
            isFull = false
            if let failure {
                // A Ctrl-C may still reach a child that was being started: that is a stop, not a failure.
                if outcome.signal == nil && StopSignals.first == nil {
                    end(started.place, started.overdue ?? failure, excerpt(ofLog: node.log), report)
                }
                return
            }
            outcome.succeeded.append(node.id)
            report(.succeeded(node, seconds: started.seconds))
            for dependant in graph.dependants[started.place] {
                unmet[dependant] -= 1
                if unmet[dependant] == 0 && !isSkipped[dependant] { ready.insert(dependant) }
            }
        }
    }

    /// Makes a failed node ready again or, when its tries are used up, reports the failure.
    private mutating func end(_ place: Int, _ reason: String, _ log: [String], _ report: (Event) -> Void) {
        let count = failures[place, default: 0] + 1
        failures[place] = count
        if count > scheduler.retries { return fail(place, reason, log, report) }
        report(.retrying(graph.nodes[place], reason: reason, next: count + 1))
        ready.insert(place)
    }

    /// Cancels the nodes that have exceeded the time limit, and kills those that do not end within the grace period.
    private mutating func endOverdue() {
        guard let limit = scheduler.timeLimit, outcome.signal == nil else { return }
        for (handle, started) in running where !queued.contains(handle) && started.seconds > limit {
            if started.overdue == nil {
                running[handle]?.overdue = "it ran longer than \(duration(limit)), the time limit"
                scheduler.executor.cancel(handle)
            } else if started.seconds > limit + scheduler.grace {
                scheduler.executor.kill(handle)
            }
        }
    }

    /// Reports a failure, and skips everything that depends on it, in the order of the graph.
    private mutating func fail(_ place: Int, _ reason: String, _ log: [String], _ report: (Event) -> Void) {
        let culprit = graph.nodes[place]
        firstFailed = firstFailed ?? culprit
        outcome.failed.append(culprit.id)
        report(.failed(culprit, reason: reason, tail: log))
        var found: [Int] = [], open = [place]
        while let next = open.popLast() {
            for dependant in graph.dependants[next] where !isSkipped[dependant] {
                isSkipped[dependant] = true
                found.append(dependant)
                open.append(dependant)
            }
        }
        skip(found.sorted().map { graph.nodes[$0] }, because: culprit, report)
    }

    private mutating func skip(_ nodes: [Graph.Node], because culprit: Graph.Node, _ report: (Event) -> Void) {
        if nodes.isEmpty { return }
        scheduler.executor.skip(nodes)
        for node in nodes {
            outcome.skipped.append(node.id)
            report(.skipped(node, because: culprit))
        }
    }

    private mutating func stop(_ signal: Int32, _ report: (Event) -> Void) {
        outcome.signal = signal
        killAt = .now + .seconds(scheduler.grace)
        report(.stopping)
        for handle in running.keys { scheduler.executor.cancel(handle) }
    }
}

/// A node that was started, and has not ended.
private struct Started {
    let place: Int, threads: Int
    /// The time at which it was started or, if it waited in a queue, began to run.
    var at = ContinuousClock.now
    /// The reason for ending it, once it has run for too long.
    var overdue: String?

    var seconds: Double { at.duration(to: .now) / .seconds(1) }
}

/// A number of bytes as text: `2.9 GiB`.
private func gibibytes(_ bytes: UInt64) -> String { String(format: "%.1f GiB", Double(bytes) / 1_073_741_824) }
