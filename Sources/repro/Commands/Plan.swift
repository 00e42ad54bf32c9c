import ArgumentParser
import Declarations
import Experiments
import Foundation
import Records
import Scheduling

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Says what would run, why, and for how long; runs nothing.",
        discussion: """
            Times come from past jobs of the same kind in the store, else from short measurements, which the store keeps.

              repro plan table2 --profile laptop
              repro plan --profile paper --cores 2,16,64
            """)
    @OptionGroup var what: What
    @OptionGroup var place: Where
    @OptionGroup var output: Output
    @Option(help: "Threads of each job; the cores divided by the jobs if not given.")
    var threads: Int?
    @Option(help: "Jobs that run at once.")
    var jobs = 1
    @Option(help: "Instead of jobs: the time on machines like this one with these numbers of cores.")
    var cores: String?
    @Flag(inversion: .prefixedNo, help: "Measure what the store knows nothing of.")
    var measure = true
    @Flag(help: "Also show the jobs that are done.")
    var all = false
    @Flag(help: "The plan in full, as JSON.")
    var json = false

    func validate() throws {
        if jobs < 1 || threads.map({ $0 < 1 }) == true { throw ValidationError("--jobs and --threads are at least 1") }
    }

    func run() throws {
        try Host.checkKernels()
        let session = try what.session(), plan = session.plan
        if json { return print(try Tree(of: plan).canonicalJSON) }
        let atHand = try output.results(session).modelsAtHand(lackedBy: place.store)
        let status = try plan.status(in: place.store, atHand: atHand.files), open = status.filter { !$0.isDone }
        let calibration = Calibration(place.store) { FileHandle.standardError.write(Data("\($0)\n".utf8)) }
        if let cores { return try foresee(plan, status, try numbers(cores), calibration) }
        for line in atHand.unfit { print(line) }
        let threads = threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount / jobs)
        let forecast = measure ? try Forecast(plan, in: place.store, calibration) : nil
        for job in status where all || !job.isDone || atHand.files[job.item.key] != nil {
            let time = job.isDone ? "" : try forecast.map { "  about \(duration(try $0.seconds(job, threads: threads)))" } ?? ""
            print("\(job.item.key.short)  \(job.item.label): \(job.why)\(time)  [\(job.item.wantedBy.sorted().joined(separator: ", "))]")
        }
        if open.isEmpty { return print("Nothing to run: all \(status.count) jobs are done.") }
        let total = try forecast.map { ": about \(duration(try $0.seconds(open, jobs: jobs, threads: threads)))" } ?? ""
        print("\(open.count) of \(status.count) jobs would run, \(jobs == 1 ? "one at a time" : "\(jobs) at once"), \(threads) threads each\(total).")
    }

    /// The whole plan on other machines, done jobs included, each at its best number of jobs at once.
    private func foresee(_ plan: Plan, _ status: [Status], _ cores: [Int], _ calibration: Calibration) throws {
        let forecast = try Forecast(plan, in: place.store, calibration, past: false)
        let whole = plan.items.map { Status(undone: $0) }
        print("| cores | jobs at once | threads each | time |\n|---:|---:|---:|---:|")
        for count in cores {
            let ways = [1, 2, 4, 8].filter { $0 <= count }
            let times = try ways.map { try forecast.seconds(whole, jobs: $0, threads: count / $0) }
            guard let best = times.indices.min(by: { times[$0] < times[$1] }) else { continue }
            print("| \(count) | \(ways[best]) | \(count / ways[best]) | \(duration(times[best])) |")
        }
    }

    private func numbers(_ text: String) throws -> [Int] {
        let parts = text.split(separator: ",").map { Int($0) }
        guard !parts.isEmpty, parts.allSatisfy({ ($0 ?? 0) >= 1 }) else {
            throw ValidationError("--cores wants whole numbers of at least 1, separated by commas")
        }
        return parts.compactMap { $0 }
    }
}
