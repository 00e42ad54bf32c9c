import Declarations
import Experiments
import Foundation
import Records
import Testing

/// A mistake in the input is reported with its place, and nothing is lost.
@Suite(.serialized) struct BadInput {
    @Test(arguments: [
        ("models.yaml", "weight: 0.1", "weigth: 0.1", ["models.yaml:5:", "weigth", "weight"]),
        ("models.yaml", "weight: 0.1", "weight: -1", ["models.yaml:5:", "from 0"]),
        ("models.yaml", "weight: 0.1", "weight: heavy", ["models.yaml:5:", "number", "heavy"]),
        ("models.yaml", "totalVariation", "totalVaration", ["models.yaml:5:", "totalVariation"]),
        ("table1.yaml", "model: regularised", "model: regularized", ["table1.yaml:7:", "regularised"]),
        ("table1.yaml", "attack: PGD", "attack: PDG", ["table1.yaml:10:", "PGD"]),
        ("table1.yaml", "measure: errorRate, ", "", ["table1", "measure"]),
        ("table1.yaml", "id: table1", "id: table1\npublished: {file: nowhere.csv}", ["nowhere.csv"]),
        ("table1.yaml", "tolerance: 1}", "tolerance: -1}", ["table1.yaml:9:", "at least 0"]),
        (
            "table1.yaml", "attack: PGD, measure: median", "measure: median",
            ["table1.yaml:6:", "has no attack: neither its row nor its column names one"]
        ),
        ("table1.yaml", "measure: median", "measure: errorCurve", ["table1.yaml:6:", "a table cannot show"]),
        ("figure1.yaml", "measure: errorCurve", "measure: median", ["figure1.yaml:", "a figure cannot show"]),
        (
            "table1.yaml", "attack: PGD, measure: median", "attack: {within: {radius: 1/100}}, measure: {errorRate: {within: 5}}",
            ["no further than 1/100"]
        ),
        ("table1.yaml", "attack: PGD, measure: median", "attack: PGD, measure: errorRate", ["needs the radius"]),
        (
            "table1.yaml", "{title: error, measure: errorRate", "{title: error at 0.1, attack: PGD, measure: {errorRate: {within: 0.2}}",
            ["error at 0.1 says 1/10, and the measure takes the radius 1/5"]
        ),
        (
            "table1.yaml", "{title: error, measure: errorRate",
            "{title: at 1/2 and (at l2 8/255.), attack: PGD, measure: {errorRate: {within: 1/2}}",
            ["says 8/255, and the measure takes the radius 1/2"]
        ),
        (
            "table1.yaml",
            "table:\n  rows:\n    - {model: plain}\n    - {model: regularised}\n  columns:\n    - {title: error, measure: errorRate,",
            """
            table:
              rows:
                - {title: at 0.1, model: plain, measure: {errorRate: {within: 0.1}}}
                - {title: wider, model: plain, measure: {errorRate: {within: 0.2}}}
              columns:
                - {title: error, attack: PGD,
            """, ["table1.yaml:7:", "the column error mixes error rates at l2 1/10 and l2 1/5: the row's title has to say \"at l2 1/5\""]
        ),
        (
            "table1.yaml", "{title: error, measure: errorRate", "{title: error, data: {mnist: {}}, measure: errorRate",
            ["plain takes images [16, 16, 3] of 10 classes, and MNIST has images [28, 28, 1] of 10"]
        ),
        (
            "table1.yaml", "attack: PGD, measure: median", "attack: transfer, measure: {errorRate: {within: 0.1}}",
            ["has no reference: neither its row nor its column names one"]
        ),
        (
            "table1.yaml", "measure: median", "measure: {median: {among: right}}",
            ["has no reference: neither its row nor its column names one"]
        ),
        ("table1.yaml", "measure: median", "measure: {ratio: {of: median}}", ["has no reference"]),
        ("table1.yaml", "measure: mean,", "measure: {detectionRate: {detector: {of: distance}}},", ["that clean images have as well"]),
        ("models.yaml", "plain: {}", "plain: {adversary: {steps: 0}}", ["models.yaml:4:", "from 1 to 1000"]),
        ("table1.yaml", "{title: mean gradient,", "{title: error,", ["the title error is given twice"]),
        ("table1.yaml", "{title: error,", "{", ["needs a title"]),
        ("table1.yaml", "id: table1", "id: table2", ["table1.yaml:1:", "not the name of its file"]),
        ("table1.yaml", "id: table1", "Id: table1", ["table1.yaml", "no key id (found Id)"]),
        ("table1.yaml", "table:", "panels: []\ntable:", ["unknown key"]),
        ("table1.yaml", "table:\n", "table:\n  panels: []\n", ["panels: unknown key"]),
        ("profiles/tiny.yaml", "clean: 24", "clean: 0", ["tiny.yaml:3:", "at least 1"]),
        ("profiles/tiny.yaml", "clean: 24", "clean: -1", ["tiny.yaml:3:", "at least 1"]),
        ("profiles/tiny.yaml", "clean: 24", "clean: 9223372036854775807", ["samples up to 9223372036854775807", "1000000"]),
        ("profiles/tiny.yaml", "training: [0]", "training: [0, 0]", ["each once"]),
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

    /// A checkpoint of another job is reported, and the training starts from scratch: it never resumes from a foreign checkpoint.
    @Test func aCheckpointOfAnotherJobIsNamedAndNotUsed() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store"), session = try Session(folder: paper, profile: "tiny")
        #expect(try run(words("run", folder)).status == 0)
        let trained = session.plan.items.filter { $0.label.hasPrefix("train") }.map(\.key)
        let foreign = try store.read(trained[1], "state.safetensors")
        try FileManager.default.removeItem(atPath: store.path(trained[0], "weights.safetensors"))
        try store.write(foreign, trained[0], "state.safetensors")
        let before = try results(folder), outcome = try run(words("run", folder))
        #expect(outcome.status == 0, "\(outcome.text)")
        let log = String(decoding: try store.read(trained[0], "log.txt"), as: UTF8.self)
        #expect(log.contains("it belongs to \(trained[1])"), "\(log)")
        #expect(try store.read(trained[0], "state.safetensors") != foreign)
        #expect(try results(folder) == before)
    }

    @Test func aFailedJobLeavesEarlierResultsIntactAndTheOthersGoOn() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store"), session = try Session(folder: paper, profile: "tiny")
        #expect(try run(words("run", folder)).status == 0)
        let before = try results(folder), first = try #require(session.plan.items.first)
        for item in session.plan.items where item.key != first.key { try FileManager.default.removeItem(atPath: store.path(item.key)) }
        // A folder in place of a file: no job can repair that.
        let attack = try #require(session.plan.items.first { $0.label == "attack plain with PGD" })
        try FileManager.default.createDirectory(atPath: store.path(attack.key, "images-0-10.safetensors"), withIntermediateDirectories: true)
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
        // Results and baselines are compared as stored on disk: a fresh clone has no store.
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
        (["run", "--profile", "nowhere.yaml"], ["nowhere.yaml: no such file"]), (["run", "--jobs", "0"], ["--jobs is 1 to 1000"]),
        (["diff", "--experiments", "/nowhere"], ["/nowhere"]),
        (["plot", "--profile", "tiny"], ["figure1.csv yet: `repro run figure1"]),
        (["plot", "--profile", "tiny", "--width", "3.25"], ["a width is written as 3.25in, 8.3cm, 83mm or 234pt and is from 1in to 20in, not 3.25"]),
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

/// Names that collide, and files that only look like manifests.
@Suite(.serialized) struct Names {
    private func copy(_ folder: Folder, _ files: [String: String]) throws -> [String] {
        let copy = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        for (name, text) in files { try text.write(toFile: "\(copy)/\(name)", atomically: true, encoding: .utf8) }
        return ["--experiments", copy, "--profile", "tiny", "--store", "\(folder.path)/store", "--results", "\(folder.path)/results"]
    }
    private func table(_ id: String) throws -> String {
        try String(contentsOfFile: "\(paper)/table1.yaml", encoding: .utf8).replacing("id: table1", with: "id: \(id)")
    }

    /// Regression: cells of two manifests with the same id were averaged as if they were seeds.
    @Test func twoManifestsOfOneIdAreNamed() throws {
        let folder = try Folder(), outcome = try run(["plan"] + copy(folder, ["table2.yaml": try table("table1")]))
        #expect(
            outcome.status != 0 && outcome.text.contains("table2.yaml:1:") && outcome.text.contains("not the name of its file"), "\(outcome.text)")
    }

    @Test func whatLooksLikeAManifestIsOneOrIsNamed() throws {
        for text in ["- id: table3\n", "Id: table3\ntitle: x\n", "title: x\n"] {
            let folder = try Folder(), outcome = try run(["plan"] + copy(folder, ["table3.yaml": text]))
            #expect(outcome.status != 0 && outcome.text.contains("table3.yaml") && outcome.text.contains("no key id"), "\(outcome.text)")
        }
    }

    /// Regression: a dangling link that an editor leaves next to an unsaved file broke every command.
    @Test func anEditorsLeftoversAreNoManifests() throws {
        let folder = try Folder(), words = try copy(folder, [:])
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/Paper/.#table1.yaml", withDestinationPath: "someone@host.1")
        try "{".write(toFile: "\(folder.path)/Paper/table1.yaml~", atomically: true, encoding: .utf8)
        #expect(try run(["plan"] + words + ["--no-measure"]).status == 0)
    }

    /// Each family has separate names: a model and an attack may share a name, and a model may be named like the profile's net.
    @Test func familiesHaveNamesOfTheirOwn() throws {
        let folder = try Folder()
        let models = try String(contentsOfFile: "\(paper)/models.yaml", encoding: .utf8).replacing(
            "  plain: {}", with: "  plain: {}\n  PGD: {epochs: 1}\n  the net: {images: 40}")
        let rows = try table("table1").replacing("    - {model: plain}\n", with: "    - {model: plain}\n    - {model: PGD}\n    - {model: the net}\n")
        let outcome = try run(["plan"] + copy(folder, ["models.yaml": models, "table1.yaml": rows]) + ["--no-measure", "--long"])
        #expect(outcome.status == 0 && outcome.text.contains("train PGD") && outcome.text.contains("attack the net with PGD"), "\(outcome.text)")
    }

    @Test func oneMistakeIsToldOnce() throws {
        let folder = try Folder()
        let models = try String(contentsOfFile: "\(paper)/models.yaml", encoding: .utf8).replacing("weight: 0.1", with: "weigth: 0.1")
        let outcome = try run(["plan"] + copy(folder, ["models.yaml": models]))
        #expect(outcome.status != 0 && outcome.text.components(separatedBy: "weigth").count == 2, "\(outcome.text)")
    }

    /// Titles become file names, including long ones and those without an ASCII letter.
    @Test func anyTitleHasAFileName() throws {
        let folder = try Folder(), long = String(repeating: "m", count: 250)
        let models = try String(contentsOfFile: "\(paper)/models.yaml", encoding: .utf8).replacing(
            "  plain: {}", with: "  плоский: {}\n  \(long): {epochs: 1}")
        let rows = try table("table1").replacing("model: plain}", with: "model: плоский}").replacing("model: regularised}", with: "model: \(long)}")
        let words = try copy(folder, ["models.yaml": models, "table1.yaml": rows])
        let file = "\(folder.path)/Paper/profiles/tiny.yaml"
        try (String(contentsOfFile: file, encoding: .utf8) + "keepsModels: true\n").write(toFile: file, atomically: true, encoding: .utf8)
        let outcome = try run(["run", "table1"] + words)
        #expect(outcome.status == 0, "\(outcome.text)")
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/results/Paper/tiny/models").sorted()
        #expect(names.count == 4 && names.allSatisfy { $0.count < 130 && !$0.hasPrefix(".") }, "\(names)")
        #expect(!(try run(["run", "table1"] + words)).text.contains("started"))
    }
}
