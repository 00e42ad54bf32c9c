import ArgumentParser
import Experiments
import Foundation
import Records

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows everything known about a job, model or cell.",
        discussion: """
            A word is a model's title, an experiment's id, a cell as EXPERIMENT/ROW/COLUMN, a job's label, or the first digits of a job's key. Several
            jobs are listed; a single one is shown whole.

              repro show undefended --profile laptop
              repro show "table2/undefended/error" --profile laptop
            """)
    @Argument(help: "A model, experiment, cell or job.")
    var word: String
    @OptionGroup var context: Context
    @OptionGroup var place: Where
    @OptionGroup var output: Output

    func run() throws {
        let session = try context.session(), reasons = Reasons(session.plan, in: place.store), results = try output.results(session)
        if let cell = try results.cell(named: word, from: place.store) { try say("\(word): \(cell)\n") }
        let items: [Plan.Item]
        do { items = try session.jobs(named: word) } catch {
            // A job of another profile or of an earlier declaration is found only by its key.
            guard let key = try? place.store.key(beginning: word) else { throw error }
            return try say(try Dossier(key, in: place.store).lines.joined(separator: "\n"))
        }
        if items.count == 1 { return try say(try Dossier(items[0], reasons(items[0]).words, in: place.store).lines.joined(separator: "\n")) }
        for item in items { try say("\(item.key.short)  \(item.label): \(try reasons(item).words)") }
    }
}
