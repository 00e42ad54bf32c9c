import Declarations
import Experiments
import Foundation
import Records
import Testing

/// A net of the test paper.
private struct Net { let isPlain: Bool, seed: Int }

/// Made-up rows: the results of each net on an image.
private struct Rules: Sendable {
    /// True if the image is misclassified; the least distance; the norm of the gradient.
    var isWrong: @Sendable (Net, Int) -> Bool = { net, image in image % (net.isPlain ? 2 : 4) == 0 }
    var distance: @Sendable (Net, Int) -> Double = { net, image in (net.isPlain ? 0.1 : 0.2) + Double(image) / 1000 }
    var gradient: @Sendable (Net, Int) -> Double = { net, image in (net.isPlain ? 1 : 2) + Double(image % 7) / 10 }
}

/// The test paper with additional claims, and made-up results for which nothing was run.
private struct MadeUp {
    static let claims = """
        claims:
          - id: fewer errors
            title: The regularised model makes fewer errors
            comparisons:
              - {table: table1, at: error, these: [regularised], are: smaller, than: plain}
          - id: farther
            title: Its images are farther
            restates: fewer errors
            comparisons:
              - table: table1
                at: median distance
                these: [regularised]
                are: greater
                than: plain
        """
    let folder: Folder, paper: String
    var results: String { "\(folder.path)/results" }
    var place: String { "\(results)/Paper/tiny" }
    var store: Store { Store("\(folder.path)/store") }

    /// - Parameter files: files of the paper, by name, that are added to or replace those of the test paper.
    init(seeds: String = "0", claims: String = MadeUp.claims, images: Int = 200, _ files: [String: String] = [:], profile more: String = "") throws {
        folder = try Folder()
        paper = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: ExperimentsTests.paper, toPath: paper)
        let file = "\(paper)/profiles/tiny.yaml"
        let profile = try String(contentsOfFile: file, encoding: .utf8).replacing("training: [0]", with: "training: [\(seeds)]")
            .replacing("clean: 24, leastDistance: 10, gradientNorms: 16", with: "clean: \(images), leastDistance: 100, gradientNorms: 50")
        for (name, text) in files.merging(["claims.yaml": claims, "profiles/tiny.yaml": profile + more], uniquingKeysWith: { first, _ in first }) {
            try text.write(toFile: "\(paper)/\(name)", atomically: true, encoding: .utf8)
        }
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(paper)/\(name)", encoding: .utf8) }
    func session(_ ids: [String] = []) throws -> Session { try Session(folder: paper, profile: "tiny", ids: ids) }

    /// Puts rows into the store under the keys of all jobs, and writes the results; returns the text.
    @discardableResult func write(_ rules: Rules = Rules(), to store: Store? = nil) throws -> String {
        let session = try session(), store = store ?? self.store
        for item in session.plan.items where item.job.work.columns != nil {
            let columns = item.job.work.columns ?? [], seed = item.label.firstMatch(of: /\(seed (\d+)\)/).flatMap { Int($0.1) } ?? 0
            let net = Net(isPlain: item.label.contains(" plain"), seed: seed), isClean = item.label.contains("clean")
            let rows = item.samples.flatMap(Array.init).map { image -> (Int, [Double]) in
                let isWrong = rules.isWrong(net, image), distance = isWrong ? 0 : isClean ? .infinity : rules.distance(net, image)
                let values: [String: Double] = [
                    "attacked": isClean ? 0 : 1, "label": 1, "predicted": isWrong ? 0 : 1, "correct": isWrong ? 0 : 1,
                    "found": distance < .infinity ? 1 : 0, "distance": distance, "tried": 3, "queries": 10, "totalQueries": 20,
                ]
                return (image, columns.map { values[$0] ?? ($0 == "zeroGradients" ? 0 : rules.gradient(net, image)) })
            }
            try store.write(Rows(columns: columns, Dictionary(uniqueKeysWithValues: rows)), item.key)
        }
        return try Results(session, folder: results).write(from: store)
    }

    /// The lines of a CSV file among the results, keyed by column.
    func lines(_ name: String) throws -> [[String: String]] {
        let table = try CSVTable(parsing: String(contentsOfFile: "\(place)/\(name)", encoding: .utf8), file: name)
        return table.rows.map { Dictionary(uniqueKeysWithValues: zip(table.header, $0)) }
    }
}

