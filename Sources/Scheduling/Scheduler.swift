// One thread, one loop: start what is ready, wait for words or ends of children (poll), tell what happened. A child that fails takes only its
// dependants with it. A signal lets every child go (see Lifeline), and kills those that stay longer than the grace.

import Foundation

/// Runs a graph as child processes of one executable.
public struct Scheduler: Sendable {
    /// The program that every node's arguments are given to.
    public var executable: String
    /// How many children run at once, at least 1.
    public var jobs: Int
    /// Whether nodes that do not depend on a failed one are still started.
    public var keepGoing: Bool
    /// Tells what would be started, in the same order, and starts nothing.
    public var dryRun: Bool
    /// How long a child may take to end once it was let go, in seconds.
    public var grace = 10.0

    /// Makes a scheduler; see the properties.
    public init(executable: String, jobs: Int = 1, keepGoing: Bool = true, dryRun: Bool = false) {
        precondition(jobs >= 1, "a scheduler runs at least one job at a time")
        (self.executable, self.jobs, self.keepGoing, self.dryRun) = (executable, jobs, keepGoing, dryRun)
    }

    private static let turn = NSLock()

    /// Runs the graph and reports each event. A node that cannot even be started counts as failed.
    /// A process runs one graph at a time, since signals are the process's: a second call waits for the first.
    public func run(_ graph: Graph, _ report: (Event) -> Void) -> Outcome {
        Self.turn.lock()
        defer { Self.turn.unlock() }
        let restore = StopSignals.watch()
        defer { restore() }
        var run = Run(scheduler: self, waiting: graph.nodes, known: Set(graph.nodes.map(\.id)))
        run.loop(report)
        return run.outcome
    }
}

/// The state of one run.
private struct Run {
    let scheduler: Scheduler
    var waiting: [Graph.Node]
    let known: Set<String>
    var running: [Child] = [], outcome = Outcome()
    var done: Set<String> = [], culprits: [String: Graph.Node] = [:]
    var killAt: ContinuousClock.Instant?

    init(scheduler: Scheduler, waiting: [Graph.Node], known: Set<String>) { (self.scheduler, self.waiting, self.known) = (scheduler, waiting, known) }

    mutating func loop(_ report: (Event) -> Void) {
        while true {
            if let signal = StopSignals.first, outcome.signal == nil { stop(signal, report) }
            start(report)
            if running.isEmpty { break }
            wait(report)
            report(.tick)
        }
        for node in waiting where outcome.signal == nil {
            guard let culprit = culprits.values.first else { continue }
            outcome.skipped.append(node.id)
            report(.skipped(node, because: culprit))
        }
    }

    private mutating func start(_ report: (Event) -> Void) {
        while outcome.signal == nil, running.count < scheduler.jobs, scheduler.keepGoing || outcome.failed.isEmpty {
            skipDependants(report)
            guard let place = waiting.firstIndex(where: { $0.needs.allSatisfy { done.contains($0) || !known.contains($0) } }) else { return }
            let node = waiting.remove(at: place)
            if scheduler.dryRun {
                done.insert(node.id)
                report(.wouldStart(node))
                continue
            }
            do {
                let child = try Child(node, executable: scheduler.executable)
                running.append(child)
                report(.started(node, process: child.process))
            } catch { fail(node, "\(error)", [], report) }
        }
    }

    private mutating func skipDependants(_ report: (Event) -> Void) {
        var kept: [Graph.Node] = []
        for node in waiting {
            if let culprit = node.needs.compactMap({ culprits[$0] }).first {
                culprits[node.id] = culprit
                outcome.skipped.append(node.id)
                report(.skipped(node, because: culprit))
            } else {
                kept.append(node)
            }
        }
        waiting = kept
    }

    private mutating func fail(_ node: Graph.Node, _ reason: String, _ tail: [String], _ report: (Event) -> Void) {
        culprits[node.id] = node
        outcome.failed.append(node.id)
        report(.failed(node, reason: reason, tail: tail))
    }

    private mutating func wait(_ report: (Event) -> Void) {
        var files = running.map { pollfd(fd: $0.messages, events: Int16(POLLIN), revents: 0) }
        _ = poll(&files, nfds_t(files.count), 200)
        for (child, file) in zip(running, files) where file.revents != 0 {
            for message in child.receive() { report(.progressed(child.node, message, seconds: child.seconds)) }
        }
        // The pipe ends with the child: only it holds the other end.
        for child in running where child.messages < 0 {
            let reason = child.wait()
            if let reason {
                // A Ctrl-C may still reach a child that was being started: that is a stop, no failure.
                if outcome.signal == nil && StopSignals.first == nil { fail(child.node, reason, child.tail(), report) }
            } else {
                done.insert(child.node.id)
                outcome.succeeded.append(child.node.id)
                report(.succeeded(child.node, seconds: child.seconds))
            }
        }
        running.removeAll { $0.messages < 0 }
        if let killAt, ContinuousClock.now > killAt { for child in running { child.kill() } }
    }

    private mutating func stop(_ signal: Int32, _ report: (Event) -> Void) {
        outcome.signal = signal
        killAt = .now + .seconds(scheduler.grace)
        report(.stopping)
        for child in running { child.release() }
    }
}
