import Benchmarks
import Declarations
import Networks
import Records
import Tensors

/// The measurements of `repro bench` with this machine's kernels, under the names of its options.
public struct Benchmarking {
    /// The nets to measure: `paper`, `small` or both.
    public var nets = ["paper", "small"]
    /// The steps to measure, from `Benchmarking.steps`.
    public var steps = Step.allCases.map(\.rawValue)
    /// Images in a batch, at least 1; their activations in a net may not exceed `NetSize.limit`.
    public var batch = 128
    /// Numbers of threads, each at least 1.
    public var threads: [Int]
    /// Runs of each step, at least 1, of which the best counts.
    public var repeats = 5
    /// All nets and steps on these numbers of threads.
    public init(threads: [Int]) { self.threads = threads }

    /// The names of the steps.
    public static var steps: [String] { Step.allCases.map(\.rawValue) }

    /// Throws `Refused` for an unknown net or step, and for a batch that is too large for a net.
    private func named() throws -> [Step] {
        for net in nets {
            guard let architecture = Benchmark.architecture(net) else { throw Refused("unknown net \(net), expected paper or small") }
            do { try architecture.size(image: [32, 32, 3], classes: 10, batch: batch).validate() } catch let error as Invalid {
                throw Refused("\(net), batch \(batch): \(error)")
            }
        }
        return try steps.map { name in
            guard let step = Step(rawValue: name) else { throw Refused("unknown step \(name), expected \(Self.steps.joined(separator: ", "))") }
            return step
        }
    }

    /// Steps, memory and, if all steps are measured, kernels: one result for a single number of threads, else an array. `report` receives each figure
    /// as it is measured. Throws `Refused` for an unknown net or step and too large a batch.
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

    /// This engine alternating with variants of another program (commands), of which the fastest counts, on the first number of threads. Throws
    /// `Refused` for an unknown net or step and too large a batch, and `PeerError`.
    public func comparison(peers: [String], rounds: Int, _ report: (String) -> Void) throws -> any Encodable {
        let steps = try named()
        report(PeerComparison.head)
        return try PeerComparison(
            nets: nets, steps: steps, batch: batch, peers: peers.map { Peer($0) }, rounds: rounds, repeats: repeats,
            on: Host.team(threads: threads.first ?? 1), report: report)
    }

    /// The speed-up predicted from the phases of one thread. Throws `Refused` for an unknown net or step and too large a batch.
    public func scaling(_ threads: [Int], _ report: (String) -> Void) throws -> any Encodable {
        try Scaling.measure(
            nets: nets, steps: try named(), batch: batch, threads: threads, instructions: Host.instructionSet, repeats: repeats, report: report)
    }

    /// The parts of each step at every vector width of this machine, without timing anything. Throws `Refused` for an unknown net or step and too
    /// large a batch.
    public func plan() throws -> [String] { try StaticPlan.lines(nets: nets, steps: try named(), batch: batch) }
}
