import ArgumentParser
import Experiments

struct ClaimsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claims", abstract: "Judges the paper's claims on our numbers.",
        discussion: """
            Also counts the orderings that our tables share with the paper.

            Reads the rows of the store and, for jobs that the store lacks, those beside the committed results.

              repro claims --profile laptop
              repro claims table2 --profile smoke
              repro claims --profile laptop --write
            """)
    @OptionGroup var what: What
    @OptionGroup var place: Where
    @OptionGroup var output: Output

    @Flag(help: "Also write claims.csv, claims.md and orderings.csv, if all of their rows are there.")
    var write = false

    func run() throws { try say(try output.results(try what.session()).claims(from: place.store, write: write)) }
}
