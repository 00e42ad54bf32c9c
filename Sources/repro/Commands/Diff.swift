import ArgumentParser
import Experiments
import Foundation

struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compares results with their baselines; status 1 if something moved beyond its tolerance.",
        discussion: """
            It reads what lies in the results and asks no store: committed results can be compared as they are.

              repro diff --profile smoke
            """)
    @OptionGroup var what: What
    @OptionGroup var output: Output

    func run() throws {
        let (text, deviates) = try output.results(try what.session()).difference()
        try say(text)
        if deviates { throw ExitCode(1) }
    }
}
