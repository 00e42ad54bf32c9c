import Classification
import Foundation
import Networks
import Tensors

/// The speed and peak memory of one net, by step.
public struct NetBenchmark: Codable, Sendable {
    /// The net's name, the images of a step and the threads that work on it.
    public let net: String, batch: Int, threads: Int
    /// Images per second, by step.
    public private(set) var images_per_second: [String: Double] = [:]
    /// GFLOP/s by step, counted in direct convolutions.
    public private(set) var gflops: [String: Double] = [:]
    /// The peak memory in MiB of the process while it held this step's net, including the few MiB of the program; empty where unknown.
    public private(set) var peak_memory_mib: [String: Double] = [:]

    init(
        _ name: String, _ net: ResNeXt, _ steps: [Step], batch: Int, on team: Team, peak: Double, _ stopwatch: Stopwatch, _ report: (String) -> Void
    ) throws {
        (self.net, self.batch, threads) = (name, batch, team.threads)
        let images = Step.images(batch), image = Array(images.images.shape.dropFirst())
        let forward = 2 * Double(net.multiplyAdds(image: image)) * Double(batch)
        for step in steps {
            let told = PeakMemory.reset(), body = try step.prepared(net, images, classes: 10, on: team)
            try body()
            let time = try stopwatch.measure(body), rate = forward * step.forwards / time / 1e9
            images_per_second[step.rawValue] = Double(batch) / time
            gflops[step.rawValue] = rate
            if told { peak_memory_mib[step.rawValue] = PeakMemory.mebibytes() }
            report(line(step, share: rate / peak / Double(team.threads)))
        }
    }

    private func line(_ step: Step, share: Double) -> String {
        let name = step.rawValue
        let memory = peak_memory_mib[name].map { ", \(Int($0.rounded())) MiB" } ?? ""
        return "\(net)  \(name.padding(toLength: 8, withPad: " ", startingAt: 0))  \(rounded(images_per_second[name] ?? 0)) images/s  "
            + "\(rounded(gflops[name] ?? 0)) GFLOP/s, \(Int((100 * share).rounded())) % of peak\(memory)"
    }
}
