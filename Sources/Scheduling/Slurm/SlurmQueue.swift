// The queue as one call of `squeue` lists it, with the jobs that ended in the last minutes (the cluster's MinJobAge, 300 s by default). If that
// call fails, `scontrol show job` gives the same facts in another format. Accounting (`sacct`) is not used: many small clusters have none.

/// A task of a job array, as the queue shows it.
package struct QueuedTask: Sendable, Equatable {
    /// The array's job number.
    package let array: Int
    /// Its place in the array, from 0.
    package let index: Int
    /// Slurm's name for its state, such as `RUNNING`.
    package let state: String
    /// Slurm's reason for a wait or failure, such as `Priority`.
    package let reason: String
    /// The machine that it runs on; empty while it waits.
    package let machine: String
    /// The comment that it was submitted with.
    package let comment: String

    /// A task by its properties.
    package init(array: Int, index: Int, state: String, reason: String, machine: String, comment: String) {
        (self.array, self.index, self.state, self.reason, self.machine, self.comment) = (array, index, state, reason, machine, comment)
    }

    /// True if it has ended for good. An unknown state counts as not ended.
    package var hasEnded: Bool { Self.endStates.contains(state) }

    private static let endStates: Set = [
        "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT",
    ]
}

/// A failure of Slurm's programs.
package struct SlurmError: Error, CustomStringConvertible, Sendable {
    /// As in "squeue: Unable to contact slurm controller".
    package let description: String
    /// The error with this text.
    package init(_ description: String) { self.description = description }
}

/// Reads the answers of Slurm's programs.
package enum SlurmQueue {
    /// The arguments that ask `squeue` for the jobs with a name.
    package static func words(name: String) -> [String] { ["--noheader", "--array", "--states=all", "--name=\(name)", "--format=%F|%K|%T|%r|%N|%k"] }

    /// The tasks in the output of `squeue`; jobs that are not arrays are left out. Throws `SlurmError` for a line of another form.
    package static func tasks(squeue text: String) throws -> [QueuedTask] {
        try text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let fields = line.split(separator: UInt8(ascii: "|"), maxSplits: 5, omittingEmptySubsequences: false)
            guard fields.count == 6, let array = Int(Substring(fields[0])) else {
                throw SlurmError("squeue: a line of unknown form: \(Substring(line).prefix(80))")
            }
            guard let index = Int(Substring(fields[1])) else { return nil }
            return QueuedTask(
                array: array, index: index, state: String(Substring(fields[2])), reason: String(Substring(fields[3])),
                machine: String(Substring(fields[4])), comment: String(Substring(fields[5])))
        }
    }

    /// The tasks of jobs with this name in the output of `scontrol --oneliner show job`. Throws `SlurmError` for output of another form.
    package static func tasks(scontrol text: String, name: String) throws -> [QueuedTask] {
        try text.split(separator: "\n").flatMap { line -> [QueuedTask] in
            if line == "No jobs in the system" { return [] }
            func value(_ key: String) -> String? {
                line.firstRange(of: " \(key)=").map { String(line[$0.upperBound...].prefix { $0 != " " }) }
            }
            guard line.hasPrefix("JobId="), let state = value("JobState") else {
                throw SlurmError("scontrol: a line of unknown form: \(line.prefix(80))")
            }
            guard value("JobName") == name, let array = value("ArrayJobId").flatMap({ Int($0) }), let places = value("ArrayTaskId") else { return [] }
            let machine = value("NodeList") ?? "", reason = value("Reason") ?? "", comment = value("Comment") ?? ""
            return indices(places).map {
                QueuedTask(array: array, index: $0, state: state, reason: reason, machine: machine == "(null)" ? "" : machine, comment: comment)
            }
        }
    }

    /// The places in a list such as `0,3-5%2`, where `%2` limits how many run at once.
    static func indices(_ list: String) -> [Int] {
        list.prefix { $0 != "%" }.split(separator: ",").flatMap { part -> [Int] in
            let ends = part.split(separator: "-").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last, first <= last else { return [] }
            return Array(first...last)
        }
    }
}
