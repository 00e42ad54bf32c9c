import Datasets
import Experiments
import Foundation
import Records
import Testing

/// With CIFAR-10 alone, everything that needs only CIFAR-10 still runs; damaged data are never treated as missing.
@Suite struct MissingData {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private func missing(_ ids: [String], in folder: String) throws -> [String] {
        let session = try Session(folder: "\(Self.repository)/experiments/finlay2019", profile: "laptop", ids: ids)
        return try DataFolder.missing(in: folder, for: session.plan.status(in: Store("\(folder)/store"))).keys.sorted()
    }

    @Test func whatNeedsNoModelIsLeftOut() throws {
        let empty = try Folder()
        #expect(try missing(["table4"], in: empty.path) == ["table4"])
        #expect(try missing(["figure1", "theory"], in: empty.path) == [])
    }

    /// Without the data of any model the folder is the wrong one.
    @Test func someModelMustBeLeft() throws {
        let empty = try Folder()
        #expect { try missing(["table2", "table4"], in: empty.path) } throws: { ($0 as? DatasetError)?.isAbsent == true }
    }

    @Test func damagedDataAreAnError() throws {
        let folder = try Folder(), place = "\(folder.path)/mnist"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try Data("cut".utf8).write(to: URL(filePath: "\(place)/train-images-idx3-ubyte"))
        #expect { try missing(["table4"], in: folder.path) } throws: { ($0 as? DatasetError)?.isAbsent == false }
    }

    /// A paper with a model without data: the rest is run and written, the claims are judged, and omissions are reported.
    @Test func theRestIsRunAndClaimsAreWritten() throws {
        let folder = try Folder(), paper = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: ExperimentsTests.paper, toPath: paper)
        let profile = try String(contentsOfFile: "\(paper)/profiles/tiny.yaml", encoding: .utf8)
        try profile.replacing("data: {", with: "data: {far away: mnist, ").write(
            toFile: "\(paper)/profiles/tiny.yaml", atomically: true, encoding: .utf8)
        try """
        id: table9
        title: Elsewhere
        include: [models.yaml]
        defaults: {recipe: {data: far away}}
        table:
          rows: [{model: plain}]
          columns: [{title: error, measure: errorRate}]

        """.write(toFile: "\(paper)/table9.yaml", atomically: true, encoding: .utf8)
        try """
        claims:
          - id: fewer errors
            title: The regularised model makes fewer errors
            comparisons: [{table: table1, at: error, these: [regularised], are: smaller, than: plain}]

        """.write(toFile: "\(paper)/claims.yaml", atomically: true, encoding: .utf8)
        let outcome = try run([
            "run", "--experiments", paper, "--profile", "tiny", "--store", "\(folder.path)/store", "--results", "\(folder.path)/results",
            "--data", folder.path,
        ])
        #expect(outcome.status == 0 && outcome.text.contains("left out   table9:"), "\(outcome.text)")
        #expect(outcome.text.contains("Left out because data are missing; their files are unchanged: table9."), "\(outcome.text)")
        let place = "\(folder.path)/results/Paper/tiny"
        for name in ["table1.csv", "claims.md"] { #expect(FileManager.default.fileExists(atPath: "\(place)/\(name)"), "\(name)") }
        #expect(!FileManager.default.fileExists(atPath: "\(place)/table9.csv"))
    }
}
