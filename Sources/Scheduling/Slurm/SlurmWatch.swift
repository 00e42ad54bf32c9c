import Files
import Foundation

/// A job that the scheduler waits for.
struct SlurmWatch {
    /// The scheduler's handle for it.
    let handle: Handle
    /// The node's name.
    let id: String
    private var hasBegun = false, message: Message?, missedSince: ContinuousClock.Instant?

    /// Starts watching; nothing is known about the job yet.
    init(handle: Handle, id: String) { (self.handle, self.id) = (handle, id) }

    /// Updates the job from its entry in the queue, nil if it is not listed or the queue is not known. Returns its end: the failure, or nil for
    /// success; nil if it has not ended.
    mutating func update(_ job: SlurmJob, _ entry: QueuedTask?, isKnown: Bool, _ settings: SlurmSettings, _ reports: inout [Report]) -> String?? {
        if isKnown, let entry, entry.state == "PENDING" {
            missedSince = nil
            // Stopped by the cluster, and queued again.
            if hasBegun { tell(Message(fraction: message?.fraction ?? 0, text: "waits in the queue again (\(entry.reason))"), &reports) }
            return nil
        }
        let status = job.submission.status(job.index)
        if status == 0 { return .some(nil) }
        guard isKnown else { return nil }
        if let entry, !entry.hasEnded {
            missedSince = nil
            if !hasBegun, !entry.machine.isEmpty {
                hasBegun = true
                reports.append(.began(handle))
            }
            if hasBegun, let latest = job.submission.message(job.index) { tell(latest, &reports) }
            return nil
        }
        // One look is not enough: a job that is requeued passes through end states.
        guard let since = missedSince else {
            missedSince = .now
            return nil
        }
        let file = job.submission.outputFile(job.index)
        let verdict = SlurmVerdict(
            state: entry?.state, status: status, output: (try? Disk.read(file)).map { String(decoding: $0, as: UTF8.self) } ?? "", outputFile: file,
            settings: settings)
        return verdict.isFinal || ContinuousClock.now - since > .seconds(settings.patience) ? verdict.reason : nil
    }

    private mutating func tell(_ latest: Message, _ reports: inout [Report]) {
        if latest != message { reports.append(.message(handle, latest)) }
        message = latest
    }
}
