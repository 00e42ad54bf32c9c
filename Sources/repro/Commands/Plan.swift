import ArgumentParser
import Declarations
import Experiments
import Foundation
import Records
import Scheduling

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what would run, why, and for how long; runs nothing.",
        discussion: """
            Times come from past jobs of the same kind in the store, else from short measurements, which the store keeps.

              repro plan table2 --profile laptop
              repro plan --profile paper --cores 2,16,64
            """)
    @OptionGroup var what: What
    @OptionGroup var place: Where
    @OptionGroup var output: Output
    @OptionGroup var team: Cores
    @Option(help: "Instead of the jobs: the total time on machines like this one with these numbers of cores.")
    var cores: String?
    @Flag(inversion: .prefixedNo, help: "Measure the speed of work that the store has no times for.")
    var measure = true
    @Flag(help: "Also show finished jobs.")
    var all = false
    @Flag(help: "Print the full plan as JSON.")
    var json = false

    func run() throws {
        try Host.checkKernels()
        let session = try what.session(), plan = session.plan
        if json { return try say(try Tree(of: plan).canonicalJSON) }
        let calibration = Calibration(place.store, measures: measure) { note($0) }
        if let cores { return try predict(plan, try Counts(cores, "--cores").values, calibration) }
        let atHand = try output.results(session).modelsAtHand(lackedBy: place.store)
        let status = try plan.status(in: place.store, atHand: atHand.files), open = status.filter { !$0.isDone }
        for line in atHand.unfit { try say(line) }
        let sharing = try team.sharing(), threads = sharing.threads(ready: open.count, running: 0, using: 0)
        let forecast = try Forecast(in: place.store, calibration)
        for job in status where all || !job.isDone || atHand.files[job.item.key] != nil {
            let time = job.isDone ? "" : try forecast.seconds(job, threads: threads).map { "  about \(duration($0))" } ?? ""
            try say("\(job.item.key.short)  \(job.item.label): \(job.remainder.why)\(time)  [\(job.item.wantedBy.sorted().joined(separator: ", "))]")
        }
        if open.isEmpty { return try say("Nothing to run: all \(status.count) jobs are done.") }
        let total = try forecast.seconds(open, sharing).map { ": about \(duration($0))" } ?? ": time unknown"
        let atOnce = sharing.jobs == 1 ? "one at a time" : "up to \(sharing.jobs) at once"
        try say("\(open.count) of \(status.count) jobs would run, \(atOnce), \(sharing.words)\(total).")
    }

    /// The whole plan on machines of other sizes, each with its best number of jobs at once. Jobs whose time nothing predicts are left out, and counted.
    private func predict(_ plan: Plan, _ cores: [Int], _ calibration: Calibration) throws {
        let forecast = try Forecast(in: place.store, calibration, past: false)
        let whole = try plan.items.map { Status(undone: $0) }.filter { try forecast.seconds($0, threads: 1) != nil }
        try say("| cores | jobs at once | time |\n|---:|---:|---:|")
        for count in cores {
            let ways = try [1, 2, 4, 8].filter { $0 <= count }.compactMap { jobs in
                try forecast.seconds(whole, Sharing(cores: count, jobs: jobs)).map { (jobs, $0) }
            }
            guard let best = ways.min(by: { $0.1 < $1.1 }) else { continue }
            try say("| \(count) | \(best.0) | \(duration(best.1)) |")
        }
        if whole.count < plan.items.count {
            try say("\nWithout \(plan.items.count - whole.count) of \(plan.items.count) jobs, whose time nothing predicts.")
        }
    }
}
