import Files
import Foundation
import Testing

/// The Makefile in a folder where `repro` and `swift` only print their arguments.
@Suite struct MakefileTests {
    /// Runs `make` with these arguments and variables; returns the programs' output.
    private func make(_ words: [String], _ variables: [String: String] = [:]) throws -> [String] {
        let folder = NSTemporaryDirectory() + "makefile-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Disk.createFolder(folder + "/.build/release")
        try FileManager.default.copyItem(atPath: "\(Repository.root)/Makefile", toPath: folder + "/Makefile")
        for program in ["swift", ".build/release/repro"] {
            // Linked, not written: a child of another test could still hold a file just written, which then could not run ("text file busy").
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(program)", withDestinationPath: "\(Repository.root)/Tests/HouseTests/words.sh")
        }
        // Without the variables and flags of an outer make.
        let environment = ["PATH": "\(folder):/usr/bin:/bin"].merging(variables) { $1 }
        let said = try ChildProcess.output(of: "make", ["-s", "-C", folder] + words, environment: environment, limit: 300)
        let here = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(here == [".build", "Makefile", "swift"], "a value was run as a command")
        return said.split(separator: "\n").map(String.init)
    }

    private static let nasty = ["it's", "$(touch x)", "`touch x`", "$(shell touch x)", "a b; touch x", "\"", "$HOME", "-x", "\\"]

    @Test(arguments: nasty) func valuesReachTheProgramAsTheyAre(value: String) throws {
        for said in try [make(["plan", "STORE=\(value)", "RESULTS=\(value)"]), make(["plan"], ["STORE": value, "RESULTS": value])] {
            #expect(said.last?.contains(" <--results> <\(value)> ") == true && said.last?.contains(" <--store> <\(value)>") == true, "\(said)")
        }
        #expect(try make(["bench", "PEER=\(value)"]).last == "repro <bench> <--peer> <\(value)>")
        #expect(try make(["data", "DATA=\(value)"]).last == "repro <data> <--data> <\(value)>")
    }

    @Test func aTargetIsOneWord() throws {
        #expect(try make(["reproduce-x;touch y"]).contains { $0.hasPrefix("repro <run> <x;touch y> <--profile> <smoke>") })
    }

    @Test func whatIsNotGivenIsNoOption() throws {
        #expect(
            try make(["reproduce"]) == [
                "swift <build> <-c> <release> <--product> <repro>",
                "repro <run> <--profile> <smoke> <--results> <results> <--store> <.repro> <--data> <.data>",
                "repro <diff> <--profile> <smoke> <--results> <results>",
            ])
        #expect(try make(["plan", "JOBS=3"]).last?.hasSuffix("<--store> <.repro> <--jobs> <3>") == true)
        #expect(try make(["bench", "THREADS=2", "JOBS=3"]).last == "repro <bench> <--threads> <2>")
    }
}