private func number(_ text: String?) throws -> Double { try #require(text.flatMap { Double($0) }) }
private let rounding = 1e-9

@Suite struct ClaimsOfAPaper {
    /// 100 of 200 images against 50, all of which the other net gets wrong too: McNemar's exact p is 2^-50.
    @Test func oneSeedIsAVerdictOnTheNets() throws {
        let paper = try MadeUp(), text = try paper.write()
        #expect(text.contains("Claims, on procedural images: 1 of 1 claim holds"), "\(text)")
        #expect(text.contains("(for these nets"), "\(text)")
        let line = try #require(try paper.lines("claims.csv").first)
        #expect(line["verdict"] == "holds" && line["scope"] == "for these nets" && line["images"] == "200" && line["seed"] == "0")
        #expect(try abs(number(line["difference"]) + 25) < rounding && number(line["high"]) < 0)
        #expect(try abs(number(line["mcnemar p"]) / 0x1p-50 - 1) < 1e-6)
        // Measured only on the images that both cells have: those attacked, not all clean ones.
        let restated = try #require(try paper.lines("claims.csv").last)
        #expect(restated["restates"] == "fewer errors" && restated["images"] == "100" && restated["statistic"] == "median")
        #expect(try String(contentsOfFile: "\(paper.place)/claims.md", encoding: .utf8).contains("**Holds** for these nets"))
    }

    /// Differences of -25 and -15 points: Student's t with one degree of freedom is -4, so that p = 1/2 - atan(4) / pi.
    @Test func twoSeedsDecideLittle() throws {
        let paper = try MadeUp(seeds: "0, 7")
        var rules = Rules()
        rules.isWrong = { net, image in net.isPlain ? image < 100 : image < (net.seed == 0 ? 50 : 70) }
        #expect(try paper.write(rules).contains("0 of 1 claim holds, 0 do not, 1 undecided"))
        let lines = try paper.lines("claims.csv").filter { $0["claim"] == "fewer errors" }
        #expect(lines.map { $0["seed"] } == ["all", "0", "7"] && lines.allSatisfy { $0["scope"] == "for the method, 2 seeds" })
        #expect(try abs(number(lines[0]["difference"]) + 20) < rounding && abs(number(lines[0]["p"]) - (0.5 - atan(4) / .pi)) < rounding)
        #expect(try abs(number(lines[0]["low"]) + 20 + 12.706204736174705 * 5) < 1e-6)
        // Each net's difference alone is significant.
        #expect(try number(lines[1]["high"]) < 0 && number(lines[2]["high"]) < 0)
    }

    /// Differences of -25, -15 and -20 points: t = -20 / (5 / sqrt 3) with two degrees of freedom, p = (1 - |t| / sqrt(2 + t^2)) / 2.
    @Test func threeSeedsAreAVerdictOnTheMethod() throws {
        let paper = try MadeUp(seeds: "0, 7, 9")
        var rules = Rules()
        rules.isWrong = { net, image in net.isPlain ? image < 100 : image < (net.seed == 0 ? 50 : net.seed == 7 ? 70 : 60) }
        let text = try paper.write(rules), t = 20 / (5 / 3.0.squareRoot())
        #expect(text.contains("1 of 1 claim holds") && text.contains("(for the method, 3 seeds"), "\(text)")
        let line = try #require(try paper.lines("claims.csv").first)
        #expect(line["verdict"] == "holds" && line["seed"] == "all")
        #expect(try abs(number(line["p"]) - (1 - t / (2 + t * t).squareRoot()) / 2) < rounding)
        // The table's error is the mean with its deviation: 25, 35 and 30 %.
        #expect(text.contains("30.0 ± 5.0"), "\(text)")
    }

    /// "1.5 times smaller" means below two thirds, not below 1.5 times: 50, then 100, of 200 images against 100, with a factor of 1.5.
    @Test(arguments: [(4, "holds"), (2, "does not hold")]) func aFactorIsHowManyTimesSmaller(wrongEvery: Int, verdict: String) throws {
        let claims = MadeUp.claims.replacing("are: smaller,", with: "are: smaller, factor: 1.5,")
        let paper = try MadeUp(claims: claims)
        var rules = Rules()
        rules.isWrong = { net, image in net.isPlain ? image % 2 == 0 : image % wrongEvery == 0 }
        try paper.write(rules)
        #expect(try paper.lines("claims.csv").first?["verdict"] == verdict)
    }

    /// 50 of 200 images against a number in the unit of the cells.
    @Test(arguments: [("smaller, number: 40", "holds"), ("greater, number: 40", "does not hold"), ("within, margin: 20, number: 30", "holds")])
    func aCellIsComparedWithANumber(are: String, verdict: String) throws {
        let paper = try MadeUp(claims: MadeUp.claims.replacing("are: smaller, than: plain", with: "are: \(are)"))
        try paper.write()
        let line = try #require(try paper.lines("claims.csv").first)
        #expect(line["verdict"] == verdict && line["left value"] == "25.0" && line["images"] == "200", "\(line)")
        #expect(try String(contentsOfFile: "\(paper.place)/claims.md", encoding: .utf8).contains("exact binomial"))
    }

    /// The claims are judged and written from the committed rows alone.
    @Test func theyAreWrittenAgainFromTheRowsBesideThem() throws {
        let paper = try MadeUp(), none = "\(paper.folder.path)/none"
        try paper.write()
        let before = try String(contentsOfFile: "\(paper.place)/claims.csv", encoding: .utf8)
        try FileManager.default.removeItem(atPath: "\(paper.place)/claims.csv")
        let words = ["claims", "--experiments", paper.paper, "--profile", "tiny", "--store", none, "--results", paper.results]
        #expect(try run(words).status == 0 && !FileManager.default.fileExists(atPath: "\(paper.place)/claims.csv"), "written without being asked")
        #expect(try run(words + ["--write"]).status == 0)
        #expect(try String(contentsOfFile: "\(paper.place)/claims.csv", encoding: .utf8) == before)
    }

    /// Three curves, each a single step that reaches half the images at a different distance.
    @Test func curvesOfSeveralSeedsShowTheirBand() throws {
        let paper = try MadeUp(seeds: "0, 7, 9")
        var rules = Rules()
        rules.isWrong = { _, _ in false }
        rules.distance = { net, image in image % 2 == 0 ? .infinity : net.seed == 0 ? 0.1 : net.seed == 7 ? 0.2 : 0.4 }
        try paper.write(rules)
        let lines = try paper.lines("figure1.csv").filter { $0["series"] == "plain" }
        let band = lines.filter { $0["record"] == "band" }.map { [$0["x"], $0["y"], $0["upper"]] }
        #expect(band == [["0.1", "0.0", "50.0"], ["0.2", "0.0", "50.0"], ["0.4", "50.0", "50.0"]])
        let mean = try lines.filter { $0["record"] == "steps" }.map { try number($0["y"]) }
        #expect(zip(mean, [50 / 3.0, 100 / 3.0, 50]).allSatisfy { abs($0 - $1) < rounding } && mean.count == 3)
        // One seed has no band.
        let one = try MadeUp()
        try one.write(rules)
        #expect(try one.lines("figure1.csv").allSatisfy { $0["record"] != "band" })
    }

    /// A failed search is censored at the largest radius tried, and reported as such.
    @Test func aMedianOfFailedSearchesIsCensored() throws {
        let paper = try MadeUp()
        var rules = Rules()
        rules.distance = { net, image in net.isPlain ? 0.1 : .infinity }
        rules.isWrong = { _, _ in false }
        let text = try paper.write(rules)
        #expect(text.contains("regularised > 3.00 > plain 0.100"), "\(text)")
    }
}

@Suite struct MistakesInClaims {
    @Test(arguments: [
        ("table: table1\n", "table: tabel1\n", ["10:16:", "unknown experiment tabel1, did you mean table1?"]),
        ("table: table1\n", "table: figure1\n", ["10:16:", "figure1 is a figure"]),
        ("at: median distance", "at: median distanse", ["11:13:", "no column or row median distanse, did you mean median distance?"]),
        ("these: [regularised]\n", "these: [regularized]\n", ["12:17:", "has no row regularized, did you mean regularised?"]),
        ("these: [regularised]\n", "these: [regularised, regularised]\n", ["12:30:", "regularised is given twice"]),
        ("these: [regularised]\n", "these: [plain]\n", ["12:17:", "plain is compared with itself"]),
        ("these: [regularised]\n", "these: []\n", ["12:16:", "at least one title"]),
        ("these: [regularised]\n", "these: regularised\n", ["12:16:", "expected a list"]),
        ("        than: plain", "        than: plian", ["14:15:", "has no row plian, did you mean plain?"]),
        ("        than: plain", "        then: plain", ["14:9:", "then: unknown key, did you mean than?"]),
        ("        than: plain", "        number: many", ["14:17:", "number"]),
        ("        than: plain", "        than: plain\n        number: 2", ["15:17:", "a comparison takes one or the other"]),
        ("are: greater\n        than: plain", "are: greater", ["than", "no number is given instead"]),
        ("at: median distance", "at: plain", ["12:17:", "has no column regularised"]),
        ("id: farther", "id: fewer errors", ["6:9:", "the id fewer errors is given twice"]),
        ("id: farther", "id: ''", ["6:9:", "at least one letter"]),
        ("restates: fewer errors", "restates: fewer error", ["8:15:", "unknown claim fewer error, did you mean fewer errors?"]),
        ("restates: fewer errors", "restates: farther", ["8:15:", "farther cannot restate itself"]),
        ("id: fewer errors\n", "id: fewer errors\n    restates: farther\n", ["restates another claim itself"]),
        ("are: greater", "are: grater", ["13:14:", "did you mean greater?"]),
        ("are: greater", "are: within", ["13:14:", "needs a margin"]),
        ("are: greater", "are: greater\n        factor: 0.5", ["14:17:", "at least 1"]),
        ("are: greater", "are: greater\n        factor: many", ["14:17:", "number"]),
        ("are: greater", "are: greater\n        margin: 2", ["14:17:", "greater"]),
        ("are: greater", "are: within\n        margin: -1", ["14:17:", "at least 0"]),
        ("are: greater", "are: within\n        margin: 1\n        factor: 2", ["15:17:", "within"]),
        ("    title: Its images are farther\n", "", ["needs the key title"]),
        ("claims:\n", "claim:\n", ["claim: unknown key, did you mean claims?"]),
    ]) func aMistakeNamesItsPlaceAndTheNearestName(old: String, new: String, expected: [String]) throws {
        #expect(MadeUp.claims.contains(old))
        let paper = try MadeUp(claims: MadeUp.claims.replacing(old, with: new, maxReplacements: 1))
        do {
            _ = try paper.session()
            Issue.record("\(new) was not refused")
        } catch {
            #expect("\(error)".contains("\(paper.paper)/claims.yaml:"), "\(error)")
            for word in expected { #expect("\(error)".contains(word), "\(error)") }
        }
    }

    @Test func everyMistakeIsToldAtOnceAndStopsThePlan() throws {
        let paper = try MadeUp(claims: MadeUp.claims.replacing("than: plain", with: "than: plian"))
        let outcome = try run(["plan", "--experiments", paper.paper, "--profile", "tiny", "--store", paper.store.folder])
        #expect(outcome.status != 0 && outcome.text.components(separatedBy: "did you mean plain?").count == 3, "\(outcome.text)")
    }

    /// Only numbers that are a statistic of one value per image can be compared.
    @Test func aCellWithoutASampleIsRefusedWithTheReason() throws {
        let table = try String(contentsOfFile: "\(paper)/table1.yaml", encoding: .utf8)
        let more = """
                - {title: improvement, attack: PGD, reference: plain, measure: improvement}
                - {title: others, quoted: true}
            """
        for (title, reason) in [("improvement", "improvement gives no value for each image"), ("others", "its numbers are quoted")] {
            let made = try MadeUp(claims: MadeUp.claims.replacing("at: median distance", with: "at: \(title)"), ["table1.yaml": table + more + "\n"])
            #expect { try Session(folder: made.paper, profile: "tiny", types: Experiments.types + [Improvement.self]) } throws: {
                "\($0)".contains("cannot be compared at \(title): \(reason)")
            }
        }
        // Across columns: a row is one model, but a share and a median cannot be compared.
        let across = MadeUp.claims.replacing(
            "at: error, these: [regularised], are: smaller, than: plain", with: "at: plain, these: [error], are: smaller, than: mean gradient")
        #expect { try MadeUp(claims: across).session() } throws: { "\($0)".contains("their numbers are different statistics") }
    }

    @Test func aClaimOnATableThatIsNotThereIsLeftOutAndSaidSo() throws {
        let paper = try MadeUp()
        try paper.write()
        let session = try paper.session(["figure1"])
        #expect(session.claims.all.isEmpty && session.claims.leftOut.map(\.reason) == ["table1 was not asked for", "table1 was not asked for"])
        let text = try Results(session, folder: paper.results).claims(from: paper.store)
        #expect(text.contains("Its images are farther: left out, table1 was not asked for"), "\(text)")
        // The claims of a whole run are not replaced by those of a partial run.
        let before = try paper.lines("claims.csv")
        _ = try Results(session, folder: paper.results).write(from: paper.store)
        #expect(try paper.lines("claims.csv") == before)
        let elsewhere = try MadeUp(["table1.yaml": paper.text("table1.yaml") + "profiles: [slow]\n"])
        #expect(try elsewhere.session().claims.leftOut.map(\.reason).first == "table1 is not run under the profile tiny")
    }
}

@Suite struct ClaimsFromCommittedRows {
    /// The text without the line that gives the source of the rows.
    private func verdicts(_ paper: MadeUp, _ store: Store, _ ids: [String] = []) throws -> (verdicts: String, source: String) {
        let lines = try Results(paper.session(ids), folder: paper.results).claims(from: store).split(
            separator: "\n", omittingEmptySubsequences: false)
        return (lines.dropLast().joined(separator: "\n"), String(lines.last ?? ""))
    }

    @Test(arguments: [("0", 1), ("0, 7", 0)]) func verdictsAreThoseOfTheStore(seeds: String, holding: Int) throws {
        let paper = try MadeUp(seeds: seeds)
        try paper.write()
        let stored = try verdicts(paper, paper.store), none = Store("\(paper.folder.path)/none"), kept = try verdicts(paper, none)
        #expect(stored.verdicts == kept.verdicts && stored.verdicts.contains("\(holding) of 1 claim holds"))
        #expect(
            stored.source.hasSuffix("jobs from the store \(paper.store.folder).") && kept.source.hasSuffix("jobs from \(paper.place)/rows."),
            "\(kept.source)")
        #expect(try verdicts(paper, none, ["table1"]).verdicts == stored.verdicts)
        #expect(!FileManager.default.fileExists(atPath: none.folder), "reading made a folder")
        // The command says the same.
        let outcome = try run(["claims", "--experiments", paper.paper, "--profile", "tiny", "--store", none.folder, "--results", paper.results])
        #expect(outcome.status == 0 && outcome.text.hasPrefix(kept.verdicts), "\(outcome.text)")
    }

    @Test func rowsThatAreNotThoseWantedAreNotUsed() throws {
        let paper = try MadeUp(), none = Store("\(paper.folder.path)/none"), file = "\(paper.place)/rows/classify-clean-images-by-plain.csv"
        try paper.write()
        let rows = try String(contentsOfFile: file, encoding: .utf8), lines = rows.split(separator: "\n")
        for changed in [lines.dropLast().joined(separator: "\n") + "\n", rows + lines[5].replacing("4,", with: "200,", maxReplacements: 1) + "\n"] {
            try changed.write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try verdicts(paper, none).verdicts.contains("not run"))
        }
        for (changed, words) in [
            (rows.replacing("correct", with: "corect"), "plain.csv:1: expected the columns"), (rows.replacing("\n3,", with: "\nx,"), "plain.csv:5:"),
        ] {
            try changed.write(toFile: file, atomically: true, encoding: .utf8)
            #expect { try verdicts(paper, none) } throws: { "\($0)".contains(words) }
        }
        try FileManager.default.removeItem(atPath: "\(paper.place)/rows")
        #expect(try verdicts(paper, none).source.hasPrefix("There are no rows"))
    }
}

