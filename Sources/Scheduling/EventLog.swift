// The events of a run as JSON lines, appended as they happen, so that a dashboard can follow the file.

import Files
public import Foundation

/// Appends the events of runs to a file, one line of JSON for each.
public final class EventLog {
    private let file: String, handle: FileHandle, clock: () -> Date
    private var isBroken = false

    /// A log that appends to `file`, which is created if it does not exist. Throws `FileError` if it cannot be written to.
    public init(_ file: String, clock: @escaping () -> Date = { Date() }) throws {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw FileError(file, "write", code: errno) }
        (self.file, self.clock, handle) = (file, clock, FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }

    /// Logs the start of a run of `jobs` jobs.
    public func begin(jobs: Int) { append("begin", ["jobs": jobs]) }

    /// Logs the end of a run.
    public func end(_ outcome: Outcome) {
        append(
            "end",
            [
                "status": Int(outcome.status), "succeeded": outcome.succeeded.count, "failed": outcome.failed.count,
                "skipped": outcome.skipped.count,
            ])
    }

    /// Logs an event, unless it is a tick.
    public func write(_ event: Event) {
        switch event {
        case .wouldStart(let node): append("wouldStart", node)
        case .started(let node, let handle): append("started", node, ["handle": handle.number])
        case .progressed(let node, let message, let seconds):
            append("progressed", node, ["text": message.text, "fraction": message.fraction, "seconds": seconds])
        case .succeeded(let node, let seconds): append("succeeded", node, ["seconds": seconds])
        case .failed(let node, let reason, let tail): append("failed", node, ["reason": reason, "log": node.log, "tail": tail])
        case .retrying(let node, let reason, let next): append("retrying", node, ["reason": reason, "try": next])
        case .noRoom(let running, let reason): append("noRoom", ["running": running, "reason": reason])
        case .skipped(let node, let culprit): append("skipped", node, ["because": culprit.id])
        case .stopping: append("stopping")
        case .tick: break
        }
    }

    private func append(_ event: String, _ node: Graph.Node, _ more: [String: Any] = [:]) {
        append(event, more.merging(["job": node.id, "label": node.label]) { first, _ in first })
    }

    /// A line that cannot be written, as on a full disk, does not end the run; the first failure is reported.
    private func append(_ event: String, _ more: [String: Any] = [:]) {
        let time = clock().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let line = more.merging(["event": event, "time": time]) { first, _ in first }
        do {
            try handle.write(
                contentsOf: JSONSerialization.data(withJSONObject: line, options: [.sortedKeys, .withoutEscapingSlashes]) + Data("\n".utf8))
        } catch {
            if !isBroken { StandardStreams.note("events are being lost: \(file): \(error.localizedDescription)\n") }
            isBroken = true
        }
    }
}
