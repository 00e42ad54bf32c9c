import Declarations
import Experiments
import Foundation
import Records
import Testing

/// What is wrong is said with its place, and nothing is lost.
@Suite(.serialized) struct BadInput {
    @Test(arguments: [
        ("models.yaml", "weight: 0.1", "weigth: 0.1", ["models.yaml:5:", "weigth", "weight"]),
        ("models.yaml", "weight: 0.1", "weight: -1", ["models.yaml:5:", "at least 0"]),
        ("models.yaml", "weight: 0.1", "weight: heavy", ["models.yaml:5:", "number", "heavy"]),
        ("models.yaml", "totalVariation", "totalVaration", ["models.yaml:5:", "totalVariation"]),
        ("table1.yaml", "model: regularised", "model: regularized", ["table1.yaml:7:", "regularised"]),
        ("table1.yaml", "attack: PGD", "attack: PDG", ["table1.yaml:10:", "PGD"]),
        ("table1.yaml", "measure: errorRate, ", "", ["table1", "measure"]),
        ("table1.yaml", "than: plain", "than: plane", ["table1.yaml:13:", "plain"]),
        ("table1.yaml", "id: table1", "id: table1\npublished: nowhere.csv", ["nowhere.csv"]),
        ("profiles/tiny.yaml", "batch: 8", "batch: 70", ["tiny.yaml:7:", "batch", "48"]),
        ("profiles/tiny.yaml", "leastDistance: 10", "leastDistanse: 10", ["tiny.yaml:3:", "leastDistance"]),
        ("profiles/tiny.yaml", "  recipe:", "  recipee:", ["tiny.yaml:7:", "recipe"]),
    ]) func aMistakeNamesItsPlaceAndTheNearestName(file: String, old: String, new: String, expected: [String]) throws {
        let folder = try Folder(), copy = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        let text = try String(contentsOfFile: "\(copy)/\(file)", encoding: .utf8)
        #expect(text.contains(old))
        try text.replacing(old, with: new).write(toFile: "\(copy)/\(file)", atomically: true, encoding: .utf8)
        let outcome = try run(["plan", "--experiments", copy, "--profile", "tiny", "--store", "\(folder.path)/store"])
        #expect(outcome.status != 0)
        for word in expected { #expect(outcome.text.contains(word), "\(outcome.text)") }
    }

    @Test func aCheckpointOfAnotherJobIsRefusedAndLeftAlone() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store"), session = try Session(folder: paper, profile: "tiny")
        #expect(try run(words("run", folder)).status == 0)
        let trained = session.plan.items.filter { $0.label.hasPrefix("train") }.map(\.key)
        let foreign = try store.read(trained[1], "state.safetensors")
        try FileManager.default.removeItem(atPath: store.path(trained[0], "weights.safetensors"))
        try store.write(foreign, trained[0], "state.safetensors")
        let outcome = try run(words("run", folder))
        #expect(outcome.status == 1)
        #expect(outcome.text.contains("FAILED     train plain"), "\(outcome.text)")
        #expect(try store.read(trained[0], "state.safetensors") == foreign)
        #expect(!store.has(trained[0], "weights.safetensors"))
    }

