// What the scheduler needs of whatever runs its nodes. It knows no process and no pipe: a cluster's queue fits as well. Such an executor finds a
// node's earlier job again in `start` (by `node.id`, which does not change from run to run), and reads what a node asks for from the node itself.

/// Runs nodes: here, on other machines, or in a test nowhere at all. Used from one thread.
public protocol Executor: AnyObject {
    /// Starts a node, or finds it again if an earlier run started it and it still runs.
    ///
    /// Throws `NoRoom` if it could be started once others have ended, any other error if it cannot be started at all.
    func start(_ node: Graph.Node) throws -> Handle

    /// Whatever has happened since the last call, in order; waits up to so many seconds if nothing has.
    func poll(_ seconds: Double) -> [Report]

    /// Asks a node to end as soon as none of its files is half written.
    func cancel(_ handle: Handle)

    /// Ends a node at once.
    func kill(_ handle: Handle)
}

/// A node that an executor runs, from `start` until its end is reported.
public struct Handle: Hashable, Sendable {
    /// The executor's own number for it: of a process, of a job in a queue.
    public let number: Int

    /// Makes a handle; no two running nodes of an executor have the same number.
    public init(number: Int) { self.number = number }
}

/// News of a running node.
public enum Report: Sendable {
    /// What it says of its progress.
    case message(Handle, Message)
    /// It has ended: with success, or for the reason given.
    case ended(Handle, failure: String?)
}

/// The executor runs as many nodes as it can for now.
public struct NoRoom: Error, CustomStringConvertible {
    /// As in "a pipe: cannot make: Too many open files".
    public let description: String

    /// Makes the error; `reason` says what has run out.
    public init(_ reason: String) { description = reason }
}
