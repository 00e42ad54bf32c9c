import Experiments
import Foundation
import Networks
import Records
import Tensors
import Testing

/// Adversarial images are kept, and a fresh check finds those that do not match the report.
@Suite(.serialized) struct Witnesses {
    /// The test paper under a profile that keeps its nets.
    private func paperWithModels(_ folder: Folder) throws -> String {
        let paper = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: ExperimentsTests.paper, toPath: paper)
        let profile = try String(contentsOfFile: "\(paper)/profiles/tiny.yaml", encoding: .utf8)
        try (profile.replacing("leastDistance: 10", with: "leastDistance: 24") + "keepsModels: true\n").write(
            toFile: "\(paper)/profiles/tiny.yaml", atomically: true, encoding: .utf8)
        return paper
    }
    private func check(_ folder: Folder, store: String) throws -> (status: Int32, text: String) {
        try run([
            "check", "--experiments", "\(folder.path)/Paper", "--profile", "tiny", "--store", "\(folder.path)/\(store)",
            "--results", "\(folder.path)/results",
        ])
    }

    @Test func everySuccessIsConfirmedFromTheStoreAndFromTheFilesBesideTheResults() throws {
        let folder = try Folder(), paper = try paperWithModels(folder)
        let words = ["--experiments", paper, "--profile", "tiny", "--store", "\(folder.path)/store", "--results", "\(folder.path)/results"]
        #expect(try run(["run"] + words).status == 0)
        let stored = try check(folder, store: "store"), line = try #require(stored.text.firstMatch(of: /(\d+) of (\d+) adversarial images/))
        #expect(stored.status == 0 && line.1 == line.2 && line.1 != "0", "\(stored.text)")
        // A fresh clone has no store: the nets and the witnesses are kept with the results.
        let fresh = try check(folder, store: "another")
        #expect(fresh.status == 0 && fresh.text.contains("\(line.1) of \(line.2) adversarial images"), "\(fresh.text)")

        // Rows with a wrong distance, and an image that equals the original.
        let place = "\(folder.path)/results/Paper/tiny", models = ["plain", "regularised"]
        let model = try #require(models.first { FileManager.default.fileExists(atPath: "\(place)/witnesses/attack-\($0)-with-PGD.safetensors") })
        let rows = "\(place)/rows/attack-\(model)-with-PGD.csv", text = try String(contentsOfFile: rows, encoding: .utf8)
        let found = try #require(Rows(csv: text, file: rows).column("distance").first { $0 > 0 && $0 < .infinity })
        try text.replacing("\(found)", with: "\(found / 2)").write(toFile: rows, atomically: true, encoding: .utf8)
        let doubted = try check(folder, store: "another")
        #expect(doubted.status == 1 && doubted.text.contains("NOT CONFIRMED  \(model), PGD"), "\(doubted.text)")

        let witnesses = "\(place)/witnesses/attack-\(model)-with-PGD.safetensors"
        var data = try Data(contentsOf: URL(filePath: witnesses))
        data[data.count - 3] ^= 1
        try data.write(to: URL(filePath: witnesses))
        let damaged = try check(folder, store: "another")
        #expect(damaged.status != 0 && damaged.text.contains("attack-\(model)-with-PGD.safetensors"), "\(damaged.text)")
    }

    /// `repro export` writes what the store holds, in both formats, and without a store the witnesses: the same images, clean ones and labels.
    @Test func imagesAreExportedFromTheStoreAndFromTheFilesBesideTheResults() throws {
        let folder = try Folder(), paper = try paperWithModels(folder)
        let words = ["--experiments", paper, "--profile", "tiny", "--results", "\(folder.path)/results"]
        #expect(try run(["run", "--store", "\(folder.path)/store"] + words).status == 0)
        let place = "\(folder.path)/results/Paper/tiny", models = ["plain", "regularised"]
        let model = try #require(models.first { FileManager.default.fileExists(atPath: "\(place)/witnesses/attack-\($0)-with-PGD.safetensors") })
        let attack = "attack \(model) with PGD"
        func export(_ word: String, from store: String, _ name: String) throws -> (status: Int32, text: String) {
            let files = ["--npz", "\(folder.path)/\(name).npz", "--safetensors", "\(folder.path)/\(name).safetensors"]
            return try run(["export", word, "--store", "\(folder.path)/\(store)"] + files + words)
        }
        func read(_ name: String) throws -> (parameters: Parameters, metadata: [String: String]) {
            try SafeTensors.decode(try Data(contentsOf: URL(filePath: "\(folder.path)/\(name).safetensors")))
        }
        let outcome = try export(attack, from: "store", "all")
        #expect(outcome.status == 0 && outcome.text.contains("all.npz: 24 images, \(attack)"), "\(outcome.text)")
        let (all, metadata) = try read("all")
        #expect(all.names == ["images", "clean", "labels", "indices", "distances"] && metadata["layout"] == "NCHW" && metadata["job"] == attack)
        let images = try #require(all["images"]), clean = try #require(all["clean"]), distances = try #require(all["distances"])
        #expect(images.shape == [24, 3, 16, 16] && clean.shape == images.shape)
        #expect(all["indices"]?.values == (0..<24).map(Float.init))
        // The rows agree with the arrays: distances, and no change where the clean image is already misclassified.
        let rows = try Rows(
            csv: try String(contentsOfFile: "\(place)/rows/attack-\(model)-with-PGD.csv", encoding: .utf8), file: "")
        #expect(all["labels"]?.values == rows.column("label").map(Float.init) && distances.values == rows.column("distance").map { Float($0) })
        let size = 3 * 16 * 16
        for n in 0..<24 where distances.values[n] > 0 && distances.values[n] < .infinity {
            let squares = (n * size..<(n + 1) * size).map { Double(images.values[$0] - clean.values[$0]) }.map { $0 * $0 }
            #expect(abs(squares.reduce(0, +).squareRoot() - Double(distances.values[n])) < 1e-5, "the layouts of image \(n) and its original agree")
        }
        // The archive contains the same numbers.
        let archive = try Data(contentsOf: URL(filePath: "\(folder.path)/all.npz"))
        for tensor in [images, clean] { #expect(archive.range(of: tensor.values.withUnsafeBytes { Data($0) }) != nil) }
        #expect(try export(attack, from: "store", "again").status == 0)
        #expect(try Data(contentsOf: URL(filePath: "\(folder.path)/again.npz")) == archive, "the same images give the same bytes")

        let fresh = try export(attack, from: "another", "kept")
        #expect(fresh.status == 0, "\(fresh.text)")
        let kept = try read("kept").parameters, indices = try #require(kept["indices"]).values.map { Int($0) }
        #expect(!indices.isEmpty && indices.count < 24, "the successes alone are kept beside the results")
        for (row, n) in indices.enumerated() { #expect(kept["images"]?[row].elementsEqual(images[n]) == true) }

        for (word, message) in [
            ("attack plain with PDG", "not a key, model, experiment, cell"), ("classify clean images by plain", "is not an attack"),
            ("table1", "2 attacks; name one of them:\n  attack plain with PGD\n  attack regularised with PGD"),
        ] {
            let refused = try export(word, from: "store", "none")
            #expect(refused.status == 1 && refused.text.contains(message), "\(refused.text)")
        }
        #expect(try run(["export", attack] + words).text.contains("name a file: --npz FILE"))
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/none.npz"))
    }
}
