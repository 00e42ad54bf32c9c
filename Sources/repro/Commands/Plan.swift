import ArgumentParser
import Declarations
import Experiments
import Foundation
import Records
import Scheduling

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what would run, why, and for how long.",
        discussion: """
            Times come from past jobs of the same kind in the store, else from short measurements, which the store keeps.

              repro plan --profile laptop             by model and kind of work
              repro plan table2 --profile laptop --long
              repro plan --profile paper --cores 2,16,64
            """)
    @OptionGroup var what: What
    @OptionGroup var place: Where
    @OptionGroup var output: Output
    @OptionGroup var nets: Nets
    @OptionGroup var team: Cores
    @Option(help: "Instead of the jobs: the total time on machines like this one with these numbers of cores.")
    var cores: String?
    @Flag(inversion: .prefixedNo, help: "Measure the speed of work that the store has no times for.")
    var measure = true
    @Flag(help: "A line for each job.")
    var long = false
    @Flag(help: "A line for each job, also of finished ones.")
    var all = false
    @Flag(help: "Print the jobs as JSON, with state, estimated seconds and memory.")
    var json = false

    func run() throws {
        try Host.checkKernels()
        let session = try what.session(), plan = session.plan
        let calibration = Calibration(place.store, measures: measure && !json) { note($0) }
        if let cores { return try predict(plan, try Counts(cores, "--cores").values, calibration) }
        var results = try output.results(session)
        results.furtherModels = nets.folders
        let atHand = try results.modelsAtHand(lackedBy: place.store)
        let status = try plan.status(in: place.store, atHand: atHand.files), open = status.filter { !$0.isDone }
        for line in atHand.unfit where !json { try say(line) }
        let sharing = try team.sharing(), threads = sharing.threads(ready: open.count, running: 0, using: 0)
        let forecast = try Forecast(in: place.store, calibration)
        func seconds(_ job: Status) throws -> Double? { job.isDone ? 0 : try forecast.seconds(job, threads: threads) }
        if json { return try say(try Self.json(status.map { ($0, try seconds($0), forecast.bytes($0)) })) }
        let shown = status.filter { all || !$0.isDone || atHand.files[$0.item.key] != nil }
        if all || long {
            for job in shown {
                let time = job.isDone ? "" : try seconds(job).map { "  about \(duration($0))" } ?? ""
                let ids = job.item.wantedBy.sorted().joined(separator: ", ")
                try say("\(job.item.key.short)  \(job.item.label): \(job.remainder.why)\(time)  [\(ids)]")
            }
        } else {
            try summarise(try shown.map { ($0, try seconds($0)) })
        }
        if open.isEmpty { return try say("Nothing to run: all \(status.count) jobs are done.") }
        let total = try forecast.seconds(open, sharing).map { ": about \(duration($0))" } ?? ": time unknown"
        let atOnce = sharing.jobs == 1 ? "one at a time" : "up to \(sharing.jobs) at once"
        try say("\(open.count) of \(status.count) jobs would run, \(atOnce), \(sharing.words)\(total).")
    }

    private func summarise(_ jobs: [(Status, Double?)]) throws {
        let width = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80
        for (model, lines) in PlanSummary(jobs).groups {
            try say(model.isEmpty ? "without a model" : model)
            for line in lines {
                let count = "\(line.count) \(line.count == 1 ? "job" : "jobs")".padding(toLength: 9, withPad: " ", startingAt: 0)
                let time = line.seconds.map { $0 > 0 ? "about \(duration($0))" : "" } ?? "time unknown"
                let head = "  \(line.work.padding(toLength: 14, withPad: " ", startingAt: 0)) \(count)"
                let text =
                    "\(head) \(time.padding(toLength: max(17, time.count), withPad: " ", startingAt: 0)) \(line.reasons.joined(separator: "; "))"
                try say(text.count > width ? text.prefix(width - 1) + "…" : text)
            }
        }
    }

    /// The jobs in the order of the plan; `seconds` is null without an estimate, `memory` is in bytes.
    private static func json(_ jobs: [(status: Status, seconds: Double?, memory: UInt64)]) throws -> String {
        struct Entry: Encodable {
            let key: String, label: String, state: String, isDone: Bool, seconds: Double?, memory: UInt64, samples: [[Int]], wantedBy: [String],
                needs: [String]
        }
        let entries = jobs.map { job, seconds, memory in
            Entry(
                key: "\(job.item.key)", label: job.item.label, state: job.isDone ? "done" : job.remainder.why, isDone: job.isDone, seconds: seconds,
                memory: memory,
                samples: job.item.samples.map { [$0.lowerBound, $0.upperBound] }, wantedBy: job.item.wantedBy.sorted(),
                needs: job.item.job.work.inputs.map { "\($0.key)" })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(["jobs": entries]), as: UTF8.self)
    }

    /// Prints the time of the whole plan for each number of cores, with the best number of jobs at once, and how many jobs have no estimate.
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
            try say("\nWithout \(plan.items.count - whole.count) of \(plan.items.count) jobs, for which there is no time estimate.")
        }
    }
}
