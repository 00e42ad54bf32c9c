import Attacks
import CKernels
import Classification
import Datasets
import Foundation
import Networks
import Records
import Tensors
import Training

/// How fast the engine is: images a second of each kind of step on the paper's net and the small one, the convolution kernels' rates,
/// and the multiply-add peak they are measured against. Operations are counted as in the direct convolution.
public struct Benchmark: Codable, Sendable {
    public struct Net: Codable, Sendable {
        public let net: String, batch: Int, threads: Int
        public var images_per_second: [String: Double]
        /// GFLOP/s, counted in direct convolutions; whole training steps as a share of the peak.
        public var gflops: [String: Double]
        public var peak_memory_mib: Double
    }
    public struct Kernel: Codable, Sendable {
        public let shape: String, pass: String, gflops: Double, share_of_peak: Double
    }
    public let processor: String, instructions: String, threads: Int, batch: Int
    public let peak_gflops_per_core: Double
    /// Of the paper's net, at the top level as the peer prints it.
    public let net: String
    public let images_per_second: [String: Double]
    public let nets: [Net]
    public let kernels: [Kernel]

    /// Steps by name, in the order in which they are printed, and their cost in forward passes.
    public static let steps: [(name: String, forwards: Double)] = [("forward", 1), ("pgd", 2), ("plain", 3), ("fd", 7), ("double", 6)]
}

extension Benchmark {
    /// Measures; every figure is the best of `repeats` after one warm-up, so that other programs on the machine matter least.
    public init(nets names: [String] = ["paper", "small"], batch: Int, threads: Int, repeats: Int, report: (String) -> Void) throws {
        let team = Host.team(threads: threads)
        let kernels = team.instructions.kernels
        let machine = Provenance.Machine.current()
        let stopwatch = Stopwatch(repeats: repeats), turns = 5_000_000, peakTime = stopwatch.best { _ = kernels.peak(turns) }
        let peak = 2 * Double(kernels.lanes) * 12 * Double(turns) / peakTime / 1e9
        report("\(machine.processor), \(team.instructions.name), \(team.threads) threads, multiply-add peak \(rounded(peak)) GFLOP/s a core")
        var nets: [Net] = []
        for name in names {
            var net = ResNeXt()
            if name == "small" { (net.blocks, net.width) = (2, 16) }
            nets.append(try Self.measure(name, net, batch, team, peak, stopwatch, report))
        }
        let rates = Self.kernelRates(team, peak, stopwatch)
        for rate in rates {
            report("\(rate.shape)  \(rate.pass): \(rounded(rate.gflops)) GFLOP/s, \(Int((100 * rate.share_of_peak).rounded())) % of peak")
        }
        self.init(
            processor: machine.processor, instructions: team.instructions.name, threads: team.threads, batch: batch, peak_gflops_per_core: peak,
            net: names.first ?? "", images_per_second: nets.first?.images_per_second ?? [:], nets: nets, kernels: rates)
    }

    private static func measure(
        _ name: String, _ net: ResNeXt, _ batch: Int, _ team: Team, _ peak: Double, _ stopwatch: Stopwatch, _ report: (String) -> Void
    ) throws -> Net {
        let image = [32, 32, 3], forward = 2 * Double(net.multiplyAdds(image: image))
        var stream = RandomSource(seed: 0)("benchmark").stream(sample: 0)
        let images = Tensor(shape: [batch] + image, values: (0..<batch * 3072).map { _ in stream.uniform() })
        let labelled = LabelledImages(images: images, labels: (0..<batch).map { $0 % 10 }, samples: Array(0..<batch))
        let parameters = try net.initial(image: image, classes: 10, RandomSource(seed: 0))
        var result = Net(net: name, batch: batch, threads: team.threads, images_per_second: [:], gflops: [:], peak_memory_mib: 0)
        func record(_ step: String, _ forwards: Double, _ body: () throws -> Void) throws {
            try body()
            let time = try stopwatch.best(body), rate = forward * forwards * Double(batch) / time / 1e9, share = rate / peak / Double(team.threads)
            result.images_per_second[step] = Double(batch) / time
            result.gflops[step] = rate
            let columns = [
                step.padding(toLength: 8, withPad: " ", startingAt: 0), "\(rounded(Double(batch) / time)) images/s", "\(rounded(rate)) GFLOP/s",
            ]
            report("\(name)  \(columns.joined(separator: "  ")), \(Int((100 * share).rounded())) % of peak")
        }
        let model = try net.classifier(parameters, image: image, classes: 10, on: team)
        try record("forward", 1) { _ = try model.logits(images) }
        try record("pgd", 2) {
            let gradient = try model.differentiate(images) { logits, pullback in try pullback(Loss.crossEntropy(logits, labelled.labels).cotangent) }
            var moved = images
            for n in 0..<batch {
                let step = Norm.l2.steepest(gradient[n])
                for i in 0..<3072 { moved.values[n * 3072 + i] = min(max(moved.values[n * 3072 + i] + 0.01 * step[i], 0), 1) }
            }
        }
        let training = try net.trainable(parameters, image: image, classes: 10, batch: batch, on: team)
        let momentum = training.variables.all.filter(\.trained).map { Storage($0.value.count) }
        let pair: [any Penalty] = [TotalVariation(), Lipschitz()]
        for (step, forwards, penalties, method) in [
            ("plain", 3.0, [], FiniteDifferences()), ("fd", 7, pair, FiniteDifferences()), ("double", 6, pair, DoubleBackpropagation()),
        ] as [(String, Double, [any Penalty], any NormMethod)] {
            try record(step, forwards) {
                _ = try Objective(penalties: penalties, method: method)(training, labelled) { model }
                SGD().step(training.variables, momentum, factor: 1, on: team)
                training.prepare()
            }
        }
        result.peak_memory_mib = Double(Provenance.Meter().cost.peakMemory) / 1_048_576
        return result
    }

