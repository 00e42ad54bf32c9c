import Foundation

extension Provenance {
    /// The machine, as the system describes it.
    public struct Machine: Codable, Sendable, Equatable {
        /// The processor's name, as in `AMD EPYC 7B13`.
        public var processor: String
        /// Those of the processor's extensions that affect speed.
        public var extensions: [String]
        /// Processors that this process may run on.
        public var cores: Int
        /// Bytes of memory.
        public var memory: UInt64
        /// The system and its release.
        public var system: String

        /// Makes a machine.
        public init(processor: String, extensions: [String], cores: Int, memory: UInt64, system: String) {
            (self.processor, self.extensions, self.cores, self.memory, self.system) = (processor, extensions, cores, memory, system)
        }

        /// This machine, from /proc/cpuinfo if there is one.
        public static func current() -> Machine {
            // Files in /proc report size 0, so read to the end.
            let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
            let process = ProcessInfo.processInfo
            return Machine(
                cpuInfo: text, cores: process.activeProcessorCount, memory: process.physicalMemory, system: process.operatingSystemVersionString)
        }

        /// Reads the text of /proc/cpuinfo; missing facts are "unknown".
        package init(cpuInfo text: String, cores: Int, memory: UInt64, system: String) {
            func value(_ names: [String]) -> String? {
                for line in text.split(separator: "\n") {
                    let halves = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                    if halves.count == 2, names.contains(halves[0]) { return halves[1] }
                }
                return nil
            }
            let flags = Set((value(["flags", "Features"]) ?? "").split(separator: " ").map(String.init))
            self.init(
                processor: value(["model name", "Processor", "CPU part"]) ?? "unknown",
                extensions: ["avx2", "fma", "avx512f", "avx512vl", "asimd", "sve"].filter(flags.contains), cores: cores, memory: memory,
                system: system)
        }
    }
}
