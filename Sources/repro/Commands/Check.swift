import ArgumentParser
import Experiments
import Foundation
import Reports

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks the adversarial images behind the counts.",
        discussion: """
            Each is classified afresh and its distance measured again: all images in the store and, for attacks that it lacks, the first ones that are
            kept beside the results. Status 1 if an image is not what was reported.

              repro check --profile laptop --data DIR
            """)
    @OptionGroup var what: What
    @OptionGroup var place: Where
    @OptionGroup var output: Output
    @OptionGroup var nets: Nets
    @Option(help: "The folder of the data, if the profile's data sets need one.", transform: namedFolder)
    var data: String?
    @Option(help: "Threads; results do not depend on them.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    func run() throws {
        try Host.checkKernels()
        var results = try output.results(try what.session())
        results.furtherModels = nets.folders
        for line in try results.takeModels(into: place.store) { note(line) }
        let workspace = Workspace(folder: place.folder, data: data, threads: try usable(threads: threads))
        let report = try results.check(in: workspace) { try say($0.text) }
        try say(report.summary)
        if !report.isConfirmed { throw ExitCode(1) }
    }
}
