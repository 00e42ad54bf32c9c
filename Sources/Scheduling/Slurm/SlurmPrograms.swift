import Files
import Foundation

/// Slurm's programs, or a substitute in a test.
package protocol SlurmClient: AnyObject {
    /// Runs a program and returns its standard output. Throws `SlurmError` with its message if it fails or does not answer.
    func answer(_ program: String, _ words: [String]) throws -> String
}

/// Slurm's programs on this machine.
final class SlurmPrograms: SlurmClient {
    /// Longer than the programs' own time limits for a controller that does not answer.
    private static let limit = Duration.seconds(120)

    func answer(_ program: String, _ words: [String]) throws -> String {
        let output = try channel(), errors = try channel()
        // With a user's variables, `squeue` could show only a selection or shorten lists.
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SQUEUE_") }
        environment["SLURM_BITSTR_LEN"] = "0"
        let child: ChildProcess
        do {
            child = try ChildProcess(
                program, words, environment: environment, output: .descriptor(output.write), errors: .descriptor(errors.write), ownGroup: true)
        } catch { throw SlurmError("\(error)") }
        output.closeWriting()
        errors.closeWriting()
        var said = Data(), complained = Data(), isOpen = (output: true, errors: true)
        let start = ContinuousClock.now
        while isOpen.output || isOpen.errors {
            if let more = output.read(milliseconds: isOpen.output ? 10 : 0) { said += more } else { isOpen.output = false }
            if let more = errors.read(milliseconds: isOpen.output ? 0 : 10) { complained += more } else { isOpen.errors = false }
            // A Ctrl-C does not wait for an answer, except for that to a submission, whose number must be known.
            let isStopped = StopSignals.first != nil && program != "sbatch"
            if isStopped || ContinuousClock.now - start > Self.limit {
                child.send(SIGKILL)
                child.wait()
                throw SlurmError("\(program): no answer")
            }
        }
        guard let ending = child.wait(limit: 60), ending == .status(0) else {
            let reason = String(decoding: complained, as: UTF8.self).split(whereSeparator: \.isNewline).joined(separator: "; ")
            throw SlurmError(reason.isEmpty ? "\(program): \(child.poll().map { "\($0)" } ?? "no answer")" : reason)
        }
        return String(decoding: said, as: UTF8.self)
    }

    private func channel() throws -> Channel {
        do { return try Channel() } catch { throw SlurmError("\(error)") }
    }
}
