/// The events of a running graph, in order.
public enum Event: Sendable {
    /// A node would be started now: the only event of a dry run.
    case wouldStart(Graph.Node)
    /// The node runs and is no longer in a queue; for a local node `Handle.number` is the process number.
    case started(Graph.Node, Handle)
    /// The node reports its progress; `seconds` since it started.
    case progressed(Graph.Node, Message, seconds: Double)
    /// The node succeeded after `seconds`. If the executor queues, a node that ended between two polls was never reported as started.
    case succeeded(Graph.Node, seconds: Double)
    /// The node could not be started or failed; `tail` is an excerpt of its log: the cause and the end.
    case failed(Graph.Node, reason: String, tail: [String])
    /// The node failed and will be started again: try number `next`, where the first is 1.
    case retrying(Graph.Node, reason: String, next: Int)
    /// Although more may run at once, the next node waits until a running one has ended.
    case noRoom(_ running: Int, reason: String)
    /// The node was not started, because one that it needs failed.
    case skipped(Graph.Node, because: Graph.Node)
    /// A signal arrived, and the nodes are being stopped.
    case stopping
    /// Time has passed: a display may redraw itself.
    case tick
}

/// The outcome of a graph.
public struct Outcome: Sendable, Equatable {
    /// The names of the nodes that succeeded, in the order in which they ended.
    public internal(set) var succeeded: [String] = []
    /// The names of the nodes that failed, in the order in which they ended.
    public internal(set) var failed: [String] = []
    /// The names of the nodes that were skipped because of a failure.
    public internal(set) var skipped: [String] = []
    /// The signal that ended the run early, if any.
    public internal(set) var signal: Int32?

    /// The outcome of an empty graph.
    public init() {}

    /// The exit status: 0, or 1 if a node failed, or 128 plus the signal, as in shells.
    public var status: Int32 { signal.map { 128 + $0 } ?? (failed.isEmpty ? 0 : 1) }
}
