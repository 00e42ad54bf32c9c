// If a run dies, its jobs continue. The next run recognises them by the comment that they were submitted with, which names the folder of their
// files.

import Files
import Foundation

extension Slurm {
    /// The jobs of earlier runs that are in the queue, by the names of their nodes.
    func find(_ queue: [QueuedTask]) -> [String: [SlurmJob]] {
        var submissions: [String: SlurmSubmission] = [:], found: [String: [SlurmJob]] = [:]
        for task in queue where !task.hasEnded {
            if submissions[task.comment] == nil {
                guard !task.comment.contains("/"), let submission = SlurmSubmission(task.comment, in: folder) else { continue }
                submission.array = task.array
                submissions[task.comment] = submission
            }
            guard let submission = submissions[task.comment], submission.tasks.indices.contains(task.index) else { continue }
            let job = SlurmJob(submission: submission, index: task.index)
            found[job.words[0], default: []].append(job)
        }
        return found
    }

    /// Removes the files of submissions that are no longer in the queue, unless another run may still read them.
    func sweep(keeping queue: [QueuedTask]) throws {
        guard try FileLock.tryLock("\(folder)/.running") != nil else { return }
        try FileLock.Probe.sweep(folder)
        let kept = Set(queue.filter { !$0.hasEnded }.map(\.comment))
        for name in try Disk.list(folder) where !kept.contains(name) && SlurmSubmission(name, in: folder) != nil {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
    }
}
