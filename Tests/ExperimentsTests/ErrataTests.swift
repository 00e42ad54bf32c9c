import Experiments
import Foundation
import Testing

/// A made-up paper with consistent published numbers, as few as all rules need.
private struct Consistent {
    static let files: [String: String] = [
        "table1.yaml": """
        id: table1
        title: Two models
        include: [models.yaml]
        published: {file: published/table1.csv, data: photographs}
        attacks: {CW: carliniWagner}
        table:
          rows: [{model: plain}, {model: regularised}, {title: others, quoted: true}]
          columns:
            - {title: error, measure: errorRate, unit: percent}
            - {title: median distance, attack: PGD, measure: median}
            - {title: error at l2 0.1, attack: PGD, measure: {errorRate: {within: 0.1}}, unit: percent}
            - {title: error at l2 0.5, attack: PGD, measure: {errorRate: {within: 0.5}}, unit: percent}
            - {title: CW at 0.6, attack: CW, measure: {errorRate: {within: 0.6}}, unit: percent}
            - {title: CW at 2, attack: CW, measure: {errorRate: {within: 2}}, unit: percent}
            - {title: mean gradient, measure: mean}
            - {title: max gradient, measure: maximum}
            - {title: rejected, measure: {detectionRate: {clean: true}}, unit: percent}
            - {title: threshold, measure: detectionThreshold, unpublished: true}
        """,
        "published/table1.csv": """
        row,source,error,median distance,error at l2 0.1,error at l2 0.5,CW at 0.6,CW at 2,mean gradient,max gradient,rejected
        plain,T1,5.0,0.2,20,90,95,99,0.40,5.0,6
        regularised,T1,6.0,0.8,10,30,36,,0.30,4.0,5
        others,T1,50,0.05,60,70,,,1,9,
        """,
        "table2.yaml": """
        id: table2
        title: One model over the other
        include: [models.yaml]
        published: {file: published/table2.csv, data: photographs}
        table:
          each: {model: regularised, reference: plain}
          rows: [{title: photographs}]
          columns:
            - {title: improvement, attack: PGD, measure: {ratio: {of: median}}}
            - {title: error, measure: errorRate, unit: percent}
        """,
        "published/table2.csv": "row,source,improvement,error\nphotographs,T2,4.0,6\n",
        "table3.yaml": """
        id: table3
        title: Data
        published: {file: published/table3.csv}
        table: {rows: [{data: the images}], columns: [{title: constant, measure: closestPair}]}
        """,
        "published/table3.csv": "row,source,constant\nthe images,T3,0.625\n",
        "results/table3.csv": """
        profile,row,column,unit,entry,value,low,high,beyond,by seed,images,model,data,classes,clean error,zero gradients,tolerance,published,reason
        tiny,the images,constant,,measured,0.625486,,,,,48,,the images,,,,,0.625,
        """,
        "figure1.yaml": """
        id: figure1
        title: Curves
        include: [models.yaml]
        published: {file: published/figure1.csv, data: photographs}
        figure:
          each: {attack: PGD, measure: errorCurve, unit: percent}
          panels: [{title: curves}]
          series: [{model: plain}, {model: regularised}]
        """,
        "published/figure1.csv": "panel,series,source,x,y\n" + curve("curves,plain", plain) + curve("curves,regularised", regularised),
        "figure2.yaml": """
        id: figure2
        title: Gradients
        include: [models.yaml]
        published: {file: published/figure2.csv, data: photographs}
        figure:
          each: {model: regularised, measure: histogram}
          panels: [{title: clean}]
          series: [{title: all}]
        """,
        "published/figure2.csv":
            "panel,series,source,low,high,share\nclean,all,F2,0.01,0.1,0.5\nclean,all,F2,0.1,0.3,0.45\nclean,all,F2,3,4,0.05\n",
        "figure3.yaml": """
        id: figure3
        title: A curve again
        include: [models.yaml]
        published: {file: published/figure3.csv, data: photographs}
        figure:
          each: {model: regularised, measure: {errorCurve: {norm: l2}}, unit: percent}
          panels: [{title: again}]
          series: [{attack: PGD}]
        """,
        "published/figure3.csv": "panel,series,source,x,y\n" + curve("again,PGD", regularised),
        "published/text.yaml": """
        numbers: [{source: caption, table: table1, row: regularised, column: threshold, printed: "2.45"}]
        radii: [{source: text, table: table1, column: error at l2 0.1, within: 0.1}]
        inverse: [{source: text, table: table1, column: median distance, to: [mean gradient]}]
        robust: [{source: title, models: [regularised]}]
        """,
    ]
    private static let plain = [(0.01, 5.2), (0.1, 20), (0.2, 50), (0.3, 70), (0.5, 90), (0.6, 95), (1, 100)]
    private static let regularised = [
        (0.01, 6.2), (0.05, 8), (0.1, 10.1), (0.2, 15), (0.4, 25), (0.5, 30.1), (0.6, 37), (0.8, 50.2), (1, 70), (2, 100),
    ]
    private static func curve(_ titles: String, _ points: [(Double, Double)]) -> String { points.map { "\(titles),F,\($0),\($1)\n" }.joined() }

