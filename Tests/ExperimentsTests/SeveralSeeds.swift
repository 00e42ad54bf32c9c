import Experiments
import Foundation
import Records
import Testing

/// Several seeds of training: one net each, and numbers over all of them.
@Suite(.serialized) struct SeveralSeeds {
    @Test func tablesShowMeanAndDeviationAndOneNetPerSeedIsKept() throws {
        let folder = try Folder(), copy = "\(folder.path)/Paper", file = "\(copy)/profiles/tiny.yaml"
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        let profile = try String(contentsOfFile: file, encoding: .utf8)
        try (profile.replacing("training: [0]", with: "training: [0, 7]") + "keepsModels: true\n").write(
            toFile: file, atomically: true, encoding: .utf8)
        let words = ["--experiments", copy, "--profile", "tiny", "--store", "\(folder.path)/store", "--results", "\(folder.path)/results"]
        let outcome = try run(["run"] + words)
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(outcome.text.contains("train plain (seed 0)") && outcome.text.contains("attack plain (seed 7) with PGD"), "\(outcome.text)")
        #expect(outcome.text.contains(" ± ") && outcome.text.contains("over 2 training seeds"), "\(outcome.text)")
        let models = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/results/Paper/tiny/models").sorted()
        #expect(
            models.filter { $0.hasSuffix(".safetensors") } == [
                "plain-seed-0.safetensors", "plain-seed-7.safetensors", "regularised-seed-0.safetensors", "regularised-seed-7.safetensors",
            ])

        // The mean is that of the rows of both nets.
        let place = "\(folder.path)/results/Paper/tiny"
        func rows(_ seed: Int) throws -> Rows {
            try Rows(csv: String(contentsOfFile: "\(place)/rows/gradientNorms-of-plain-seed-\(seed)-at-clean-images.csv", encoding: .utf8))
        }
        let means = try [0, 7].map { seed in try rows(seed).column("probabilities").reduce(0, +) / 16 }
        let line = try #require(
            try String(contentsOfFile: "\(place)/table1.csv", encoding: .utf8).split(separator: "\n").first { $0.contains("plain,mean gradient") })
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        #expect(abs(try #require(Double(cells[5])) - (means[0] + means[1]) / 2) < 1e-9 && means[0] != means[1])
        #expect(cells[9].split(separator: " ").count == 2)
        // The seed of attacks is separate from that of training: the same random numbers for every net.
        let session = try Session(folder: copy, profile: "tiny")
        let seeds = session.plan.items.filter { $0.label.hasPrefix("attack") }.map(\.job.work.seeds)
        #expect(seeds.count == 4 && Set(seeds) == [[0]])
    }
}
