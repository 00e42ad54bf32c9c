public import Records
import Files
import Foundation
import Scheduling
import Tensors

/// Runs one job of a store. If another process is running it already, waits for that one and finds the work done.
public struct JobRun {
    let key: Key, workspace: Workspace
    /// A run of the job with this key in a workspace.
    public init(_ key: Key, in workspace: Workspace) { (self.key, self.workspace) = (key, workspace) }

    /// The most samples of one job.
    public static let mostSamples = 1_000_000_000

    /// Computes the missing samples block by block. Returns how many samples it computed.
    @discardableResult
    public func callAsFunction(_ samples: [Range<Int>]) throws -> Int {
        let job = try workspace.job(key), work = job.work, store = workspace.store
        let lock = try store.tryLock(key) ?? wait()
        defer { withExtendedLifetime(lock) {} }
        for mistake in try work.discardDamaged(store, key) { StandardStreams.note("\(mistake): it will be recomputed\n") }
        let remainder = try work.remainder(of: samples, store, key), total = remainder.count
        if total == 0 { return 0 }
        let record = try Record(of: job, key, in: workspace, units: remainder.units), run = try work.prepare(workspace, key)
        // Write it before the first block, so that a job killed after its last block has a record too.
        try record.write(share: 0)
        var done = 0
        if work.isDivisible { workspace.report(Message(fraction: 0, text: "0 of \(total) samples")) }
        for block in blocks(remainder.missing, of: workspace.block ?? work.block) {
            try run(Array(block))
            done += block.count
            try record.write(share: Double(done) / Double(total))
            workspace.report(Message(fraction: Double(done) / Double(total), text: work.isDivisible ? "\(done) of \(total) samples" : "done"))
        }
        return done
    }

    private func wait() throws -> FileLock {
        workspace.report(Message(fraction: 0, text: "waiting for another run of this job"))
        return try workspace.store.lock(key)
    }
}

/// Splits ranges into blocks of at most `count`.
func blocks(_ ranges: [Range<Int>], of count: Int) -> [Range<Int>] {
    ranges.flatMap { range in
        stride(from: range.lowerBound, to: range.upperBound, by: count).map { $0..<min($0 + count, range.upperBound) }
    }
}

/// A job's provenance and timing, kept up to date while it runs. Includes the cost of earlier, interrupted runs.
private struct Record {
    let job: Job, key: Key, workspace: Workspace, units: Int
    private let meter = Provenance.Meter(), source = Provenance.Source.current(), earlier: Provenance.Cost?

    init(of job: Job, _ key: Key, in workspace: Workspace, units: Int) throws {
        (self.job, self.key, self.workspace, self.units) = (job, key, workspace, units)
        earlier = (try? workspace.store.provenance(key))?.cost
    }

    /// `share`: the finished share of the run's units.
    func write(share: Double) throws {
        var cost = meter.cost
        if let earlier {
            cost = Provenance.Cost(
                wall: cost.wall + earlier.wall, processor: cost.processor + earlier.processor,
                peakMemory: max(cost.peakMemory, earlier.peakMemory))
        }
        try workspace.write(try workspace.provenance(of: job, source, cost).json(), key, "provenance.json")
        guard share > 0 else { return }
        let kind = Timing.Kind(name: job.work.effort.kind, threads: workspace.team.threads, machine: Host.kind)
        let timing = Timing(kind: kind, units: Int(Double(units) * share), seconds: meter.cost.wall, peakMemory: meter.cost.peakMemory)
        // A failure to write the timing does not fail the job.
        try? workspace.write(try JSONEncoder().encode(timing), key, Timing.file)
    }
}
