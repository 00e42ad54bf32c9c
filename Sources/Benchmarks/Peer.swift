import Files
import Foundation

/// Another program that does the same steps on the same nets. It takes `--net NAME --batch N --steps STEP --json` and prints `{"images_per_second":
/// {STEP: N}}`.
public struct Peer: Sendable {
    /// A program and its arguments, as a shell splits them (`env A=B program` sets variables).
    public let command: String
    /// The time limit in seconds, after which it is stopped.
    public var limit = 1800.0
    /// A peer by its command.
    public init(_ command: String) { self.command = command }

    /// Its images per second for one step on a number of threads (OMP_NUM_THREADS), and its peak memory in MiB. Throws `PeerError` if it fails, takes
    /// too long or prints something else.
    public func measure(_ step: Step, net: String, batch: Int, threads: Int) throws -> (imagesPerSecond: Double, memory: Double?) {
        let line = "exec \(command) --net \(net) --batch \(batch) --steps \(step.rawValue) --json"
        // A file, not a pipe: a full pipe would block the program while we wait for it to end.
        let answer = FileManager.default.temporaryDirectory.appending(path: "peer-\(UUID().uuidString)")
        try Data().write(to: answer)
        defer { try? FileManager.default.removeItem(at: answer) }
        let output = try FileHandle(forWritingTo: answer)
        let environment = ProcessInfo.processInfo.environment.merging(["OMP_NUM_THREADS": "\(threads)"]) { $1 }
        let process = try ChildProcess(
            "/bin/sh", ["-c", line], environment: environment, output: .descriptor(output.fileDescriptor), ownGroup: true)
        let start = ContinuousClock.now
        var memory: Double?, ending: ChildProcess.Ending?
        // The peak never falls, so the last reading before the end is enough.
        while ending == nil {
            memory = PeakMemory.mebibytes(of: process.identifier) ?? memory
            ending = process.wait(limit: 0.02)
            if ending == nil, start.duration(to: .now) / .seconds(1) > limit {
                process.send(SIGKILL)
                process.wait()
                throw PeerError(command: line, what: "took more than \(Int(limit)) seconds")
            }
        }
        if let ending, ending != .status(0) { throw PeerError(command: line, what: "\(ending)") }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(contentsOf: answer)),
            let rate = answer.images_per_second[step.rawValue], rate > 0, rate < 1e9
        else { throw PeerError(command: line, what: "expected it to print {\"images_per_second\": {\"\(step.rawValue)\": N}}") }
        return (rate, memory)
    }

    private struct Answer: Decodable { let images_per_second: [String: Double] }
}

/// A peer that failed or printed something unexpected.
public struct PeerError: Error, CustomStringConvertible {
    let command: String, what: String
    /// One line.
    public var description: String { "\(command): \(what)" }
}
