import CKernels
public import Networks
public import Tensors

/// The engine's speed on this machine: steps on the paper's net and on the small one, the convolution kernels, and the multiply-add peak that they
/// are compared with. Operations are counted as in the direct convolution.
public struct Benchmark: Codable, Sendable {
    /// The processor's name.
    public let processor: String
    /// The vector width of the kernels, as in `avx512`.
    public let instructions: String
    /// The number of threads.
    public let threads: Int
    /// Images in a batch.
    public let batch: Int
    /// The multiply-add peak of one core in GFLOP/s, see `peak`.
    public let peak_gflops_per_core: Double
    /// The name of the first net.
    public let net: String
    /// The first net's images per second by step, at the top level as a peer prints them.
    public let images_per_second: [String: Double]
    /// All nets, in the order of the request.
    public let nets: [NetBenchmark]
    /// The convolution kernels; empty if only some steps were measured.
    public let kernels: [KernelRate]

    /// The nets that can be measured, by name.
    public static func architecture(_ name: String) -> ResNeXt? {
        var net = ResNeXt()
        switch name {
        case "paper": break
        case "small": (net.blocks, net.width) = (2, 16)
        default: return nil
        }
        return net
    }

    /// GFLOP/s of independent multiply-adds on one core: the limit of any kernel that does not save operations.
    public static func peak(_ team: Team, _ stopwatch: Stopwatch) -> Double {
        let kernels = team.instructions.kernels, turns = 5_000_000
        return 2 * Double(kernels.lanes) * 12 * Double(turns) / stopwatch.measure { _ = kernels.peak(turns) } / 1e9
    }

    /// Measures the nets; every figure is the best of `repeats` runs after one warm-up. `report` receives each figure. Throws what the architectures
    /// throw.
    public init(
        nets names: [String], steps: [Step] = Step.allCases, kernels wanted: Bool = true, batch: Int, on team: Team, repeats: Int, processor: String,
        report: (String) -> Void
    ) throws {
        let stopwatch = Stopwatch(repeats: repeats), peak = Self.peak(team, stopwatch)
        report("\(processor), \(team.instructions.name), \(team.threads) threads, multiply-add peak \(rounded(peak)) GFLOP/s a core")
        nets = try names.compactMap { name in
            try Self.architecture(name).map { net in
                try NetBenchmark(name, net, steps, batch: batch, on: team, peak: peak, stopwatch, report)
            }
        }
        kernels = wanted ? KernelRate.measure(team, peak: peak, stopwatch, report) : []
        (self.processor, instructions, threads, self.batch) = (processor, team.instructions.name, team.threads, batch)
        peak_gflops_per_core = peak
        net = names.first ?? ""
        images_per_second = nets.first?.images_per_second ?? [:]
    }

    /// The speed-up of each step with more threads, from one result for each number of threads.
    public static func growth(_ results: [Benchmark]) -> [String] {
        guard let first = results.first else { return [] }
        return first.nets.indices.flatMap { net in
            Step.allCases.compactMap { step -> String? in
                let rates = results.compactMap { result in result.nets[net].images_per_second[step.rawValue].map { (result.threads, $0) } }
                guard let base = rates.first else { return nil }
                let columns = rates.map { "\($0.0) threads \(($0.1 / base.1 * 100).rounded() / 100) x" }
                return "\(first.nets[net].net)  \(step.rawValue)  " + columns.joined(separator: ", ")
            }
        }
    }
}

func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
