public import Declarations
public import Scheduling

/// The settings of a Slurm cluster, as a file for `repro run --cluster FILE` declares them.
public struct Cluster: Declaration {
    /// The partition; nil for the cluster's default.
    public var partition: String?
    /// The account that the jobs are charged to; nil for the user's default.
    public var account: String?
    /// The time limit of each job, as Slurm writes it: minutes, `hours:minutes:seconds`, or `days-hours`; nil for the partition's.
    public var time: String?
    /// The memory of each job, such as `4G`; nil for the cluster's default.
    public var memory: String?
    /// Processors of each job, and its threads, 1 to 1024.
    public var cpus = 2
    /// Lines of a shell script that run before each job on its node, such as `module load openblas`.
    public var setup: [String] = []
    /// Further options of `sbatch`, such as `--qos=long`.
    public var options: [String] = []
    /// Seconds between two queries of the queue, 1 to 3600.
    public var interval = 15.0
    /// The most jobs of one array, 1 to 100,000: the cluster's `MaxArraySize` minus one.
    public var arraySize = 1000
    /// Two processors for each job, and the cluster's defaults.
    public init() {}

    /// Reads the settings in a YAML file. Throws `Refused` for a file that cannot be read, and `ManifestError` with every mistake in it.
    public init(file: String) throws { self = try Reader(types: []).read(Cluster.self, from: YamlFiles().load(file)) }

    /// Throws `Invalid` for a value out of range or that Slurm would misread.
    public func validate() throws {
        for (key, word) in [("partition", partition), ("account", account)] {
            if let word, word.isEmpty || !word.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.,".contains($0)) }) {
                throw Invalid(key, expected: "a name of letters, digits, -, _ and .")
            }
        }
        if let time, !time.isTimeLimit { throw Invalid("time", expected: "a time limit such as 90 (minutes), 4:00:00 or 2-12") }
        if let memory, memory.wholeMatch(of: /[1-9][0-9]{0,8}[KMGT]/) == nil { throw Invalid("memory", expected: "a size such as 4G or 800M") }
        if !(1...1024).contains(cpus) { throw Invalid("cpus", expected: "a whole number from 1 to 1024") }
        if !(1...3600).contains(interval) { throw Invalid("interval", expected: "a number of seconds from 1 to 3600") }
        if !(1...100_000).contains(arraySize) { throw Invalid("arraySize", expected: "a whole number from 1 to 100000") }
        for option in options {
            if option.wholeMatch(of: /--[a-z][a-z-]*(=.+)?/) == nil || option.contains(where: \.isNewline) {
                throw Invalid("options", expected: "a list of options of sbatch, each as --name or --name=value")
            }
            let name = option.prefix { $0 != "=" }
            if Self.own.contains(String(name)) { throw Invalid("options", expected: "without \(name), which is set for you or by another key") }
        }
        if setup.contains(where: { $0.contains(where: \.isNewline) }) { throw Invalid("setup", expected: "a list of lines") }
    }

    private static let own: Set = [
        "--account", "--array", "--chdir", "--comment", "--cpus-per-task", "--dependency", "--job-name", "--kill-on-invalid-dep", "--mem",
        "--no-requeue",
        "--ntasks", "--open-mode", "--output", "--parsable", "--partition", "--requeue", "--time", "--wait", "--wrap",
    ]

    /// The settings for the executor.
    public var settings: SlurmSettings {
        var settings = SlurmSettings()
        settings.options = (partition.map { ["--partition=\($0)"] } ?? []) + (account.map { ["--account=\($0)"] } ?? []) + options
        (settings.cpus, settings.time, settings.memory, settings.setup) = (cpus, time, memory, setup)
        (settings.interval, settings.arraySize) = (interval, arraySize)
        return settings
    }
}

extension String {
    /// True for a time limit as Slurm reads it: minutes, minutes:seconds, hours:minutes:seconds, days-hours and so on.
    fileprivate var isTimeLimit: Bool { wholeMatch(of: /[0-9]{1,5}(:[0-9]{1,2}){0,2}|[0-9]{1,3}-[0-9]{1,2}(:[0-9]{1,2}){0,2}/) != nil }
}
