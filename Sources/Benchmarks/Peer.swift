import Foundation

/// Another program that does the same steps on the same nets: a command that takes `--net NAME --batch N --steps STEP --json` and prints
/// `{"images_per_second": {STEP: N}}`.
public struct Peer: Sendable {
    /// As a shell would read it.
    public let command: String
    public init(_ command: String) { self.command = command }

    /// What it says of one step, and the most memory [MiB] that it held.
    public func measure(_ step: Step, net: String, batch: Int) throws -> (imagesPerSecond: Double, memory: Double?) {
        let process = Process(), pipe = Pipe(), line = "exec \(command) --net \(net) --batch \(batch) --steps \(step.rawValue) --json"
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", line]
        process.standardOutput = pipe
        try process.run()
        var memory: Double?
        // The peak never falls, so that the last look before the end is enough.
        while process.isRunning {
            memory = PeakMemory.mebibytes(of: process.processIdentifier) ?? memory
            usleep(20_000)
        }
        let text = try pipe.fileHandleForReading.readToEnd() ?? Data()
        guard let answer = try? JSONDecoder().decode(Answer.self, from: text), let rate = answer.images_per_second[step.rawValue] else {
            throw PeerError(command: line, status: process.terminationStatus)
        }
        return (rate, memory)
    }

    private struct Answer: Decodable { let images_per_second: [String: Double] }
}

/// A peer that did not answer as it should.
public struct PeerError: Error, CustomStringConvertible {
    let command: String, status: Int32
    public var description: String { "\(command): ended with status \(status); expected {\"images_per_second\": {...}} on its output" }
}
