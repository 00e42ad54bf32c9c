import ArgumentParser
import Experiments
import Foundation
import Records

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explains how two jobs or models differ.",
        discussion: """
            Shows the settings in which the declarations differ, what was recorded of both runs, and the images whose outcome differs. For two models, it
            compares the images of every job that both have, such as the same attack.

              repro explain undefended "l1 TV" --profile laptop
              repro explain 38c3abf4 f000a762
            """)
    @Argument(help: "A job: its label, the first digits of its key, or the title of a model.")
    var first: String
    @Argument(help: "The other job.")
    var second: String
    @OptionGroup var context: Context
    @OptionGroup var place: Where

    func run() throws {
        let explanation = try Explanation(first, second, in: try context.session(), place.store)
        for line in explanation.lines { try say(line) }
    }
}
