/// The settings of a cluster, as far as submitting and following jobs needs them.
public struct SlurmSettings: Sendable, Equatable {
    /// Options of `sbatch`, such as `--partition=long`, one each.
    public var options: [String] = []
    /// Processors of each job, at least 1; it runs on as many threads.
    public var cpus = 1
    /// The time limit of each job in Slurm's form, such as `4:00:00`; nil for the partition's default.
    public var time: String?
    /// The memory of each job, such as `4G`; nil for the cluster's default.
    public var memory: String?
    /// Lines of a shell script that run before the job on its node.
    public var setup: [String] = []
    /// Seconds between two queries of the queue, more than 0.
    public var interval = 15.0
    /// The most jobs of one array, at least 1; clusters accept 1000 unless configured otherwise.
    public var arraySize = 1000
    /// Seconds after which a job that has left the queue without a result counts as failed: a network file system shows new files with a delay.
    package var patience = 90.0

    /// One processor, and the cluster's defaults.
    public init() {}
}
