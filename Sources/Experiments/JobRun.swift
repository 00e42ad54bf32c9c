public import Records
import Files
import Foundation
import Scheduling
import Tensors

/// Runs one job of a store, alone or beside other processes: who comes second waits for the first, and finds its work done.
public struct JobRun {
    let key: Key, kind: String, workspace: Workspace
    /// `kind`: what its speed is kept under (`Plan.Item.kind`); nothing is kept for none.
    public init(_ key: Key, kind: String = "", in workspace: Workspace) { (self.key, self.kind, self.workspace) = (key, kind, workspace) }

    /// Does the samples of 0..<images that are missing (of `range`, if given), a block at a time. Gives how many it did.
    @discardableResult
    public func callAsFunction(images: Int, range: Range<Int>? = nil) throws -> Int {
        let job = try workspace.job(key), store = workspace.store
        let lock = try store.tryLock(key) ?? wait()
        defer { withExtendedLifetime(lock) {} }
        for mistake in try store.discardDamaged(key) { FileHandle.standardError.write(Data("\(mistake): run again\n".utf8)) }
        let missing = try job.work.missing(range?.upperBound ?? images, store, key).filter { range?.contains($0) ?? true }
        if missing.isEmpty { return 0 }
        // A part of the images is no training's.
        let units = range == nil || range == 0..<images ? try job.work.units(images, store, key) : missing.count
        let meter = Provenance.Meter(), source = Provenance.Source.current(), work = try job.work.prepare(workspace, key)
        var done = 0
        if !(job.work is Train) { workspace.report(Message(fraction: 0, text: "0 of \(missing.count) images")) }
        for block in blocks(missing, of: workspace.block ?? job.work.block) {
            try work(block)
            done += block.count
            let text = job.work is Train ? "trained" : "\(done) of \(missing.count) images"
            workspace.report(Message(fraction: Double(done) / Double(missing.count), text: text))
        }
        try workspace.write(try workspace.provenance(of: job, source, meter.cost).json(), key, "provenance.json")
        let timing = Timing(
            kind: Timing.Kind(name: kind, threads: workspace.team.threads, machine: Host.kind), units: units, seconds: meter.cost.wall)
        // The basis of an estimate is not worth a failure.
        if !kind.isEmpty { try? workspace.write(try JSONEncoder().encode(timing), key, Timing.file) }
        return done
    }

    private func wait() throws -> FileLock {
        workspace.report(Message(fraction: 0, text: "waits for another run that has this job"))
        return try workspace.store.lock(key)
    }
}

/// Ascending samples in blocks without gaps, each of at most `count`.
func blocks(_ samples: [Int], of count: Int) -> [[Int]] {
    samples.reduce(into: []) { blocks, sample in
        if let last = blocks.last, last.count < count, last.last == sample - 1 {
            blocks[blocks.count - 1].append(sample)
        } else {
            blocks.append([sample])
        }
    }
}
