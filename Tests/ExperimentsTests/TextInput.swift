import Declarations
import Experiments
import Foundation
import Testing

/// Text written by people: YAML, its includes, and the published numbers.
@Suite struct TextInput {
    /// A copy of the test paper with these files replaced; returns its folder.
    private func changed(_ folder: Folder, _ files: [String: String]) throws -> String {
        let copy = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        for (name, text) in files { _ = try folder.write(text, "Paper/\(name)") }
        return copy
    }

    /// The message with which the paper is rejected; empty if it is read.
    private func mistake(_ files: [String: String]) throws -> String {
        let folder = try Folder(), copy = try changed(folder, files)
        do { _ = try Session(folder: copy, profile: "tiny") } catch { return "\(error)".replacing(copy + "/", with: "") }
        return ""
    }

    private func text(_ name: String) throws -> String { try String(contentsOfFile: "\(paper)/\(name)", encoding: .utf8) }

    @Test func aByteOrderMarkIsNoPartOfTheText() throws {
        let mark = "\u{FEFF}", table = try text("table1.yaml")
        #expect(try Tree(yaml: mark + "id: a", file: "m")["id"]?.text == "a")
        let csv = mark + "row,source,error,median distance,mean gradient\nplain,x,1,2,3\nregularised,x,4,5,6\n"
        let files = try [
            "table1.yaml": mark + table.replacing("id: table1", with: "id: table1\npublished: {file: p.csv}"), "p.csv": csv,
            "models.yaml": mark + text("models.yaml"), "profiles/tiny.yaml": mark + text("profiles/tiny.yaml"),
        ]
        #expect(try mistake(files) == "")
    }

    /// Nine anchors, each nine times the one before: 396 bytes that expand to about 400 million scalars.
    static let bomb = (0..<9).map { "x\($0): &x\($0) [" + Array(repeating: $0 == 0 ? "a" : "*x\($0 - 1)", count: 9).joined(separator: ",") + "]\n" }
        .joined()

    @Test(arguments: [bomb, bomb + "*x8 : 1\n", bomb + "? *x8\n: 1\n", bomb + "? [*x8]\n: 1\n? [*x8]\n: 2\n"])
    func aliasesThatExpandWithoutEndAreRefusedAtOnce(yaml: String) {
        let error = #expect(throws: Refused.self) { try Tree(yaml: yaml, file: "bomb.yaml") }
        #expect(error.map { "\($0)".hasPrefix("bomb.yaml:1: its 9 anchors (&) and 7") } == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func plainAliasesAreExpanded() throws {
        let tree = try Tree(yaml: "a: &one [1, 2]\nb: *one\nc: [*one, \"R&D *d* &x\"]\n", file: "m")
        #expect(tree.canonicalJSON == #"{"a":[1,2],"b":[1,2],"c":[[1,2],"R&D *d* &x"]}"#)
    }

    @Test(arguments: [
        ("a: 1\nb: 2\na: 3\n", "m:1:1: the key a is given twice"), ("a:\n\tb: 1\n", "m:2:1: not YAML: "),
        ("a: \u{0}\n", "m:1: not YAML: control characters"),
        ("a: [1\n", "m:2:1: not YAML: "), ("a: *b\n", "m:1:4: not YAML: found undefined alias"), ("[a]: 1\n", "m:1:1: expected a word as the key"),
        ("a: 1\n---\nb: 2\n", "m:2:1: not YAML: "), (String(repeating: "[", count: 100_000), "m:1:"),
        (String(repeating: "- ", count: 100_000), "m:1:"),
        (String(repeating: "[", count: 500) + String(repeating: "]", count: 500), "m:1:102: nested more than 100 deep"),
    ]) func aMistakeNamesItsPlace(yaml: String, message: String) {
        let error = #expect(throws: Refused.self) { try Tree(yaml: yaml, file: "m") }
        #expect(error.map { "\($0)".hasPrefix(message) } == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func oneIncludedFileNeedsNoList() throws {
        #expect(try mistake(["table1.yaml": text("table1.yaml").replacing("[models.yaml]", with: "models.yaml")]) == "")
    }

    @Test(arguments: [
        ("./table1.yaml", "table1.yaml includes itself"), ("../Paper/table1.yaml", "table1.yaml includes itself"),
        ("words.yaml", "words.yaml: expected a mapping, found the words just words (included at table1.yaml:3:"),
        ("list.yaml", "list.yaml: expected a mapping, found a list"), ("gone.yaml", "gone.yaml: no such file (included at table1.yaml:3:"),
        ("profiles", "profiles: a folder, expected a file"), ("[models.yaml, {a: b}]", "table1.yaml:3:24: include: expected the name of a file"),
        ("latin.yaml", "latin.yaml: the text is not UTF-8"), ("chain0.yaml", "more than 200 files, or more than 20 one inside another"),
        ("twice0.yaml", "more than 200 files, or more than 20 one inside another"),
        ("loop1.yaml", "loop2.yaml includes itself: loop1.yaml -> loop2.yaml"),
    ]) func anIncludeThatCannotBeReadIsNamed(include: String, message: String) throws {
        let folder = try Folder(), copy = try changed(folder, ["words.yaml": "just words", "list.yaml": "[a, b]"])
        func write(_ text: String, _ name: String) throws { _ = try folder.write(text, "Paper/\(name)") }
        try Data([0x61, 0x3A, 0x20, 0xE9, 0x0A]).write(to: URL(filePath: "\(copy)/latin.yaml"))
        // A chain that is too long, files that each include the next one twice, and a loop through two links of other names.
        for step in 0..<30 {
            try write("include: chain\(step + 1).yaml", "chain\(step).yaml")
            try write("include: [twice\(step + 1).yaml, ./twice\(step + 1).yaml]", "twice\(step).yaml")
        }
        try write("include: loop2.yaml", "loop1.yaml")
        try FileManager.default.createSymbolicLink(atPath: "\(copy)/loop2.yaml", withDestinationPath: "loop1.yaml")
        try write(try text("table1.yaml").replacing("[models.yaml]", with: include), "table1.yaml")
        let error = #expect(throws: Refused.self) { try Tree.load("\(copy)/table1.yaml") }
        #expect(error.map { "\($0)".replacing(copy + "/", with: "").contains(message) } == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func aPipeIsRefusedAtOnce() throws {
        let folder = try Folder(), copy = try changed(folder, [:])
        #expect(mkfifo("\(copy)/pipe", 0o600) == 0)
        #expect(throws: Refused.self) { try Tree.load("\(copy)/pipe") }
        #expect(throws: Refused.self) { try Tree.load("/dev/zero") }
        try FileManager.default.copyItem(atPath: "\(copy)/table1.yaml", toPath: "\(folder.path)/table1.yaml")
        _ = try folder.write(try text("table1.yaml").replacing("id: table1", with: "id: table1\npublished: {file: pipe}"), "Paper/table1.yaml")
        let error = #expect(throws: (any Error).self) { try Session(folder: copy, profile: "tiny", ids: ["table1"]) }
        #expect(error.map { "\($0)".contains("pipe: a pipe or a device, expected a file") } == true)
    }

