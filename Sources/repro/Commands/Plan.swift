import ArgumentParser
import Declarations
import Experiments
import Foundation
import Records
import Scheduling

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Says what would run, why, and for how long; runs nothing.",
        discussion: "Example: repro plan table2 --profile laptop")
    @OptionGroup var what: What
    @OptionGroup var place: Where
    @OptionGroup var output: Output
    @Flag(help: "Also show the jobs that are done.")
    var all = false
    @Flag(help: "The plan in full, as JSON.")
    var json = false

    func run() throws {
        let session = try what.session(), plan = session.plan
        if json { return print(try Tree(of: plan).canonicalJSON) }
        let atHand = try output.results(session).modelsAtHand(lackedBy: place.store)
        for line in atHand.unfit { print(line) }
        let status = try plan.status(in: place.store, atHand: atHand.files), open = status.filter { !$0.isDone }
        for job in status where all || !job.isDone || atHand.files[job.item.key] != nil {
            let time = job.isDone ? "" : job.seconds.map { "  about \(duration($0))" } ?? ""
            print("\(job.item.key.short)  \(job.item.label): \(job.why)\(time)  [\(job.item.wantedBy.sorted().joined(separator: ", "))]")
        }
        print(summary(open, of: status.count))
    }

    private func summary(_ open: [Status], of total: Int) -> String {
        if open.isEmpty { return "Nothing to run: all \(total) jobs are done." }
        let known = open.compactMap(\.seconds), unknown = open.count - known.count
        let estimate =
            known.isEmpty
            ? "no past job in this store to estimate from" : "about \(duration(known.reduce(0, +))) for \(known.count) of them, one at a time"
        return
            "\(open.count) of \(total) jobs would run: \(estimate)\(known.isEmpty || unknown == 0 ? "" : "; for \(unknown) no past job of their kind")."
    }
}
