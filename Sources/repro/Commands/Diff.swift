import ArgumentParser
import Experiments
import Files
import Foundation

struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compares results with their baselines.",
        discussion: """
            Exit status 1 if a number moved beyond its tolerance, 2 if there is nothing to compare.

            Reads the files of the results and needs no store, so committed results can be compared as they are.

              repro diff --profile smoke
            """)
    @OptionGroup var what: What
    @OptionGroup var output: Output

    func run() throws {
        let found: (text: String, deviates: Bool)
        do { found = try output.results(try what.session()).difference() } catch {
            note("Error: \(error)")
            throw ExitCode(2)
        }
        try say(found.text)
        if found.deviates { throw ExitCode(1) }
    }
}
