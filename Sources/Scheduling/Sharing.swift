/// How a run divides the cores of a machine among its nodes: first one for each node that is ready, then what is left among those that start. One
/// thread waits for nobody, so many nodes of one thread are faster than few nodes of many.
public struct Sharing: Sendable, Equatable {
    /// The cores to divide, at least 1.
    public var cores: Int
    /// The number of nodes that run at once, at least 1.
    public var jobs: Int
    /// The number of threads of each node; nil: its share of the cores.
    public var threads: Int?

    /// A division by its properties.
    public init(cores: Int = 1, jobs: Int = 1, threads: Int? = nil) {
        precondition(cores >= 1 && jobs >= 1 && threads ?? 1 >= 1, "a run has at least one core, one job at a time and one thread for each")
        (self.cores, self.jobs, self.threads) = (cores, jobs, threads)
    }

    /// Threads of the node that starts next, at least 1: one of `ready` nodes, while `running` others use so many threads together.
    public func threads(ready: Int, running: Int, using used: Int) -> Int {
        threads ?? max(1, (cores - used) / max(1, min(ready, jobs - running)))
    }
}
