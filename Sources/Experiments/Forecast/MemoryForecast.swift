public import Records
import Foundation

/// Predicts the memory of a job: the peak of its kind among the past jobs of the store.
public struct MemoryForecast: Sendable {
    private let peaks: [String: UInt64]
    /// The assumption for a kind of job that never ran: enough for a training of the paper's net.
    static let unknown: UInt64 = 3 << 30

    /// A forecast from the past jobs of a store. Throws `FileError`.
    public init(in store: Store) throws {
        peaks = try Timing.all(in: store).reduce(into: [:]) { peaks, timing in
            peaks[timing.kind.name] = max(peaks[timing.kind.name] ?? 0, timing.peakMemory ?? 0)
        }
    }

    /// The expected memory of a job, in bytes.
    public func bytes(_ item: Plan.Item) -> UInt64 {
        peaks[item.job.work.effort.kind].flatMap { $0 > 0 ? $0 : nil } ?? Self.unknown
    }
}
