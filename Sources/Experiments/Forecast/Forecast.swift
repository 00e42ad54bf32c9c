public import Records
public import Scheduling
import Datasets
import Foundation

/// Predicts how long the open jobs of a plan will take: from past jobs of their kind in the store, else from calibration.
public final class Forecast {
    private let speeds: [Timing.Kind: Double], memory: MemoryForecast, calibration: Calibration
    /// Seconds per unit of a kind of job, by kind and threads: thousands of jobs share a few kinds.
    private var known: [String: Double?] = [:]
    /// The overhead of a job in seconds: starting a process, reading data and weights.
    private static let overhead = 0.3

    /// `past`: use earlier jobs in the store; they say nothing about a machine other than this one. Throws `FileError`.
    public init(in store: Store, _ calibration: Calibration, past: Bool = true) throws {
        self.calibration = calibration
        speeds = past ? try Timing.speeds(in: store) : [:]
        memory = try MemoryForecast(in: store)
    }

    /// Seconds for a job on a number of threads; nil if nothing is known about its kind and nothing may be measured.
    public func seconds(_ status: Status, threads: Int) throws -> Double? {
        if status.isDone { return 0 }
        let effort = status.item.job.work.effort, key = "\(threads) \(effort.kind)"
        let speed = try known[key] ?? speed(of: effort, threads)
        known[key] = .some(speed)
        return speed.map { $0 * Double(status.remainder.units) + Self.overhead }
    }

    private func speed(of effort: Effort, _ threads: Int) throws -> Double? {
        if let speed = speeds[Timing.Kind(name: effort.kind, threads: threads, machine: Host.kind)] { return speed }
        guard let (exercise, repeats) = effort.exercise else { return nil }
        return try calibration.seconds(exercise, threads: threads).map { $0 * repeats }
    }

    /// The expected memory of a job, in bytes.
    public func bytes(_ status: Status) -> UInt64 { memory.bytes(status.item) }

    /// Seconds from the start of the first job to the end of the last, in the order of the plan; nil if the time of one of them is unknown.
    public func seconds(_ open: [Status], _ sharing: Sharing) throws -> Double? {
        let waiting = open.filter { !$0.isDone }, places = Dictionary(uniqueKeysWithValues: waiting.enumerated().map { ($1.item.key, $0) })
        var unmet = waiting.map { $0.item.job.work.inputs.count { places[$0.key] != nil } }, dependants = waiting.map { _ in [Int]() }
        for (place, status) in waiting.enumerated() {
            for input in status.item.job.work.inputs { if let other = places[input.key] { dependants[other].append(place) } }
        }
        // Jobs that can start, first in the plan first; running jobs, first to end first.
        var ready = Heap(waiting.indices.filter { unmet[$0] == 0 }), running = Heap<End>(), now = 0.0, started = 0
        var threads = waiting.map { _ in 0 }, used = 0, usedMemory: UInt64 = 0
        let expected = waiting.map { sharing.memory == nil ? 0 : memory.bytes($0.item) }
        while started < waiting.count || !running.isEmpty {
            while running.count < sharing.jobs, let place = ready.popFirst() {
                if !running.isEmpty, !sharing.hasMemory(for: expected[place], beside: usedMemory) {
                    ready.insert(place)
                    break
                }
                usedMemory += expected[place]
                threads[place] = sharing.threads(ready: ready.count + 1, running: running.count, using: used)
                used += threads[place]
                guard let seconds = try seconds(waiting[place], threads: threads[place]) else { return nil }
                running.insert(End(time: now + seconds, place: place))
                started += 1
            }
            guard let end = running.popFirst() else { return nil }  // needs that no order can meet
            now = end.time
            used -= threads[end.place]
            usedMemory -= expected[end.place]
            for dependant in dependants[end.place] {
                unmet[dependant] -= 1
                if unmet[dependant] == 0 { ready.insert(dependant) }
            }
        }
        return now
    }
}

/// The end of a running job: its time, and the job's place in the plan.
private struct End: Comparable {
    let time: Double, place: Int

    static func < (a: End, b: End) -> Bool { (a.time, a.place) < (b.time, b.place) }
}
