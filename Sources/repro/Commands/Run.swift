import ArgumentParser
import Experiments
import Foundation
import Records
import Scheduling

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs what is missing, then writes tables and figures.",
        discussion: """
            Each job is a process, and finished work is kept: an interrupted run resumes and gives bit-identical results.

              repro run --profile smoke
              repro run table1 figure2 --profile laptop --data shared/data --jobs 2
              repro run --dry-run
              repro run --profile paper --data DIR --executor slurm --cluster cluster.yaml

            With --executor slurm, all jobs are submitted at once, as job arrays that wait for one another. The cluster continues without this \
            process: after a Ctrl-C or a lost connection, the same command finds the jobs again. The store must be on a file system that the \
            cluster's machines share. A cluster file has any of the keys partition, account, time, memory, cpus, setup, options, interval and \
            arraySize.
            """)
    @OptionGroup var what: What
    @OptionGroup var place: Where
    @OptionGroup var output: Output
    @OptionGroup var nets: Nets
    @Option(help: "The folder of the data, if the profile's data sets need one.", transform: namedFolder)
    var data: String?
    @OptionGroup var cores: Cores
    @OptionGroup var machines: Machines
    @Option(help: "Run only one part of the jobs, such as 2/4, and write no tables; `repro merge` collects the parts.", transform: Run.shard)
    var shard: Shard?
    @Flag(inversion: .prefixedNo, help: "Continue with jobs that do not depend on a failed one.")
    var keepGoing = true
    @OptionGroup var patience: Patience
    @Option(help: "Append the run's events to this file, a line of JSON for each.")
    var events: String?
    @Flag(help: "Print what would run, in order, and run nothing.")
    var dryRun = false
    @Flag(help: "Print failures only.")
    var quiet = false
    @Flag(help: "Start only if this program was built from a commit, without changes.")
    var requireClean = false

    static func shard(_ text: String) throws -> Shard {
        guard let shard = Shard(text) else { throw ValidationError("a shard is written as 2/4, the second of four, and not as \(text)") }
        return shard
    }

    /// The session, and the experiments that it leaves out for lack of data, with a note for each; none that was asked for by name.
    private func session() throws -> (Session, leftOut: [String]) {
        let whole = try what.session()
        if dryRun || !what.ids.isEmpty { return (whole, []) }
        let missing = try DataFolder.missing(in: data, for: try whole.plan.status(in: place.store).filter { !$0.isDone })
        if missing.isEmpty { return (whole, []) }
        for (id, error) in missing.sorted(by: { $0.key < $1.key }) { note("left out   \(id): \(error)") }
        let ids = whole.manifests.map(\.id).filter { missing[$0] == nil }
        return (try Session(folder: what.folder, profile: what.profile, ids: ids), missing.keys.sorted())
    }

    func run() throws {
        try Host.checkKernels()
        if requireClean, let fault = Provenance.Source.current().fault { throw Refused("--require-clean: nothing was started, because \(fault)") }
        let cluster = try machines.cluster(cores)
        if cluster != nil && patience.isGiven {
            throw ValidationError("--retries and --time-limit are for this machine alone: a cluster's are the keys options and time of its file")
        }
        let (session, leftOut) = try self.session()
        var results = try output.results(session)
        results.furtherModels = nets.folders
        var options = RunOptions()
        options.profile = session.profileName
        (options.data, options.keepGoing, options.dryRun) = (data, keepGoing, dryRun)
        if cluster == nil { options.sharing = try cores.sharing() }
        if dryRun {
            options.atHand = try results.modelsAtHand(lackedBy: place.store).files
        } else {
            try results.prepare()
            for line in try results.takeModels(into: place.store) where !quiet { try say(line) }
            for line in try session.plan.discardDamaged(in: place.store, nets: session.profile.keepsModels) {
                note("damaged    \(line); it will be recomputed")
            }
        }
        (options.retries, options.timeLimit) = (patience.retries, patience.timeLimit)
        options.only = shard.map { session.plan.keys(of: $0) }
        let open = try session.plan.status(in: place.store, atHand: options.atHand).filter {
            !$0.isDone && options.only?.contains($0.item.key) != false
        }
        if !dryRun { try DataFolder.check(data, for: open) }
        let log = try dryRun ? nil : events.map { try EventLog($0) }
        log?.begin(jobs: open.count)
        let display = Display(quiet ? .quiet : dryRun ? .lines : .fitting, total: open.count)
        var tables = Tables(shard == nil ? open : [])
        let slurm = cluster.map { settings in
            Slurm(executable: executable, folder: "\(place.folder)/.slurm", settings) { line in display.interrupt { if !quiet { note(line) } } }
        }
        if let slurm {
            options.holdsLifelines = false
            options.sharing = Sharing(jobs: Int(Int32.max), threads: slurm.threads)
        }
        let outcome = try session.plan.run(in: place.store, options, on: slurm ?? LocalProcesses(executable: executable)) { event in
            display.show(event)
            log?.write(event)
            guard !quiet, case .succeeded(let node, _) = event else { return }
            for text in tables.completed(by: node.id, { try results.table($0, from: place.store) }) { display.interrupt { try? say(text) } }
        }
        log?.end(outcome)
        if dryRun { return }
        try results.keepModels(from: place.store)
        if outcome.status != 0 {
            if outcome.signal != nil, let slurm, slurm.openJobs > 0 {
                note(
                    "\(slurm.openJobs) jobs stay on the cluster, and the same command finds them again. To cancel them: scancel --name=\(slurm.name)")
            }
            if outcome.signal == nil {
                note("Jobs failed: \(outcome.failed.count), skipped: \(outcome.skipped.count). No table or figure was changed.")
            }
            throw ExitCode(outcome.status)
        }
        if let shard {
            return note(
                "Shard \(shard.number) of \(shard.count) is done. `repro merge` collects the stores of all shards, and a run with the merged store writes the tables."
            )
        }
        let written = try results.write(from: place.store, shown: tables.shown, data: data)
        if !quiet { try say(written) }
        if !leftOut.isEmpty { note("Left out because data are missing; their files are unchanged: \(leftOut.joined(separator: ", ")).") }
    }
}

