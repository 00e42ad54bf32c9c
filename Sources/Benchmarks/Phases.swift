import Synchronization
import Tensors

/// The phases of shared work in one step, as a `Team` reports them, and a prediction for more threads.
///
/// A phase of n equal items takes ceil(n / T) of them in sequence on T threads; the time between phases does not change. That leaves out effects that
/// only a measurement shows: memory that the threads share, and processors that slow down when all are busy.
public final class Phases: Sendable {
    private let state = Mutex<(start: ContinuousClock.Instant, phases: [(items: Int, seconds: Double)])>((.now, []))
    /// No phases yet.
    public init() {}

    /// Adds a phase; the observer of `Team(observe:)`.
    public func add(items: Int, seconds: Double) { state.withLock { $0.phases.append((items, seconds)) } }
    /// Begins a lap.
    public func start() { _ = lap() }
    /// The profile since the last lap began; begins the next.
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
        /// The share of the time outside all phases, 0...1.
        public var serial: Double { seconds > 0 ? max(0, 1 - phases.reduce(0) { $0 + $1.seconds } / seconds) : 0 }

        /// Predicted seconds on a number of threads.
        public func seconds(threads: Int) -> Double {
            phases.reduce(seconds * serial) { sum, phase in
                guard phase.items > 0 else { return sum }
                return sum + phase.seconds * Double((phase.items + threads - 1) / threads) / Double(phase.items)
            }
        }
    }
}
