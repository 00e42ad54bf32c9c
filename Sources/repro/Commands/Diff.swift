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
            `paper`, `git:REVISION`, `profile:NAME` or a folder of results. Where both sides have the data for it, several seeds are compared by Welch's
            test and by equivalence within the tolerance, images one by one, distributions by the distances of Kolmogorov-Smirnov and Wasserstein, and
            pictures by their pixels.

              repro diff --profile smoke
              repro diff --from git:HEAD~1 --profile laptop --markdown
              repro diff table2 --from profile:smoke --to profile:laptop
              repro diff --from paper --profile laptop
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
    @Option(help: "Write a picture of the pixels that differ into this folder, for each PNG file that has changed.", transform: namedFolder)
    var pictures: String?

    func run() throws {
        if (from, to) != ("baseline", "results") || json || markdown || pictures != nil { return try compare() }
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
        for change in comparison.pictures {
            guard let pictures, let picture = try change.png() else { continue }
            try Disk.createFolder(pictures)
            try Disk.write(picture, to: "\(pictures)/\(change.name.replacing("/", with: "-"))")
        }
        try say(json ? try comparison.json : markdown ? comparison.markdown : comparison.text)
        if comparison.deviates { throw ExitCode(1) }
    }
}
