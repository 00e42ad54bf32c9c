import Experiments
import Foundation
import Plots
import Records
import Reports
import Testing

/// `repro diff` between any two sets of results.
@Suite(.serialized) struct Comparing {
    private func diff(_ folder: Folder, _ more: [String]) throws -> (status: Int32, text: String) {
        try run(["diff", "--experiments", paper, "--profile", "tiny", "--results", "\(folder.path)/results"] + more)
    }

    /// One run, kept as a folder and as a git revision; then one image of the attack changes.
    @Test func twoSidesAreComparedByNumbersAndByImages() throws {
        let folder = try Folder(), place = "\(folder.path)/results/Paper/tiny"
        #expect(try run(words("run", folder)).status == 0)
        try FileManager.default.copyItem(atPath: "\(folder.path)/results", toPath: "\(folder.path)/earlier")
        func git(_ words: [String]) throws {
            let process = Process()
            (process.executableURL, process.currentDirectoryURL) = (URL(filePath: "/usr/bin/env"), URL(filePath: folder.path))
            process.arguments = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"] + words
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "git \(words)")
        }
        try git(["init", "-q"])
        try git(["add", "results"])
        try git(["commit", "-q", "-m", "results"])

        let same = try diff(folder, ["--from", "\(folder.path)/earlier"])
        #expect(same.status == 0 && same.text.hasSuffix("no deviation\n") && !same.text.contains("Images:"), "\(same.text)")

        let name = "\(place)/rows/attack-plain-with-PGD.csv", rows = try Rows(csv: String(contentsOfFile: name, encoding: .utf8))
        let first = try #require(rows.samples.first { rows[$0]?[rows.columns.firstIndex(of: "found") ?? 0] == 1 }), row = try #require(rows[first])
        let changed = zip(rows.columns, row).map { $0 == "found" ? 0 : $0 == "distance" ? .infinity : $1 }
        try Rows(columns: rows.columns, [first: changed]).merging(rows).csv.write(toFile: name, atomically: true, encoding: .utf8)
        let table = try String(contentsOfFile: "\(place)/table1.csv", encoding: .utf8)
        let moved = table.replacing(/plain,error,percent,measured,([0-9.]+)/, with: { "plain,error,percent,measured,\((Double($0.1) ?? 0) + 7)" })
        #expect(moved != table)
        try moved.write(toFile: "\(place)/table1.csv", atomically: true, encoding: .utf8)

        for side in ["\(folder.path)/earlier", "git:HEAD", "git:main"] {
            let found = try diff(folder, ["--from", side])
            #expect(found.status == 1 && found.text.contains("DEVIATION") && found.text.contains("plain / error"), "\(found.text)")
            #expect(found.text.contains("attack plain with PGD: 1 of 10 images moved, first in found; 1 flipped, p 1.00: images \(first) ("))
        }
        let markdown = try diff(folder, ["--from", "git:HEAD", "--markdown"]).text
        #expect(markdown.hasPrefix("**DEVIATION** from git:HEAD to results: ") && markdown.contains("| table1 | plain / error |"), "\(markdown)")
        let json = try diff(folder, ["--from", "git:HEAD", "--json"]).text
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(object["deviates"] as? Bool == true && (object["images"] as? [[String: Any]])?.first?["flipped"] as? [Int] == [first])
    }

    @Test(arguments: [
        ("git:nothing", "git knows no revision nothing"), ("git:--output=x", "a revision is needed"), ("nowhere", "there is no folder nowhere"),
        ("profile:other", "there is no folder"), ("baseline", "no experiment has results on both sides, baseline and results"),
    ]) func aSideThatIsNotThereIsNamed(_ side: String, _ said: String) throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/results/Paper/tiny", withIntermediateDirectories: true)
        let found = try diff(folder, ["--from", side, "--markdown"])
        #expect(found.status == 2 && found.text.contains(said), "\(found.text)")
    }

    /// The test paper's numbers are for other data than its profile's, so nothing is comparable, and the output says so.
    @Test func thePaperIsAnEarlierSideWhereItsNumbersAreComparable() throws {
        let folder = try Folder()
        #expect(try run(words("run", folder, ["--threads", "1"])).status == 0)
        let found = try diff(folder, ["--from", "paper"])
        #expect(found.status == 2 && found.text.contains("the paper prints no number that results can be compared with"), "\(found.text)")
        #expect(try diff(folder, ["--to", "paper"]).text.contains("the paper is the earlier side: --from paper"))
    }

    /// A figure drawn differently from the same numbers is not a deviation; differing pixels are counted and shown.
    @Test func picturesAreComparedByTheirPixels() throws {
        let folder = try Folder(), place = "\(folder.path)/results/Paper/tiny"
        #expect(try run(words("run", folder, ["--threads", "1"])).status == 0)
        try FileManager.default.copyItem(atPath: "\(folder.path)/results", toPath: "\(folder.path)/earlier")
        let picture = try Pixels(png: Data(contentsOf: URL(filePath: "\(place)/figure1.png")))
        var values = picture.values
        values[0] ^= 128
        try Pixels(width: picture.width, height: picture.height, values: values).png().write(to: URL(filePath: "\(place)/figure1.png"))
        let found = try diff(folder, ["--from", "\(folder.path)/earlier", "--pictures", "\(folder.path)/pictures"])
        let pixels = picture.width * picture.height
        #expect(found.status == 0 && found.text.contains("figure1.png: 1 of \(pixels) pixels differ, by up to 128 of 255"), "\(found.text)")
        let shown = try Pixels(png: Data(contentsOf: URL(filePath: "\(folder.path)/pictures/figure1.png")))
        #expect(shown.values.prefix(3) == [0, 60, 150])
        try Data("no picture".utf8).write(to: URL(filePath: "\(place)/figure1.png"))
        let damaged = try diff(folder, ["--from", "\(folder.path)/earlier"])
        #expect(damaged.status == 2 && damaged.text.contains("figure1.png: PNG: "), "\(damaged.text)")
    }

    @Test func staleResultsAndLeftOverBaselinesAreNamed() throws {
        let folder = try Folder(), place = "\(folder.path)/results/Paper"
        #expect(try run(words("run", folder, ["--threads", "1"])).status == 0)
        #expect(try run(words("bless", folder)).status == 0)
        try FileManager.default.copyItem(atPath: "\(place)/baselines/tiny/table1.csv", toPath: "\(place)/baselines/tiny/table99.csv")
        let file = "\(place)/tiny/provenance.csv", text = try String(contentsOfFile: file, encoding: .utf8)
        let before = try diff(folder, []).text
        #expect(!before.contains("now asks for") && before.components(separatedBy: "does not belong to any experiment").count == 2, "\(before)")
        try text.replacing(/[0-9a-f]{60}/, with: String(repeating: "0", count: 60), maxReplacements: 1).write(
            toFile: file, atomically: true, encoding: .utf8)
        let found = try diff(folder, [])
        #expect(found.status == 0 && found.text.contains("table99.csv does not belong to any experiment of the profile tiny."), "\(found.text)")
        #expect(found.text.contains(": 1 of ") && found.text.contains("cells of results are from other jobs than the manifest now asks for"))
    }
}
