import Experiments
import Files
import Foundation
import Records
import Testing

/// Stores and results of another version: older ones are read, newer ones are refused before anything is read or written.
@Suite(.serialized) struct Formats {
    private func files(_ folder: String) throws -> [String: Data] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return Dictionary(uniqueKeysWithValues: names.compactMap { name in (try? Disk.read("\(folder)/\(name)")).map { (name, $0) } })
    }

    @Test(arguments: ["store", "results/Paper/tiny", "results/Paper/baselines/tiny"]) func aNewerVersionIsRefusedByName(place: String) throws {
        let folder = try Folder(), path = "\(folder.path)/\(place)"
        #expect(try run(words("run", folder)).status == 0)
        #expect(try run(words("bless", folder)).status == 0)
        try Data("7\n".utf8).write(to: URL(filePath: "\(path)/format"))
        let before = try files(folder.path)
        for command in ["run", "plan", "diff", "bless", "table", "report"] where place != "store" || ["run", "plan", "table"].contains(command) {
            var command = words(command, folder)
            if command[0] == "report" { command = words("diff", folder).map { $0 == "diff" ? "report" : $0 } }
            let outcome = try run(command)
            #expect(outcome.status != 0, "\(command[0])")
            #expect(
                outcome.text.contains("\(path)/format: \(path) is of version 7, and this program knows version 1: use a newer program"),
                "\(command[0]): \(outcome.text)")
        }
        #expect(try files(folder.path) == before, "a refused version was written to")
        try Data("new".utf8).write(to: URL(filePath: "\(path)/format"))
        #expect(try run(words(place == "store" ? "run" : "diff", folder)).text.contains("expected a version such as 1, found new"))
    }

    @Test func aFolderThatSaysNothingIsOfTheFirstVersion() throws {
        let folder = try Folder(), format = "\(folder.path)/results/Paper/tiny/format"
        #expect(try run(words("run", folder)).status == 0)
        #expect(try Disk.read(format) == Data("1\n".utf8))
        try Disk.remove(format)
        #expect(try run(words("bless", folder)).status == 0)
        #expect(try run(words("diff", folder)).status == 0)
    }

    @Test func aStoreOfANewerVersionIsNotMerged() throws {
        let folder = try Folder(), other = try Folder()
        #expect(try run(words("run", other, ["table1"])).status == 0)
        _ = try other.write("2\n", "store/format")
        let outcome = try run(["merge", "\(other.path)/store", "--store", "\(folder.path)/store"])
        #expect(outcome.status != 0 && outcome.text.contains("is of version 2"), "\(outcome.text)")
        #expect(!Disk.exists("\(folder.path)/store"))
    }

    /// The other side of a comparison is refused in the same way.
    @Test func resultsOfANewerVersionAreNotCompared() throws {
        let folder = try Folder(), other = try Folder()
        for place in [folder, other] { #expect(try run(words("run", place, ["table1"])).status == 0) }
        _ = try other.write("2\n", "results/Paper/tiny/format")
        let outcome = try run(words("diff", folder, ["--from", "\(other.path)/results"]))
        #expect(outcome.status != 0 && outcome.text.contains("is of version 2"), "\(outcome.text)")
    }
}
