import Experiments
import Foundation
import Records
import Testing

/// A table that needs data but no model.
@Suite struct ClosestPairsTests {
    private static let manifest = """
        id: table4
        title: Lipschitz constants
        published: {file: table4.csv}
        table:
          rows: [{data: DATA}]
          columns:
            - {title: Lipschitz constant, measure: closestPair, digits: 5}
            - {title: distance, measure: {closestPair: {read: distance}}, digits: 5, unpublished: true}
            - {title: duplicates, measure: {closestPair: {read: duplicates}}, digits: 1, unpublished: true}
        """

    /// The test paper with this table alone; `data`: the paper's name for the data set.
    private func paper(in folder: Folder, data: String = "the images", is set: String = "{procedural: {side: 16}}", images: Int = 60) throws -> String
    {
        let copy = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: ExperimentsTests.paper, toPath: copy)
        for name in try FileManager.default.contentsOfDirectory(atPath: copy) where name.hasSuffix(".yaml") {
            try FileManager.default.removeItem(atPath: "\(copy)/\(name)")
        }
        let profile = "\(copy)/profiles/tiny.yaml"
        try String(contentsOfFile: profile, encoding: .utf8).replacing("gradientNorms: 16", with: "closestPairs: \(images)")
            .replacing("{the images: {procedural: {side: 16}}}", with: "{\(data): \(set)}")
            .write(toFile: profile, atomically: true, encoding: .utf8)
        try Self.manifest.replacing("DATA", with: data).write(toFile: "\(copy)/table4.yaml", atomically: true, encoding: .utf8)
        try "row,source,Lipschitz constant\n\(data),Table 4,0.417\n".write(toFile: "\(copy)/table4.csv", atomically: true, encoding: .utf8)
        return copy
    }

    private func run(_ command: String, _ paper: String, _ folder: Folder) throws -> (status: Int32, text: String) {
        let results = ["--results", "\(folder.path)/results"]
        return try ExperimentsTests.run([command, "--experiments", paper, "--profile", "tiny", "--store", "\(folder.path)/store"] + results)
    }

    @Test func aRowWithoutAModelIsRunAndSaysWhichDataStandForThePapers() throws {
        let folder = try Folder(), outcome = try run("run", try paper(in: folder), folder), place = "\(folder.path)/results/Paper/tiny"
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(outcome.text.contains("procedural images, in place of the images"), "\(outcome.text)")
        #expect(!outcome.text.contains("0.417"), "the paper's number of other data stands beside ours: \(outcome.text)")
        let table = try CSVTable(parsing: String(contentsOfFile: "\(place)/table4.csv", encoding: .utf8), file: "table4.csv")
        let values = table.rows.compactMap { Double($0[table.header.firstIndex(of: "value")!]) }
        #expect(values.count == 3 && values[0] == 1 / values[1] && values[2] == 0)
        #expect(table.rows.allSatisfy { $0[table.header.firstIndex(of: "images")!] == "60" })
        let rows = try String(contentsOfFile: "\(place)/rows/closest-pairs-of-procedural-images.csv", encoding: .utf8)
        #expect(rows.hasPrefix("index,first,second,firstLabel,secondLabel,distance,duplicates,images\n") && rows.split(separator: "\n").count == 9)
        let picture = try Data(contentsOf: URL(filePath: "\(place)/pictures/closest-pairs-of-procedural-images.png"))
        #expect(picture.prefix(4) == Data([0x89, 0x50, 0x4e, 0x47]))
    }

    @Test func thePapersNumberStandsBesideOursWhereTheDataAreTheSame() throws {
        let folder = try Folder(), outcome = try run("run", try paper(in: folder, data: "procedural images"), folder)
        #expect(outcome.status == 0 && outcome.text.contains("(0.417)") && !outcome.text.contains("in place of"), "\(outcome.text)")
        // Exact numbers have no orderings by image.
        #expect(!outcome.text.contains("orderings"), "\(outcome.text)")
    }

    @Test(arguments: [
        ("mnist", 60_001, "MNIST has only 60000 training images"), ("{procedural: {side: 16}}", 200_001, "at most 200000 can be compared"),
    ]) func moreImagesThanThereAreAreRefusedWhenPlanning(set: String, images: Int, expected: String) throws {
        let folder = try Folder(), outcome = try run("plan", try paper(in: folder, is: set, images: images), folder)
        #expect(outcome.status != 0 && outcome.text.contains("table4.yaml:5:") && outcome.text.contains(expected), "\(outcome.text)")
    }
}
