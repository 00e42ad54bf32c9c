import ArgumentParser
import Benchmarks
import Experiments
import Foundation

struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the engine: images a second and memory of each kind of step, GFLOP/s of each kernel.",
        discussion: """
            Machines are shared and noisy: compare two programs in turn on one machine and quote ratios. A peer is a command that takes
            --net, --batch, --steps and --json; of several the fastest counts.

              repro bench
              repro bench --threads 1,2 --net paper --json
              repro bench --predict 2,16,64
              repro bench --plan
              repro bench --peer "python torch_peer.py" --peer "python torch_peer.py --channels-last"
            """)
    @Option(help: "Numbers of threads, one table for each.") var threads = "\(ProcessInfo.processInfo.activeProcessorCount)"
    @Option(help: "Images in a batch.") var batch = 128
    @Option(help: "Only this net: paper or small.") var net: String?
    @Option(help: "Only these steps, by comma: forward, pgd, plain, fd, double.") var steps: String?
    @Option(help: "Runs of each step, of which the best counts.") var repeats = 5
    @Option(help: "A program to measure in turn with this one.") var peer: [String] = []
    @Option(help: "Rounds of both programs, of which the best counts.") var rounds = 1
    @Option(help: "Instead: the speed-up on these numbers of threads, foreseen from the phases of one.") var predict: String?
    @Flag(help: "Instead: what a step consists of (kernels, phases, memory); nothing is timed.") var plan = false
    @Flag(help: "Print JSON instead of text.") var json = false

    func validate() throws {
        if batch < 1 || repeats < 1 || rounds < 1 { throw ValidationError("--batch, --repeats and --rounds are at least 1") }
        if [plan, predict != nil, !peer.isEmpty].count(where: { $0 }) > 1 {
            throw ValidationError("--plan, --predict and --peer exclude each other")
        }
        if plan && json { throw ValidationError("--plan is text only") }
        if !peer.isEmpty, threads.contains(",") { throw ValidationError("--peer wants one number of --threads") }
    }

    func run() throws {
        try Host.checkKernels()
        let counts = try Counts(threads, "--threads").values, nets = net.map { [$0] } ?? ["paper", "small"]
        guard nets.allSatisfy({ Benchmark.architecture($0) != nil }) else { throw ValidationError("--net is paper or small") }
        let wanted = try steps.map { try $0.split(separator: ",").map { try step(String($0)) } } ?? Step.allCases
        func say(_ line: String) { if !json { print(line) } }
        if plan { return try Benchmarking.plan(nets: nets, steps: wanted, batch: batch).forEach { print($0) } }
        if let predict {
            let threads = try Counts(predict, "--predict").values
            return try show(
                Benchmarking.scaling(nets: nets, steps: wanted, batch: batch, threads: threads, repeats: repeats, report: say))
        }
        if !peer.isEmpty {
            say(Comparison.head)
            return try show(
                Benchmarking.comparison(
                    nets: nets, steps: wanted, batch: batch, threads: counts[0], peers: peer.map { Peer($0) }, rounds: rounds, repeats: repeats,
                    report: say))
        }
        let results = try counts.map { count in
            try Benchmarking.benchmark(
                nets: nets, steps: wanted, kernels: steps == nil && count == counts[0], batch: batch, threads: count, repeats: repeats, report: say)
        }
        if results.count > 1 { scales(results).forEach(say) }
        if results.count == 1 { try show(results[0]) } else { try show(results) }
    }

    private func step(_ name: String) throws -> Step {
        guard let step = Step(rawValue: name) else {
            throw ValidationError("--steps knows \(Step.allCases.map(\.rawValue).joined(separator: ", ")), not \(name)")
        }
        return step
    }
    /// How each step grows with the threads.
    private func scales(_ results: [Benchmark]) -> [String] {
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
    private func show(_ value: some Encodable) throws {
        guard json else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
