import ArgumentParser
import Experiments
import Foundation

struct Bless: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the present results the baselines.",
        discussion: "The only command that changes a baseline. Example: repro bless table1 --profile smoke")
    @OptionGroup var what: What
    @OptionGroup var output: Output

    func run() throws { for file in try output.results(try what.session()).bless() { try say("blessed \(file)") } }
}
