import Networks
public import Tensors

/// The speed-up on more threads than this machine has, predicted from the phases of a step on one thread.
public struct Scaling: Codable, Sendable {
    /// The net and the step, by name.
    public let net: String, step: String
    /// The share of the time on one thread, 0...1, that is outside the shared work.
    public let serial: Double
    /// The predicted speed-up over one thread, by number of threads.
    public let speedup: [Int: Double]

    /// Profiles each step on one thread, with its work divided as for each number of threads. Throws what the architectures throw.
    public static func measure(
        nets: [String], steps: [Step], batch: Int, threads: [Int], instructions: InstructionSet, repeats: Int, report: (String) -> Void
    ) throws -> [Scaling] {
        let images = Step.images(batch)
        return try nets.flatMap { net in
            try Benchmark.architecture(net).map { architecture in
                try steps.map { step in
                    func profile(for shares: Int) throws -> Phases.Profile {
                        let phases = Phases()
                        let team = Team(threads: 1, shares: shares, instructions: instructions) { phases.add(items: $0, seconds: $1) }
                        let body = try step.prepared(architecture, images, classes: 10, on: team)
                        try body()
                        phases.start()
                        var best: Phases.Profile?
                        for _ in 0..<max(repeats, 1) {
                            try body()
                            let lap = phases.lap()
                            if lap.seconds < best?.seconds ?? .infinity { best = lap }
                        }
                        return best ?? phases.lap()
                    }
                    let one = try profile(for: 1)
                    let speedup = try threads.map { ($0, one.seconds / (try profile(for: $0).seconds(threads: $0))) }
                    let result = Scaling(
                        net: net, step: step.rawValue, serial: one.serial, speedup: Dictionary(speedup) { first, _ in first })
                    report(result.line)
                    return result
                }
            } ?? []
        }
    }

    private var line: String {
        let serial = (serial * 1000).rounded() / 10
        return "\(net)  \(step)  \(serial) % serial; "
            + speedup.sorted { $0.key < $1.key }.map { "\($0.key) threads: \(rounded($0.value)) x" }
            .joined(separator: ", ")
    }
}
