import Declarations
import Experiments
import Foundation
import Testing

/// Two profiles that read one paper in two ways.
@Suite(.serialized) struct OtherReadingTests {
    /// The test paper with a second profile, of one epoch, which includes the first.
    private func copy(_ folder: Folder, naming other: String = "code") throws -> String {
        let copy = "\(folder.path)/Paper", file = "\(copy)/profiles/tiny.yaml"
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        try (String(contentsOfFile: file, encoding: .utf8) + "otherReading: \(other)\n").write(toFile: file, atomically: true, encoding: .utf8)
        try "include: tiny.yaml\notherReading: tiny\ndefaults: {recipe: {epochs: 1}}\n".write(
            toFile: "\(copy)/profiles/code.yaml", atomically: true, encoding: .utf8)
        return copy
    }

    @Test func eachTableShowsTheNumbersOfTheOtherOnceTheyExist() throws {
        let folder = try Folder(), copy = try copy(folder)
        func table(_ profile: String, _ kind: String) throws -> String {
            try String(contentsOfFile: "\(folder.path)/results/Paper/\(profile)/table1.\(kind)", encoding: .utf8)
        }
        func run(_ profile: String) throws {
            let place = ["--store", "\(folder.path)/store", "--results", "\(folder.path)/results"]
            let outcome = try ExperimentsTests.run(["run", "table1", "--experiments", copy, "--profile", profile] + place)
            #expect(outcome.status == 0, "\(outcome.text)")
        }
        try run("tiny")
        let alone = try table("tiny", "md"), csv = try table("tiny", "csv")
        #expect(!alone.contains("code"))
        try run("code")
        let other = try table("code", "md"),
            error = try #require(alone.split(separator: "\n").first { $0.hasPrefix("| plain |") }?.split(separator: " ")[3])
        #expect(other.contains("(tiny: \(error))") && other.contains("tiny: the number of the profile of that name"), "\(other)")
        try run("tiny")
        #expect(try table("tiny", "md").contains("(code: ") && table("tiny", "tex").contains("code: "))
        #expect(try table("tiny", "csv") == csv, "a table's own numbers do not depend on the other profile")
    }

    @Test func anUnknownProfileIsNamedWithItsPlace() throws {
        let folder = try Folder(), copy = try copy(folder, naming: "coed")
        #expect { try Session(folder: copy, profile: "tiny") } throws: {
            "\($0)".contains("tiny.yaml:") && "\($0)".contains("no profile coed, did you mean code?")
        }
    }
}
