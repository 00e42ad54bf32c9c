public import Records
import Attacks
import Datasets
import Foundation
import Observations
import Training

/// How long the open jobs of a plan will take: from past jobs of their kind in the store, else from calibration.
public struct Forecast {
    private let plan: Plan, speeds: [Timing.Kind: Double], calibration: Calibration
    /// What a job takes beside its work: a process, the data, the weights.
    private static let overhead = 0.3

    /// `past`: whether earlier jobs in the store count; a machine that is not this one has none.
    public init(_ plan: Plan, in store: Store, _ calibration: Calibration, past: Bool = true) throws {
        (self.plan, self.calibration) = (plan, calibration)
        speeds = past ? try Timing.speeds(in: store) : [:]
    }

    /// Seconds of a job on a number of threads; nil if nothing is known of its kind and nothing may be measured.
    public func seconds(_ status: Status, threads: Int) throws -> Double? {
        if status.isDone { return 0 }
        if let speed = speeds[Timing.Kind(name: status.item.kind, threads: threads, machine: Host.kind)] {
            return speed * Double(status.units) + Self.overhead
        }
        guard let (exercise, images) = effort(status) else { return nil }
        return try calibration.seconds(exercise, threads: threads).map { $0 * images + Self.overhead }
    }

    /// Seconds from the start of the first job to the end of the last, `jobs` at once and each on `threads` threads, in the order of the plan;
    /// nil if one of them is not known.
    public func seconds(_ open: [Status], jobs: Int, threads: Int) throws -> Double? {
        var ends: [Key: Double] = [:], free = Array(repeating: 0.0, count: max(jobs, 1)), waiting = open.filter { !$0.isDone }
        while !waiting.isEmpty {
            // The first job of the plan that can begin soonest.
            let ready = waiting.map { $0.item.job.work.inputs.map { ends[$0] ?? (isWaiting($0, waiting) ? .infinity : 0) }.max() ?? 0 }
            let slot = free.indices.min { free[$0] < free[$1] } ?? 0
            let starts = ready.map { max($0, free[slot]) }, next = starts.indices.min { starts[$0] < starts[$1] } ?? 0
            let status = waiting.remove(at: next)
            guard let seconds = try seconds(status, threads: threads) else { return nil }
            free[slot] = starts[next] + seconds
            ends[status.item.key] = free[slot]
        }
        return free.max() ?? 0
    }
    private func isWaiting(_ key: Key, _ waiting: [Status]) -> Bool { waiting.contains { $0.item.key == key } }

    /// The exercise that a job repeats, and for how many images: a gradient is a forward and a backward pass.
    private func effort(_ status: Status) -> (Exercise, Double)? {
        func net(_ key: Key) -> Recipe? { (plan[key]?.job.work as? Train)?.recipe }
        switch status.item.job.work {
        case let train as Train: return (.training(train.recipe), Double(status.units))
        case let attack as AttackImages:
            return net(attack.model).map { (.gradient($0.architecture, $0.data), Double(status.units) * attack.attack.passes / 2) }
        case let observe as Observe:
            return net(observe.model).map {
                (.gradient($0.architecture, $0.data), Double(status.units) * observe.observation.passes(classes: $0.data.classes) / 2)
            }
        default: return nil
        }
    }
}
