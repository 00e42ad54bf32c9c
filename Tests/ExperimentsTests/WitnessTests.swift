import Experiments
import Foundation
import Records
import Testing

/// Adversarial images are kept, and a fresh look finds those that are not what was reported.
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
        // A fresh clone has no store: the nets and the witnesses lie beside the results.
        let fresh = try check(folder, store: "another")
        #expect(fresh.status == 0 && fresh.text.contains("\(line.1) of \(line.2) adversarial images"), "\(fresh.text)")

        // Rows of another distance than the image has, and an image that is the original.
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
}
