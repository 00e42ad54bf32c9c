import ArgumentParser
import Experiments
import Foundation

struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table", abstract: "Prints tables from the store, and writes them.",
        discussion: "Example: repro table table2 --profile smoke")
    @OptionGroup var what: What
    @OptionGroup var place: Where
    @OptionGroup var output: Output

    func run() throws { try say(try output.results(try what.session()).write(from: place.store)) }
}