    @Test func aFailedJobLeavesEarlierResultsIntactAndTheOthersGoOn() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store"), session = try Session(folder: paper, profile: "tiny")
        #expect(try run(words("run", folder)).status == 0)
        let before = try results(folder), first = try #require(session.plan.items.first)
        for item in session.plan.items where item.key != first.key { try FileManager.default.removeItem(atPath: store.path(item.key)) }
        try store.write(Data("damaged".utf8), first.key, "weights.safetensors")
        let outcome = try run(words("run", folder))
        #expect(outcome.status == 1)
        #expect(outcome.text.contains("FAILED     attack plain with PGD"), "\(outcome.text)")
        #expect(outcome.text.contains("skipped    gradientNorms of plain at PGD, because of attack plain with PGD"))
        #expect(outcome.text.contains("done       attack regularised with PGD"))
        #expect(try results(folder) == before)
    }

    @Test func resultsThatCannotBeWrittenAreNamed() throws {
        let folder = try Folder()
        _ = try folder.write("a file where a folder should be", "results")
        let outcome = try run(words("run", folder))
        #expect(outcome.status != 0)
        #expect(outcome.text.contains("\(folder.path)/results"), "\(outcome.text)")
    }

    @Test func aBaselineThatMovedBeyondItsToleranceFailsTheDiff() throws {
        let folder = try Folder()
        #expect(try run(words("run", folder)).status == 0)
        #expect(try run(words("diff", folder)).text.contains("no baselines for the profile tiny"))
        #expect(try run(words("bless", folder)).status == 0)
        // Results and baselines are compared as they lie on disk: a fresh clone has no store.
        try FileManager.default.removeItem(atPath: "\(folder.path)/store")
        let same = try run(words("diff", folder))
        #expect(same.status == 0)
        #expect(same.text.contains("\nno deviation\n"), "\(same.text)")
        #expect(same.text.contains("\(folder.path)/results/Paper/tiny"))
        let file = "\(folder.path)/results/Paper/baselines/tiny/table1.csv"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let value = try #require(text.split(separator: "\n").dropFirst().first?.split(separator: ",", omittingEmptySubsequences: false)[5])
        try text.replacing(",measured,\(value),", with: ",measured,1.5,").write(toFile: file, atomically: true, encoding: .utf8)
        let moved = try run(words("diff", folder))
        #expect(moved.status == 1)
        #expect(moved.text.contains("\nDEVIATION\n"), "\(moved.text)")
        #expect(!moved.text.contains("\nno deviation\n"))
        try FileManager.default.removeItem(atPath: "\(folder.path)/results/Paper/tiny/figure1.csv")
        let gone = try run(words("diff", folder))
        #expect(gone.status == 1)
        #expect(gone.text.contains("figure1: there is no \(folder.path)/results/Paper/tiny/figure1.csv"), "\(gone.text)")
    }

    @Test(arguments: [
        (["plan", "tabel1", "--profile", "tiny"], ["unknown experiment tabel1", "table1"]),
        (["run", "--profile", "tyni"], ["unknown profile tyni", "tiny"]),
        (["run", "--profile", "nowhere.yaml"], ["nowhere.yaml: no such file"]), (["run", "--jobs", "0"], ["--jobs is at least 1"]),
        (["diff", "--experiments", "/nowhere"], ["/nowhere"]),
        (["plot", "--profile", "tiny"], ["figure1.csv yet: `repro run figure1"]),
        (["bless", "--profile", "tiny"], ["figure1.csv yet: `repro run figure1"]),
    ]) func aCommandLineThatCannotBeMeantIsAnswered(command: [String], expected: [String]) throws {
        let folder = try Folder()
        let outcome = try run(
            command + (command.contains("--experiments") ? [] : ["--experiments", paper]) + ["--results", "\(folder.path)/results"])
        #expect(outcome.status != 0)
        for word in expected { #expect(outcome.text.contains(word), "\(outcome.text)") }
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/results"))
    }

    @Test func dataThatAreMissingAreSaidOnceBeforeAnythingStarts() throws {
        let folder = try Folder(), copy = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        let profile = try String(contentsOfFile: "\(copy)/profiles/tiny.yaml", encoding: .utf8)
        try profile.replacing("{procedural: {side: 16}}", with: "cifar10").write(
            toFile: "\(copy)/profiles/tiny.yaml", atomically: true, encoding: .utf8)
        let options = ["--profile", "tiny", "--experiments", copy, "--store", "\(folder.path)/store", "--results", "\(folder.path)/results"]
        for data in [[], ["--data", "\(folder.path)/nowhere"]] {
            let outcome = try run(["run"] + options + data)
            #expect(outcome.status == 1)
            #expect(outcome.text.components(separatedBy: "make data").count == 2, "\(outcome.text)")
            #expect(!outcome.text.contains("started"))
        }
    }
}
