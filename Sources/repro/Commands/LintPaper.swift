import ArgumentParser
import Experiments

struct LintPaper: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Finds contradictions among the published numbers.",
        discussion: """
            Rules refer to quantities, norms and radii, never to a particular table. Nothing is written unless asked.

            Reads the manifests, their published numbers and published/text.yaml. Findings are a result: the exit status is 0.

              repro lint-paper
              repro lint-paper --json
              repro lint-paper --write               errata.md and errata.csv beside the results of the profiles
            """)
    @Option(name: .customLong("experiments"), help: "The paper's folder of manifests.", transform: namedFolder)
    var folder = "experiments/finlay2019"
    @OptionGroup var output: Output
    @Flag(help: "Print the findings as JSON.")
    var json = false
    @Flag(help: "Also write errata.md and errata.csv.")
    var write = false

    func run() throws {
        let report = ErrataReport(try PrintedPaper(folder: folder, results: output.folder))
        try say(json ? try report.json() : report.plain)
        if write { for file in try report.write(into: output.folder) { note(file) } }
    }
}
