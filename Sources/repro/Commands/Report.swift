import ArgumentParser
import Experiments

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Writes all results of a profile as one HTML file.",
        discussion: """
            The file needs neither a network nor scripts, and is made from the files of the results: no store, no data.

              repro report --profile laptop
            """)
    @OptionGroup var context: Context
    @OptionGroup var output: Output

    func run() throws { try say("The report is \(try output.results(try context.session()).writePage()).") }
}