@Suite struct OrderingsOfAPaper {
    private static let published = "row,source,error,median distance,mean gradient\nplain,T,20,0.1,2\nregularised,T,10,0.3,1\n"
    private func files(_ data: String) throws -> [String: String] {
        let table = try String(contentsOfFile: "\(paper)/table1.yaml", encoding: .utf8)
        // Transposed: an ordering is of models, never of attacks.
        let across = """
            id: table2
            title: The same across
            include: [models.yaml]
            published: {file: across.csv}
            table:
              rows: [{title: error, measure: errorRate, unit: percent}, {title: median distance, attack: PGD, measure: median}]
              columns: [{model: plain}, {model: regularised}, {title: others, quoted: true}]
            """
        return [
            "table1.yaml": table.replacing("include: [models.yaml]", with: "include: [models.yaml]\npublished: {file: table1.csv, data: \(data)}"),
            "table1.csv": Self.published, "table2.yaml": across,
            "across.csv": "row,source,plain,regularised,others\nerror,T,5,>4,1\nmedian distance,T,0.4,0.3,\n",
        ]
    }

    @Test func allOrderingsAreCountedForEveryPublishedTable() throws {
        let paper = try MadeUp(files("CIFAR-10")), text = try paper.write()
        // Ours: fewer errors, larger distances, and larger gradients where the paper prints smaller ones.
        #expect(text.contains("A small table, on procedural images: ours share 2 of the 3 orderings"), "\(text)")
        // A printed bound that leaves the order open gives no ordering; the other ordering is reversed.
        #expect(text.contains("The same across, on procedural images: ours share 0 of the 1 orderings"), "\(text)")
        #expect(text.contains("Both tables: ours share 2 of the 4 orderings"), "\(text)")
        #expect(text.contains("Claims, on procedural images instead of CIFAR-10: 1 of 1"), "\(text)")
        let lines = try paper.lines("orderings.csv")
        #expect(lines.map { $0["table"] } == ["table1", "table1", "table1", "table2"] && lines.map { $0["shared"] } == ["yes", "yes", "no", "no"])
        #expect(lines[0]["smaller"] == "regularised" && lines[0]["our smaller"] == "25.0" && lines[0]["our larger"] == "50.0")
        #expect(try number(lines[0]["p"]) < 0.001)
        let markdown = try String(contentsOfFile: "\(paper.place)/claims.md", encoding: .utf8)
        #expect(markdown.contains("| mean gradient | 0 | 1 |") && markdown.contains("| **all** | **2** | **3** |"), "\(markdown)")
    }

