/// The division of a machine's cores and memory among the nodes of a run. Each ready node first gets one core, then those that start get the rest: a
/// single thread never waits, so that many single-threaded nodes are faster than a few with many threads. A node starts only while the memory that
/// it expects is free, unless it would run alone.
public struct Sharing: Sendable, Equatable {
    /// The cores to divide, at least 1.
    public var cores: Int
    /// The number of nodes that run at once, at least 1.
    public var jobs: Int
    /// The number of threads of each node; nil for its share of the cores.
    public var threads: Int?
    /// The memory to divide, in bytes; nil for no limit.
    public var memory: UInt64?

    /// A division by its properties.
    public init(cores: Int = 1, jobs: Int = 1, threads: Int? = nil, memory: UInt64? = nil) {
        precondition(cores >= 1 && jobs >= 1 && threads ?? 1 >= 1, "a run has at least one core, one job at a time and one thread for each")
        (self.cores, self.jobs, self.threads, self.memory) = (cores, jobs, threads, memory)
    }

    /// True if a node that expects `expected` bytes may start while others expect `used` bytes in total.
    public func hasMemory(for expected: UInt64, beside used: UInt64) -> Bool { memory.map { used + expected <= $0 } ?? true }

    /// Threads of the node that starts next, at least 1: one of `ready` nodes, while `running` others use `used` threads in total.
    public func threads(ready: Int, running: Int, using used: Int) -> Int {
        threads ?? max(1, (cores - used) / max(1, min(ready, jobs - running)))
    }
}
