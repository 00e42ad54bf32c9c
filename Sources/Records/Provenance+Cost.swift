import Foundation

extension Provenance {
    /// The cost of a piece of work.
    public struct Cost: Codable, Sendable, Equatable {
        /// Wall-clock seconds.
        public var wall: Double
        /// Processor seconds of all threads together.
        public var processor: Double
        /// The peak memory of the process so far, in bytes.
        public var peakMemory: UInt64

        /// Makes a cost.
        public init(wall: Double, processor: Double, peakMemory: UInt64) {
            (self.wall, self.processor, self.peakMemory) = (wall, processor, peakMemory)
        }
    }

    /// Measures the cost of everything between its creation and `cost`.
    public struct Meter: Sendable {
        private let start = ContinuousClock.now, processor = Meter.usage().processor

        /// Starts measuring.
        public init() {}

        /// The cost since the start, of this process alone.
        public var cost: Cost {
            let wall = start.duration(to: .now), usage = Meter.usage()
            return Cost(wall: wall / .seconds(1), processor: usage.processor - processor, peakMemory: usage.peakMemory)
        }

        private static func usage() -> (processor: Double, peakMemory: UInt64) {
            var usage = rusage()
            #if canImport(Glibc)
                getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
                let unit = 1024  // Linux counts in kibibytes, Darwin in bytes
            #else
                getrusage(RUSAGE_SELF, &usage)
                let unit = 1
            #endif
            func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
            return (seconds(usage.ru_utime) + seconds(usage.ru_stime), UInt64(usage.ru_maxrss * unit))
        }
    }
}