    @Test func cellsAreComparedWhereTheProfileSaysSo() throws {
        var files = try files("procedural images")
        files["table1.yaml"]! += "  notComparable: [{row: plain, column: mean gradient, reason: a misprint}]\n"
        files["table1.yaml"] = files["table1.yaml"]!.replacing(
            "measure: median, tolerance: 0.01}", with: "measure: median, notComparable: another search}")
        let paper = try MadeUp(files, profile: "comparesCells: true\n"), text = try paper.write()
        #expect(text.contains(" numbers compared with the paper's, "), "\(text)")
        let lines = try paper.lines("table1-agreement.csv")
        #expect(lines.filter { $0["outcome"] == "not comparable" }.map { $0["reason"] } == ["another search", "a misprint", "another search"])
        #expect(FileManager.default.fileExists(atPath: "\(paper.place)/table1-agreement.md"))
        let without = try MadeUp(files)
        try without.write()
        #expect(!FileManager.default.fileExists(atPath: "\(without.place)/table1-agreement.csv"))
    }

    @Test func aCellThatIsNotComparableIsInTheTable() throws {
        var files = try files("CIFAR-10")
        files["table1.yaml"]! += "  notComparable: [{row: plian, column: mean gradient, reason: a misprint}]\n"
        #expect { try MadeUp(files).session() } throws: {
            "\($0)".contains("table1.yaml:13:") && "\($0)".contains("no row plian, did you mean plain?")
        }
    }
}

@Suite struct ClaimsOfThePaper {
    /// Every profile can read the claims: they name titles that the tables have.
    @Test(arguments: ["smoke", "laptop", "paper"]) func everyClaimNamesCellsThatAreThere(profile: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
        let claims = try Session(folder: "\(root)/experiments/finlay2019", profile: profile).claims
        #expect(!claims.all.isEmpty && claims.leftOut.isEmpty)
    }
}
