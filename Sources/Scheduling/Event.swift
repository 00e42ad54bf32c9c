/// What happens while a graph runs, in the order in which it happens.
public enum Event: Sendable {
    /// A node would be started now: the only event of a dry run.
    case wouldStart(Graph.Node)
    /// The node runs; `Handle.number` of a local one is its process number.
    case started(Graph.Node, Handle)
    /// The node says how far it is; `seconds` since it started.
    case progressed(Graph.Node, Message, seconds: Double)
    /// The node did its work, in so many seconds.
    case succeeded(Graph.Node, seconds: Double)
    /// The node could not be started or did not do its work; `tail` is an excerpt of its log: the cause and the end.
    case failed(Graph.Node, reason: String, tail: [String])
    /// Although more may run at once, the next node waits until one of those that run has ended.
    case noRoom(_ running: Int, reason: String)
    /// The node was not started, because of one that failed.
    case skipped(Graph.Node, because: Graph.Node)
    /// A signal came, and the nodes are being stopped.
    case stopping
    /// Time went by: a display may redraw itself.
    case tick
}

/// What became of the nodes of a graph.
public struct Outcome: Sendable, Equatable {
    /// Names, in the order in which they ended.
    public internal(set) var succeeded: [String] = [], failed: [String] = [], skipped: [String] = []
    /// The signal that ended the run early, if one did.
    public internal(set) var signal: Int32?

    /// 0, or 1 if a node failed, or 128 and the signal, as shells count it.
    public var status: Int32 { signal.map { 128 + $0 } ?? (failed.isEmpty ? 0 : 1) }
}
