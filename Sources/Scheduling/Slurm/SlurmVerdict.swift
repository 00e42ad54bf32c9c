// A job that has left the queue is judged by the files that it wrote, and by Slurm's state if it is still listed. Slurm forgets a job
// some minutes after its end; the last messages of its daemon remain in the job's output.

import Foundation

/// Judges the end of a job by what it left.
package struct SlurmVerdict {
    /// Slurm's name for its state; nil if it is no longer listed.
    package var state: String?
    /// The exit status that the job wrote; nil if none.
    package var status: Int32?
    /// The output of the job's script, with the messages of Slurm's daemon.
    package var output: String
    /// The file with that output.
    package var outputFile: String
    /// The settings that it was submitted with.
    package var settings: SlurmSettings

    /// A verdict on these facts.
    package init(state: String?, status: Int32?, output: String, outputFile: String, settings: SlurmSettings) {
        (self.state, self.status, self.output, self.outputFile, self.settings) = (state, status, output, outputFile, settings)
    }

    /// The reason for the failure.
    package var reason: String {
        if let status, status < 128, cause(ofState: state) == nil { return "ended with status \(status)" }
        if let cause = cause(ofState: state) ?? cause(ofOutput: output) { return words(cause) }
        switch status {
        case 128 + SIGKILL: return "killed (often: out of memory)"
        case let status?: return "ended by signal \(status - 128) (\(String(cString: strsignal(status - 128))))"
        case nil: return "left the queue without a result (is the store on a file system that the machines share?); Slurm's output: \(outputFile)"
        }
    }

    /// True if waiting for a status, which a network file system may show late, could not change the reason.
    package var isFinal: Bool { status != nil || cause(ofState: state) != nil || cause(ofOutput: output) != nil }

    private enum Cause { case time, memory, cancelled, preempted, machine }

    private func cause(ofState state: String?) -> Cause? {
        switch state {
        case "TIMEOUT", "DEADLINE": .time
        case "OUT_OF_MEMORY": .memory
        case "CANCELLED": .cancelled
        case "PREEMPTED": .preempted
        case "NODE_FAIL", "BOOT_FAIL": .machine
        default: nil
        }
    }

    /// Only the daemon's last message counts: earlier ones belong to earlier starts.
    private func cause(ofOutput text: String) -> Cause? {
        guard let line = text.split(whereSeparator: \.isNewline).last(where: { $0.contains("slurmstepd") })?.lowercased() else { return nil }
        if line.contains("time limit") { return .time }
        if line.contains("oom") || line.contains("out of memory") || line.contains("memory limit") { return .memory }
        if line.contains("preemption") { return .preempted }
        if line.contains("node failure") { return .machine }
        return line.contains("cancelled at") && !line.contains("requeue") ? .cancelled : nil
    }

    private func words(_ cause: Cause) -> String {
        switch cause {
        case .time: "exceeded its time limit\(settings.time.map { " of \($0)" } ?? ""); finished work is kept: run again, or raise `time`"
        case .memory: "killed for memory\(settings.memory.map { ": it needs more than \($0)" } ?? ""); raise `memory`"
        case .cancelled: "cancelled"
        case .preempted: "preempted, and the cluster did not queue it again; finished work is kept: run again"
        case .machine: "its machine failed; finished work is kept: run again"
        }
    }
}