    let folder: Folder
    var paper: String { "\(folder.path)/Paper" }
    var results: String { "\(folder.path)/results" }

    /// - Parameter changes: replacements of text in the paper's files.
    init(_ changes: [Change] = []) throws {
        folder = try Folder()
        try FileManager.default.copyItem(atPath: ExperimentsTests.paper, toPath: paper)
        for path in ["\(paper)/published", "\(results)/Paper/tiny"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        for profile in ["tiny", "slow"] {
            let file = "\(paper)/profiles/\(profile).yaml", text = try String(contentsOfFile: file, encoding: .utf8)
            try text.replacing("\nimages: {", with: "\nimages: {closestPairs: 48, ").write(toFile: file, atomically: true, encoding: .utf8)
        }
        for (name, text) in Self.files {
            var text = text
            for change in changes where change.file == name {
                #expect(text.contains(change.old), "\(change)")
                text = text.replacing(change.old, with: change.new)
            }
            let path = name.hasPrefix("results/") ? "\(results)/Paper/tiny/\(name.dropFirst(8))" : "\(paper)/\(name)"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    func errata() throws -> [Erratum] { try PrintedPaper(folder: paper, results: results).errata }
}

/// A replacement in one of the paper's files.
private struct Change: CustomTestStringConvertible {
    let file: String, old: String, new: String
    init(_ file: String, _ old: String, _ new: String) { (self.file, self.old, self.new) = (file, old, new) }
    var testDescription: String { "\(file): \(new)" }
}

/// For each rule, changes that make it fire, and the two numbers that it must print.
private let cases: [(rule: String, changes: [Change], printed: [String])] = [
    ("a median distance against the error at a radius", [Change("published/table1.csv", "6.0,0.8", "6.0,0.08")], ["0.08", "10 %"]),
    // Against the curve alone, which reaches one half between 0.6 and 1.
    ("a median distance against the error at a radius", [Change("published/table1.csv", "6.0,0.8", "6.0,1.4")], ["1.4", "at least 69.7 %"]),
    ("a mean above the maximum", [Change("published/table1.csv", "0.30,4.0", "0.30,0.2")], ["0.30", "0.2"]),
    ("an error that falls as the radius grows", [Change("published/table1.csv", "0.8,10,30", "0.8,40,30")], ["40 %", "30 %"]),
    (
        "an error that falls as the radius grows", [Change("published/table1.csv", "regularised,T1,6.0,0.8,10", "regularised,T1,6.0,0.8,4")],
        ["6.0 %", "4 %"]
    ),
    ("an error that falls as the radius grows", [Change("published/figure3.csv", "0.5,30.1", "0.5,20.1")], ["25.0 % at 0.4", "20.1 % at 0.5"]),
    ("one number with two values", [Change("published/table2.csv", "4.0,6", "4.0,7")], ["6.0 %", "7 %"]),
    ("a printed error against a curve", [Change("published/table1.csv", "0.8,10,30", "0.8,10,45")], ["45 %", "24.7 % to 37.3 %"]),
    (
        "two curves of one model and attack",
        [Change("published/figure3.csv", "0.6,37.0", "0.6,30.2"), Change("published/figure3.csv", "0.8,50.2", "0.8,31.0")],
        ["37.0 % at 0.6", "there"]
    ),
    ("one attack stopped finding", [Change("published/table1.csv", "95,99", "95,60")], ["60 %", "at least 99.7 % at 2"]),
    ("a ratio against its numbers", [Change("published/table2.csv", "4.0,6", "6.0,6")], ["6.0", "0.8 and 0.2"]),
    ("a mean against a histogram", [Change("published/table1.csv", "0.30", "0.90")], ["0.90", "0.198 to 0.389"]),
    ("values beyond the maximum", [Change("published/table1.csv", "0.30,4.0", "0.30,2.0")], ["2.0", "at least 4.7 %"]),
    // Besides the histogram, a share above a threshold that exceeds the maximum.
    ("values beyond the maximum", [Change("published/table1.csv", "0.30,4.0", "0.30,2.0")], ["2.0", "5 %"]),
    ("rejected images against a histogram", [Change("published/table1.csv", "4.0,5", "4.0,9")], ["9 %", "4.7 % to 5.3 %"]),
    (
        "inversely proportional, and not even in the opposite order", [Change("published/table1.csv", "0.30,4.0", "0.70,4.0")],
        ["0.2 and 0.40", "0.8 and 0.70"]
    ),
    ("called robust where most images fail", [Change("published/table1.csv", "30,36", "30,60")], ["robust", "60 %"]),
    (
        "text against header",
        [Change("published/text.yaml", "within: 0.1", "within: 8/255")],
        ["8/255", "0.1"]
    ),
    ("digits of an exact number", [Change("results/table3.csv", ",0.625,", ",0.626,")], ["0.626", "0.62549"]),
]

@Suite struct RulesForPublishedNumbers {
    @Test func noRuleFiresWhereTheNumbersAgree() throws {
        let found = try Consistent().errata()
        #expect(found.isEmpty, "\(found)")
    }

    @Test(arguments: cases.indices) func aRuleFiresWhereTheyDoNot(index: Int) throws {
        let (rule, changes, printed) = cases[index], found = try Consistent(changes).errata()
        let isFound = found.contains { $0.rule == rule && $0.printed == printed[0] && $0.otherPrinted.contains(printed[1]) }
        #expect(isFound, "\(rule): \(found)")
    }

    @Test func everyRuleHasACase() {
        #expect(Set(cases.map(\.rule)) == Set(errataRules.map(\.name)) && Set(errataRules.map(\.name)).count == errataRules.count)
    }

    /// A quoted net has its own numbers, which never count as those of the model of its row or column.
    @Test func quotedNumbersAreAnotherNets() throws {
        let paper = try Consistent([
            Change("table2.yaml", "rows: [{title: photographs}]", "rows: [{title: photographs, quoted: true}]"),
            Change("published/table2.csv", "4.0,6", "9,99"),
        ])
        #expect(try paper.errata().isEmpty)
    }

    /// The errors of reading a plot are declared in one place for all rules.
    @Test func theErrorOfReadingIsThatOfTheFile() throws {
        let off = Change("published/table1.csv", "0.8,10,30", "0.8,10,40")
        #expect(try Set(Consistent([off]).errata().map(\.rule)) == ["a printed error against a curve"])
        let coarse = Change("published/text.yaml", "numbers:", "reading: {share: 0.03}\nnumbers:")
        #expect(try Consistent([off, coarse]).errata().isEmpty)
    }

    @Test(arguments: [
        ("row: regularised", "row: regularized", "unknown row regularized, did you mean regularised?"),
        ("column: threshold", "column: treshold", "unknown column treshold, did you mean threshold?"),
        ("table: table1, row", "table: table9, row", "unknown table table9"),
        ("printed: \"2.45\"", "printed: many", "many is not a number"),
        ("to: [mean gradient]", "to: [men gradient]", "did you mean mean gradient?"),
        ("models: [regularised]", "models: [regular]", "unknown model regular"),
        ("column: error at l2 0.1", "column: error at l2 0.2", "unknown column error at l2 0.2"),
        ("radii:", "radi:", "unknown key, did you mean radii?"),
        ("inverse:", "reading: {share: 2}\ninverse:", "a share from 0 to 1"),
    ]) func aMistakeInTheTextNamesItsPlace(old: String, new: String, expected: String) throws {
        let made = try Consistent([Change("published/text.yaml", old, new)])
        let outcome = try run(["lint-paper", "--experiments", made.paper, "--results", made.results])
        #expect(outcome.status != 0 && outcome.text.contains("text.yaml:") && outcome.text.contains(expected), "\(outcome.text)")
    }

    @Test func theCommandPrintsAndWritesWhatIsFound() throws {
        let made = try Consistent([Change("published/table1.csv", "0.30,4.0", "0.30,0.2")])
        let words = ["lint-paper", "--experiments", made.paper, "--results", made.results], text = try run(words), json = try run(words + ["--json"])
        #expect(text.status == 0 && text.text.contains("a mean above the maximum\n  table1: regularised, mean gradient: 0.30\n"), "\(text.text)")
        let read = try JSONDecoder().decode([Erratum].self, from: Data(json.text.utf8)), found = try made.errata()
        #expect(json.status == 0 && read == found && !found.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: "\(made.results)/Paper/errata.md"), "written without being asked")
        #expect(try run(words + ["--write"]).status == 0)
        let markdown = try String(contentsOfFile: "\(made.results)/Paper/errata.md", encoding: .utf8)
        #expect(markdown.contains("| a mean above the maximum | table1: regularised, mean gradient | 0.30 |"), "\(markdown)")
        #expect(try String(contentsOfFile: "\(made.results)/Paper/errata.csv", encoding: .utf8).split(separator: "\n").count == found.count + 1)
    }
}