/// How long a job may take, and how often it may fail.
struct Patience: ParsableArguments {
    @Option(help: "How often a failed job is started again, 0 to 100.")
    var retries = 0
    @Option(
        help: "The longest that a job may run, such as 90s, 30m or 2h. A training that is ended continues from there at the next try.",
        transform: Amount.seconds)
    var timeLimit: Double?

    var isGiven: Bool { retries != 0 || timeLimit != nil }

    func validate() throws {
        if !(0...100).contains(retries) { throw ValidationError("--retries is 0 to 100, not \(retries)") }
    }
}

/// The machines that run the jobs.
struct Machines: ParsableArguments {
    enum Kind: String, ExpressibleByArgument, CaseIterable { case local, slurm }

    @Option(help: "What runs the jobs: this machine, or a Slurm cluster.")
    var executor = Kind.local
    @Option(help: "The YAML file of the cluster's settings; by default, two processors for each job and the cluster's own defaults.")
    var cluster: String?

    func validate() throws {
        if cluster != nil && executor != .slurm { throw ValidationError("--cluster is for --executor slurm") }
    }

    /// The settings of the cluster; nil for this machine.
    func cluster(_ cores: Cores) throws -> SlurmSettings? {
        if executor == .local { return nil }
        if cores.jobs != nil { throw ValidationError("--jobs is for this machine alone: a cluster decides itself how many jobs run at once") }
        if cores.memory != nil { throw ValidationError("--memory is for this machine alone: a cluster's is the key memory of its file") }
        var cluster = try cluster.map { try Cluster(file: $0) } ?? Cluster()
        if let threads = cores.threads {
            if !(1...1024).contains(threads) { throw ValidationError("--threads is 1 to 1024 on a cluster, not \(threads)") }
            cluster.cpus = threads
        }
        return cluster.settings
    }
}

/// The tables of a run, each shown as soon as it is complete.
private struct Tables {
    private(set) var shown: Set<String> = []
    /// The jobs that each manifest waits for.
    private var waits: [String: Set<String>] = [:]

    init(_ open: [Status]) {
        for status in open {
            for id in status.item.wantedBy { waits[id, default: []].insert("\(status.item.key)") }
        }
    }

    /// The texts of the tables that this job completes. A table that fails now is left to the end of the run, where its error is reported.
    mutating func completed(by job: String, _ text: (_ id: String) throws -> String?) -> [String] {
        waits.keys.sorted().compactMap { id in
            guard waits[id]?.remove(job) != nil, waits[id]?.isEmpty == true, let text = try? text(id) else { return nil }
            shown.insert(id)
            return text
        }
    }
}