    /// The paper's 3x3 shapes (and the small net's), one thread, direct and Winograd, forward and weight gradient.
    private static func kernelRates(_ team: Team, _ peak: Double, _ stopwatch: Stopwatch) -> [Kernel] {
        var result: [Kernel] = []
        for (C, O, side) in [
            (32, 64, 32), (32, 32, 32), (64, 32, 32), (64, 128, 16), (64, 64, 16), (128, 256, 8), (128, 128, 8), (16, 32, 32), (16, 16, 32),
        ] {
            for winograd in [false, true] {
                let kernels = team.instructions.fitting(C, O).kernels, tile = team.instructions.fitting(C, O).tile(O), parts = winograd ? 16 : 9
                let input = Padded(height: side, width: side, channels: C), scratch = Scratch(slots: 2, channels: max(C, O))
                let weights = Storage((0..<9 * C * O).map { Float($0 % 17) / 17 - 0.5 }), packed = Storage(parts * C * O),
                    gradient = Storage(parts * C * O)
                pack_weights(weights.floats, Int32(O), Int32(C), 3, 0, winograd ? 1 : 0, Int32(tile), packed.floats)
                let images = max(1, 4096 / (side * side)), x = scratch.padded(0, input, images: images)
                let y = Storage(images * side * side * O), view = plainView(y.floats, height: side, width: side, channels: O)
                let (n, s, c, o) = (Int32(images), Int32(side), Int32(C), Int32(O)), (v, m) = (scratch.transformed.floats, scratch.products.floats)
                let operations = 2 * 9 * Double(C * O * side * side * images), turns = max(1, Int(2e8 / operations))
                func rate(_ pass: String, _ body: () -> Void) {
                    let time = stopwatch.best { for _ in 0..<turns { body() } }, rate = operations * Double(turns) / time / 1e9
                    let method = winograd ? "Winograd" : "direct"
                    result.append(
                        Kernel(shape: "\(C) -> \(O), \(side) x \(side)", pass: "\(method) \(pass)", gflops: rate, share_of_peak: rate / peak))
                }
                rate("forward") {
                    if winograd {
                        kernels.winograd(x, packed.floats, view, n, s, s, c, o, Epilogue(), v, m)
                    } else {
                        kernels.convolve(x, packed.floats, view, n, s, s, c, o, 3, Epilogue())
                    }
                }
                rate("weight gradient") {
                    if winograd {
                        kernels.winograd_weight_gradient(x, view, gradient.floats, n, s, s, c, o, v, m)
                    } else {
                        kernels.weight_gradient(x, view, gradient.floats, n, s, s, c, o, 3)
                    }
                }
            }
        }
        return result
    }
}

/// The least time of several runs: what other programs on the machine disturb least.
private struct Stopwatch {
    let repeats: Int
    func best(_ body: () throws -> Void) rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<max(repeats, 1) { best = min(best, try ContinuousClock().measure(body) / .seconds(1)) }
        return best
    }
}

private typealias NormMethod = Training.GradientNorm

private func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
