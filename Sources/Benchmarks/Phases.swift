import Synchronization
import Tensors

/// The phases of shared work in one step, as a `Team` tells of them, and what they say of more threads.
///
/// A phase of n equal items takes ceil(n / T) of them one after another on T threads; what lies between the phases stays as long as it is. That
/// leaves out what only a measurement shows: memory that the threads share, and processors that slow down when all are at work.
public final class Phases: Sendable {
    private let state = Mutex<(start: ContinuousClock.Instant, phases: [(items: Int, seconds: Double)])>((.now, []))
    /// No phases yet.
    public init() {}

    /// For `Team(observe:)`.
    public func add(items: Int, seconds: Double) { state.withLock { $0.phases.append((items, seconds)) } }
    /// Begins a lap.
    public func start() { _ = lap() }
    /// What has passed since the last lap began.
    public func lap() -> Profile {
        state.withLock { state in
            let now = ContinuousClock.now, profile = Profile(seconds: state.start.duration(to: now) / .seconds(1), phases: state.phases)
            state = (now, [])
            return profile
        }
    }

    /// One step on one thread: seconds in all, and in each phase.
    public struct Profile: Sendable {
        /// Seconds in all, and the items and seconds of each phase.
        public let seconds: Double, phases: [(items: Int, seconds: Double)]
        /// A profile by its times.
        public init(seconds: Double, phases: [(items: Int, seconds: Double)]) { (self.seconds, self.phases) = (seconds, phases) }
        /// The share of the time that lies outside all phases.
        public var serial: Double { seconds > 0 ? max(0, 1 - phases.reduce(0) { $0 + $1.seconds } / seconds) : 0 }

        /// Seconds on a number of threads.
        public func seconds(threads: Int) -> Double {
            phases.reduce(seconds * serial) { sum, phase in
                guard phase.items > 0 else { return sum }
                return sum + phase.seconds * Double((phase.items + threads - 1) / threads) / Double(phase.items)
            }
        }
    }
}
