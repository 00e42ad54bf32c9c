import ArgumentParser
import Experiments
import Files
import Foundation
import Reports

struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compares results with their baselines.",
        discussion: """
            Exit status 1 if a number moved beyond its tolerance, 2 if there is nothing to compare.

            Reads the files of the results and needs no store, so committed results can be compared as they are. A side is `results`, `baseline`,
            `git:REVISION`, `profile:NAME` or a folder of results. Where both sides have the rows of every image, images are compared too.

              repro diff --profile smoke
              repro diff --from git:HEAD~1 --profile laptop --markdown
              repro diff table2 --from profile:smoke --to profile:laptop
            """)
    @OptionGroup var what: What
    @OptionGroup var output: Output
    @Option(help: "The earlier side.")
    var from = "baseline"
    @Option(help: "The later side.")
    var to = "results"
    @Flag(help: "Print every change as JSON.")
    var json = false
    @Flag(help: "Print a Markdown table, as for a pull request.")
    var markdown = false

    func run() throws {
        if (from, to) != ("baseline", "results") || json || markdown { return try compare() }
        let found: (text: String, deviates: Bool)
        do { found = try output.results(try what.session()).difference() } catch {
            note("Error: \(error)")
            throw ExitCode(2)
        }
        try say(found.text)
        if found.deviates { throw ExitCode(1) }
    }

    private func compare() throws {
        let comparison: Comparison
        do {
            let results = try output.results(try what.session())
            comparison = try results.comparison(from: try Side(from, of: results), to: try Side(to, of: results))
        } catch {
            note("Error: \(error)")
            throw ExitCode(2)
        }
        try say(json ? try comparison.json : markdown ? comparison.markdown : comparison.text)
        if comparison.deviates { throw ExitCode(1) }
    }
}
