import ArgumentParser
import Experiments
import Foundation

struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures the engine: steps, memory, kernels.",
        discussion: """
            Images per second and memory of each kind of step, GFLOP/s of each kernel.

            Machines are shared and noisy: compare two programs in turn on one machine and quote ratios. A peer is a command that takes
            --net, --batch, --steps and --json; of several the fastest counts.

              repro bench
              repro bench --threads 1,2 --net paper --json
              repro bench --predict 2,16,64
              repro bench --plan
              repro bench --peer "python Tests/PyTorch/torch_peer.py"
            """)
    @Option(help: "Numbers of threads, one table for each.") var threads = "\(ProcessInfo.processInfo.activeProcessorCount)"
    @Option(help: "Images in a batch.") var batch = 128
    @Option(help: "Only this net: paper or small.") var net: String?
    @Option(help: "Only these steps, by comma: forward, pgd, plain, fd, double.") var steps: String?
    @Option(help: "Runs of each step; the best counts, and with a peer the median.") var repeats = 5
    @Option(help: "A program to compare with, alternating with this one.") var peer: [String] = []
    @Option(help: "Rounds of all programs in turn.") var rounds = 1
    @Option(help: "Instead: the speed-up on these numbers of threads, predicted from the phases of one.") var predict: String?
    @Flag(help: "Instead: the parts of a step (kernels, phases, memory), without timing.") var plan = false
    @Flag(help: "Print JSON instead of text.") var json = false

    func validate() throws {
        for (option, value) in [("--batch", batch), ("--repeats", repeats), ("--rounds", rounds)] where !(1...100_000).contains(value) {
            throw ValidationError("\(option) is 1 to 100000, not \(value)")
        }
        if [plan, predict != nil, !peer.isEmpty].count(where: { $0 }) > 1 {
            throw ValidationError("--plan, --predict and --peer exclude each other")
        }
        if plan && json { throw ValidationError("--plan is text only") }
        if !peer.isEmpty, threads.contains(",") { throw ValidationError("--peer takes a single number of --threads") }
    }

    func run() throws {
        try Host.checkKernels()
        var bench = Benchmarking(threads: try Counts(threads, "--threads").values.map(usable))
        if let net { bench.nets = [net] }
        if let steps { bench.steps = steps.split(separator: ",").map(String.init) }
        (bench.batch, bench.repeats) = (batch, repeats)
        // If the output cannot be written, fail only after all measurements, so that a closed terminal does not lose hours of them.
        var failure: (any Error)?
        func tell(_ line: String) { if !json { do { try say(line) } catch { failure = error } } }
        if plan {
            for line in try bench.plan() { try say(line) }
        } else if let predict {
            try show(bench.scaling(Counts(predict, "--predict").values, tell))
        } else if !peer.isEmpty {
            try show(bench.comparison(peers: peer, rounds: rounds, tell))
        } else {
            try show(bench.rates(tell))
        }
        if let failure { throw failure }
    }

    private func show(_ value: any Encodable) throws {
        guard json else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try say(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
