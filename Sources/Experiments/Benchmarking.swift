import Benchmarks
import Records
import Tensors

/// What `repro bench` measures, by the names that its options have, with this machine's kernels.
public struct Benchmarking {
    public var nets = ["paper", "small"], steps = Step.allCases.map(\.rawValue), batch = 128, threads: [Int], repeats = 5
    public init(threads: [Int]) { self.threads = threads }

    /// The names that `steps` may have.
    public static var steps: [String] { Step.allCases.map(\.rawValue) }

    /// Throws `Refused` for a net or step that there is not.
    private func named() throws -> [Step] {
        for net in nets where Benchmark.architecture(net) == nil { throw Refused("there is no net \(net) to measure, only paper and small") }
        return try steps.map { name in
            guard let step = Step(rawValue: name) else { throw Refused("there is no step \(name), only \(Self.steps.joined(separator: ", "))") }
            return step
        }
    }

    /// Steps, memory and (if all steps are wanted) kernels, once for each number of threads: one result, or an array of
    /// them. `report` hears of each figure as it comes.
    public func rates(_ report: (String) -> Void) throws -> any Encodable {
        let steps = try named(), processor = Provenance.Machine.current().processor
        let results = try threads.map { count in
            try Benchmark(
                nets: nets, steps: steps, kernels: steps.count == Step.allCases.count && count == threads.first, batch: batch,
                on: Host.team(threads: count), repeats: repeats, processor: processor, report: report)
        }
        if results.count > 1 { Benchmark.growth(results).forEach(report) }
        return results.count == 1 ? results[0] : results
    }

    /// In turn with variants of another program (commands), of which the fastest counts, on the first number of threads.
    public func comparison(peers: [String], rounds: Int, _ report: (String) -> Void) throws -> any Encodable {
        let steps = try named()
        report(PeerComparison.head)
        return try PeerComparison(
            nets: nets, steps: steps, batch: batch, peers: peers.map { Peer($0) }, rounds: rounds, repeats: repeats,
            on: Host.team(threads: threads.first ?? 1), report: report)
    }

    /// The speed-up that the phases of one thread foresee.
    public func scaling(_ threads: [Int], _ report: (String) -> Void) throws -> any Encodable {
        try Scaling.measure(
            nets: nets, steps: try named(), batch: batch, threads: threads, instructions: Host.instructionSet, repeats: repeats, report: report)
    }

    /// What each step consists of, at every vector width that this machine has; nothing is timed.
    public func plan() throws -> [String] { try StaticPlan.lines(nets: nets, steps: try named(), batch: batch) }
}
