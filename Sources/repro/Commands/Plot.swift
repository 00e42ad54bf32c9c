import ArgumentParser
import Experiments
import Foundation

struct Plot: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Redraws figures from their CSV files.",
        discussion: "Needs neither store nor model. Example: repro plot figure2 --profile laptop")
    @OptionGroup var what: What
    @OptionGroup var output: Output

    func run() throws { for file in try output.results(try what.session()).plot(note) { try say(file) } }
}
