import Foundation
import Testing

/// Pictures of what attacks change, and of training curves.
@Suite(.serialized) struct Pictures {
    /// The test paper with training curves, under a profile that keeps its nets, after a run; and the arguments that name
    /// it.
    private func made(_ folder: Folder) throws -> (place: String, words: (String) -> [String]) {
        let copy = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        let profile = try String(contentsOfFile: "\(copy)/profiles/tiny.yaml", encoding: .utf8)
        try (profile.replacing("leastDistance: 10", with: "leastDistance: 24") + "keepsModels: true\n").write(
            toFile: "\(copy)/profiles/tiny.yaml", atomically: true, encoding: .utf8)
        try """
        id: training
        title: Training curves
        include: [models.yaml]
        figure:
          x: {title: epoch}
          panels: [{title: loss, measure: trainingCurve}, {title: error, measure: {trainingCurve: {of: error}}, unit: percent}]
          series: [{model: plain}, {model: regularised}]
        """.write(
            toFile: "\(copy)/training.yaml", atomically: true, encoding: .utf8)
        let words = ["--experiments", copy, "--profile", "tiny", "--results", "\(folder.path)/results"]
        let outcome = try run(["run", "--store", "\(folder.path)/store"] + words)
        #expect(outcome.status == 0, "\(outcome.text)")
        return ("\(folder.path)/results/Paper/tiny", { store in words + ["--store", "\(folder.path)/\(store)"] })
    }

    @Test func whatAnAttackChangesIsDrawnByARunAndFromTheKeptImages() throws {
        let folder = try Folder(), (place, words) = try made(folder), file = "\(place)/pictures/PGD-procedural-images.png"
        let drawn = try Data(contentsOf: URL(filePath: file))
        #expect(drawn.starts(with: [0x89] + Array("PNG".utf8)) && drawn.count > 2000)
        try FileManager.default.removeItem(atPath: file)
        let outcome = try run(["plot", "--attacks"] + words("another"))
        #expect(outcome.status == 0 && outcome.text.contains(file), "\(outcome.text)")
        #expect(try Data(contentsOf: URL(filePath: file)) == drawn, "a fresh clone has nets and images, and draws the same picture")
        let refused = try run(["plot", "figure1", "--attacks"] + words("another"))
        #expect(refused.status != 0 && refused.text.contains("--attacks draws the attacks of all experiments"), "\(refused.text)")
    }

    @Test func trainingCurvesAreTheHistoriesAndAFreshCloneHasThem() throws {
        let folder = try Folder(), (place, words) = try made(folder)
        let csv = try String(contentsOfFile: "\(place)/training.csv", encoding: .utf8)
        for model in ["plain", "regularised"] {
            let history = try String(contentsOfFile: "\(place)/models/\(model).history.csv", encoding: .utf8)
            let epochs = history.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
            #expect(epochs.count == 2)
            for epoch in epochs {
                let point = "line,1,\(model),measured,\(Double(epoch[0]) ?? 0),,\(epoch[1]),"
                #expect(csv.contains(point), "\(point)\n\(csv)")
            }
        }
        try FileManager.default.removeItem(atPath: "\(place)/training.csv")
        let fresh = try run(["run", "training"] + words("another"))
        #expect(fresh.status == 0 && !fresh.text.contains("started    train"), "\(fresh.text)")
        #expect(try String(contentsOfFile: "\(place)/training.csv", encoding: .utf8) == csv)

        // Nets from before histories were kept: their curves are empty, and nothing else is missing.
        for model in ["plain", "regularised"] { try FileManager.default.removeItem(atPath: "\(place)/models/\(model).history.csv") }
        let older = try run(["run", "training"] + words("third"))
        #expect(older.status == 0 && !older.text.contains("started    train"), "\(older.text)")
        #expect(!(try String(contentsOfFile: "\(place)/training.csv", encoding: .utf8)).contains("measured"))
    }
}
