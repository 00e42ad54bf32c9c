// The interface between the scheduler and whatever runs its nodes. It assumes neither processes nor pipes, so that it also fits a cluster's queue:
// that executor submits the whole graph in `prepare`, and finds a node's job again in `start` (by `node.id`, which is the same in every run).

/// Runs nodes: on this machine, on others, or simulated in a test. Used from one thread.
public protocol Executor: AnyObject {
    /// True if a started node may wait in a queue; `Report.began` then tells when it begins to run.
    var queues: Bool { get }

    /// Receives the whole graph before its first node starts. Throws if no node could be started.
    func prepare(_ graph: Graph) throws

    /// Starts a node on `threads` threads, or finds it again if an earlier run started it and it still runs.
    ///
    /// Throws `NoRoom` if it can be started once others have ended, and any other error if it cannot be started at all.
    func start(_ node: Graph.Node, threads: Int) throws -> Handle

    /// Returns everything that has happened since the last call, in order; waits for at most `seconds` if nothing has.
    func poll(_ seconds: Double) -> [Report]

    /// Receives nodes that will not be started, because one that they need failed or the run stops at its first failure.
    func skip(_ nodes: [Graph.Node])

    /// Asks a node to end, but not in the middle of writing a file.
    func cancel(_ handle: Handle)

    /// Ends a node at once.
    func kill(_ handle: Handle)
}

extension Executor {
    /// False: a node runs as soon as it has started.
    public var queues: Bool { false }
    /// Does nothing.
    public func prepare(_ graph: Graph) throws {}
    /// Does nothing.
    public func skip(_ nodes: [Graph.Node]) {}
}

/// Identifies a node that an executor runs, from `start` until its end is reported.
public struct Handle: Hashable, Sendable {
    /// The executor's number for it, such as a process number.
    public let number: Int

    /// Makes a handle; no two running nodes of an executor have the same number.
    public init(number: Int) { self.number = number }
}

/// News of a running node.
public enum Report: Sendable {
    /// It left the queue and runs; only from an executor that queues.
    case began(Handle)
    /// Its progress.
    case message(Handle, Message)
    /// Its end: success, or the reason for the failure.
    case ended(Handle, failure: String?)
}

/// The executor cannot run more nodes for now.
public struct NoRoom: Error, CustomStringConvertible {
    /// As in "a pipe: cannot make: Too many open files".
    public let description: String

    /// The error; `reason` names the exhausted resource.
    public init(_ reason: String) { description = reason }
}