    @Test(arguments: [
        ("plain,x,1,2,3\nregularised,x,4,5,6\nplain,y,9,9,9\n", "p.csv:4: the row plain is given twice, first in line 2"),
        ("plain,x,1,2,3\nregularised,\"two\nlines\",4,5,6\nplain,y,9,9,9\n", "p.csv:5: the row plain is given twice, first in line 2"),
        ("plain,x,1,2,3\nregularised,x,4,5,six\n", "p.csv:3: mean gradient: expected a number as printed (4.07, 2.7e-3, >90) or nothing, found six"),
        ("plain,x,1,2,3\nregularised,x,4,\"5,3\",6\n", "p.csv:3: median distance: expected a number as printed"),
        ("plain,x,1,2\n", "p.csv:2: expected 5 cells, found 4"), ("plain,x,1,2,3\nregularised,x,,>5,6.0e-1\n", ""),
    ]) func aPublishedTableSaysWhatIsWrong(rows: String, message: String) throws {
        let files = [
            "p.csv": "row,source,error,median distance,mean gradient\n" + rows,
            "table1.yaml": try text("table1.yaml").replacing("id: table1", with: "id: table1\npublished: {file: p.csv}"),
        ]
        let found = try mistake(files)
        #expect(message.isEmpty ? found.isEmpty : found.contains(message), "\(found)")
    }

    @Test(arguments: [
        ("row,source,error,error,median distance,mean gradient\n", "p.csv:1: the column error is given twice"),
        ("panel,series,source,x,y\ncurves,plain,s,1,1\ncurves,plain,s,1,1\n", "p.csv:3: the same as line 2"),
        ("panel,series,source,x,y\ncurves,plain,s,nan,1\n", "p.csv:2: expected a finite number, found nan"),
        ("panel,series,source,low,high,share\ncurves,plain,s,2,1,0.5\n", "p.csv:2: expected low below high"),
    ]) func aPublishedFigureSaysWhatIsWrong(csv: String, message: String) throws {
        let found = try mistake([
            "p.csv": csv, "figure1.yaml": text("figure1.yaml").replacing("id: figure1", with: "id: figure1\npublished: {file: p.csv}"),
        ])
        #expect(found.contains(message), "\(found)")
    }

    @Test func thereIsNothingToCompareWithoutResults() throws {
        let folder = try Folder()
        for baselines in [false, true] {
            if baselines {
                let place = "\(folder.path)/results/Paper/baselines/tiny"
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            }
            let outcome = try run(words("diff", folder))
            #expect(outcome.status == 2 && outcome.text.contains("there are no results in \(folder.path)/results/Paper/tiny"), "\(outcome.text)")
            #expect(!outcome.text.contains("no deviation"))
        }
        #expect(try run(words("diff", folder, profile: "tyni")).status == 2)
    }

    /// Only the manifest's tolerance counts, not the one in a file.
    @Test func aToleranceEditedInTheResultsExcusesNothing() throws {
        let folder = try Folder(),
            header =
                "profile,row,column,unit,entry,value,low,high,beyond,by seed,images,model,data,classes,clean error,zero gradients,failed gates,tolerance,published,reason\n"
        func write(_ text: String, _ place: String) throws {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/results/Paper/\(place)", withIntermediateDirectories: true)
            _ = try folder.write(header + text, "results/Paper/\(place)/table1.csv")
        }
        func diff() throws -> (status: Int32, text: String) {
            try run(["diff", "table1", "--experiments", paper, "--profile", "tiny", "--results", "\(folder.path)/results"])
        }
        let line = "tiny,plain,error,percent,measured,50.0,,,,50.0,24,,,,,,,1.0,,\n"
        try write(line, "baselines/tiny")
        try write(line, "tiny")
        #expect(try diff().status == 0)
        try write(line.replacing("50.0", with: "90.0").replacing("1.0", with: "1000.0"), "tiny")
        let excused = try diff()
        #expect(excused.status == 1 && excused.text.contains("1000.0 in the results, 1.0 in the manifest"), "\(excused.text)")
        try write(line + line, "tiny")
        let doubled = try diff()
        #expect(doubled.status == 2 && doubled.text.contains("table1.csv:3: the cell plain / error is given twice"), "\(doubled.text)")
    }
}
