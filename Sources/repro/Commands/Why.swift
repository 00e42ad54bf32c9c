import ArgumentParser
import Experiments
import Foundation
import Records

struct Why: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says why jobs would run, or would not.",
        discussion: """
            A word is a model's title, an experiment's id, a cell as EXPERIMENT/ROW/COLUMN, a job's label, or the first digits of a job's key.

              repro why table2 --profile laptop
              repro why undefended
            """)
    @Argument(help: "Models, experiments, cells or jobs.")
    var words: [String]
    @OptionGroup var context: Context
    @OptionGroup var place: Where

    func run() throws {
        let session = try context.session(), reasons = Reasons(session.plan, in: place.store)
        for word in words {
            for item in try session.jobs(named: word) {
                let reason = try reasons(item)
                try say("\(item.key.short)  \(item.label): \(reason.words)")
                if case .failed(_, let excerpt) = reason { for line in excerpt { try say("    | \(line)") } }
            }
        }
    }
}
