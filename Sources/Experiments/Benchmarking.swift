public import Benchmarks
import Records
import Tensors

/// The benchmarks with this machine's name and the kernels that it uses.
public enum Benchmarking {
    public static func benchmark(
        nets: [String], steps: [Step], kernels: Bool, batch: Int, threads: Int, repeats: Int, report: (String) -> Void
    ) throws -> Benchmark {
        try Benchmark(
            nets: nets, steps: steps, kernels: kernels, batch: batch, on: Host.team(threads: threads), repeats: repeats,
            processor: Provenance.Machine.current().processor, report: report)
    }
    public static func comparison(
        nets: [String], steps: [Step], batch: Int, threads: Int, peers: [Peer], rounds: Int, repeats: Int, report: (String) -> Void
    ) throws -> Comparison {
        try Comparison(
            nets: nets, steps: steps, batch: batch, peers: peers, rounds: rounds, repeats: repeats, on: Host.team(threads: threads), report: report)
    }
    /// What each step consists of, at every vector width that this machine has.
    public static func plan(nets: [String], steps: [Step], batch: Int) throws -> [String] {
        try StaticPlan.lines(nets: nets, steps: steps, batch: batch)
    }
    public static func scaling(
        nets: [String], steps: [Step], batch: Int, threads: [Int], repeats: Int, report: (String) -> Void
    ) throws -> [Scaling] {
        try Scaling.measure(
            nets: nets, steps: steps, batch: batch, threads: threads, instructions: Host.instructionSet, repeats: repeats, report: report)
    }
}
