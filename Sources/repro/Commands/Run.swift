import ArgumentParser
import Experiments
import Foundation
import Scheduling

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the missing jobs, then writes tables and figures.",
        discussion: """
            Each job is a process, and finished work is kept: an interrupted run resumes and gives bit-identical results.

              repro run --profile smoke
              repro run table1 figure2 --profile laptop --data shared/data --jobs 1 --threads 2
              repro run --dry-run
            """)
    @OptionGroup var what: What
    @OptionGroup var place: Where
    @OptionGroup var output: Output
    @Option(help: "The folder of the data, if the profile's data sets need one.", transform: namedFolder)
    var data: String?
    @Option(help: "Threads of each job; by default the cores divided by the jobs. Results do not depend on them.")
    var threads: Int?
    @Option(help: "Jobs that run at once, 1 to 1000.")
    var jobs = 1
    @Flag(inversion: .prefixedNo, help: "Continue with jobs that do not depend on a failed one.")
    var keepGoing = true
    @Flag(help: "Print what would run, in order, and run nothing.")
    var dryRun = false
    @Flag(help: "Print failures only.")
    var quiet = false

    func validate() throws {
        try checked(jobs: jobs)
    }

    func run() throws {
        try Host.checkKernels()
        let session = try what.session(), results = output.results(session)
        var options = RunOptions()
        options.profile = session.profileName
        (options.data, options.jobs, options.keepGoing, options.dryRun) = (data, jobs, keepGoing, dryRun)
        options.threads = try threads.map(usable) ?? max(1, ProcessInfo.processInfo.activeProcessorCount / jobs)
        if dryRun {
            options.atHand = try results.modelsAtHand(lackedBy: place.store).files
        } else {
            try results.prepare()
            for line in try results.takeModels(into: place.store) where !quiet { try say(line) }
            for line in try session.plan.discardDamaged(in: place.store, nets: session.profile.keepsModels) {
                note("damaged    \(line); it will be recomputed")
            }
        }
        let open = try session.plan.status(in: place.store, atHand: options.atHand).filter { !$0.isDone }
        if !dryRun { try DataFolder.check(data, for: open) }
        let display = Display(quiet ? .quiet : dryRun ? .lines : .fitting, total: open.count)
        let outcome = try session.plan.run(in: place.store, options, executable: executable) { display.show($0) }
        if dryRun { return }
        if outcome.status != 0 {
            if outcome.signal == nil {
                note("Jobs failed: \(outcome.failed.count), skipped: \(outcome.skipped.count). No table or figure was changed.")
            }
            throw ExitCode(outcome.status)
        }
        let written = try results.write(from: place.store)
        try results.keepModels(from: place.store)
        if !quiet { try say(written) }
    }
}
