/// What happens while a graph runs, in the order in which it happens.
public enum Event: Sendable {
    /// A node would be started now: the only event of a dry run.
    case wouldStart(Graph.Node)
    case started(Graph.Node, process: Int32)
    case progressed(Graph.Node, Message, seconds: Double)
    case succeeded(Graph.Node, seconds: Double)
    /// The node's process ended otherwise than with status 0; `tail` is the end of its log.
    case failed(Graph.Node, reason: String, tail: [String])
    /// The node was not started, because of one that failed.
    case skipped(Graph.Node, because: Graph.Node)
    /// A signal came, and the children are being stopped.
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
