import ArgumentParser
import Experiments
import Foundation

struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the engine: images a second of each kind of step, GFLOP/s of each kernel.",
        discussion: """
            Machines are shared and noisy: compare two programs in turn on one machine and quote ratios.

              repro bench
              repro bench --threads 1,2 --net paper --json
            """)
    @Option(help: "Numbers of threads, one table for each.") var threads = "\(ProcessInfo.processInfo.activeProcessorCount)"
    @Option(help: "Images in a batch.") var batch = 128
    @Option(help: "Only this net: paper or small.") var net: String?
    @Option(help: "Runs of each step, of which the best counts.") var repeats = 5
    @Flag(help: "Print JSON instead of text.") var json = false

    func run() throws {
        try Host.checkKernels()
        let counts = threads.split(separator: ",").compactMap { Int($0) }.filter { $0 >= 1 }
        guard !counts.isEmpty else { throw ValidationError("--threads wants whole numbers of at least 1, separated by commas") }
        guard net == nil || ["paper", "small"].contains(net) else { throw ValidationError("--net is paper or small") }
        var results: [Benchmark] = []
        for count in counts {
            results.append(
                try Benchmark(nets: net.map { [$0] } ?? ["paper", "small"], batch: batch, threads: count, repeats: repeats) { line in
                    if !json { print(line) }
                })
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: results.count == 1 ? try encoder.encode(results[0]) : try encoder.encode(results), as: UTF8.self))
        }
    }
}
