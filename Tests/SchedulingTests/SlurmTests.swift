import Files
import Foundation
import Scheduling
import Testing

extension InTurn {
    /// The executor with a simulated cluster, which can do what a real one does once a year.
    @Suite struct SlurmTests {
        private let scratch: Scratch, cluster = SimulatedSlurm()
        private var folder: String { "\(scratch.path)/store/.slurm" }
        init() throws { scratch = try Scratch() }

        private func executor(size: Int = 1000, note: @escaping (String) -> Void = { _ in }) -> Slurm {
            var settings = SlurmSettings()
            (settings.interval, settings.arraySize, settings.patience) = (1e-4, size, 0)
            return Slurm(executable: "/bin/true", folder: folder, settings, client: cluster, note: note)
        }

        private func node(_ id: String, needs: [String] = [], words: [String] = ["job"]) -> Graph.Node {
            Graph.Node(id: id, label: "job \(id)", needs: needs, arguments: words, log: "/dev/null")
        }

        private func run(_ nodes: [Graph.Node], on executor: Slurm, keepGoing: Bool = true) throws -> (outcome: Outcome, events: [Event]) {
            let graph = Graph(nodes)
            var events: [Event] = []
            try executor.prepare(graph)
            let outcome = Scheduler(executor, Sharing(jobs: Int(Int32.max), threads: 1), keepGoing: keepGoing).run(graph) { events.append($0) }
            return (outcome, events)
        }

        private func reasons(_ events: [Event]) -> [String: String] {
            var reasons: [String: String] = [:]
            for case .failed(let node, let reason, _) in events { reasons[node.id] = reason }
            return reasons
        }

        /// A training for every twenty nodes, which wait for it.
        private func plan(_ count: Int) -> [Graph.Node] {
            (0..<count).map { node("\($0)", needs: $0 % 20 == 0 ? [] : ["\($0 / 20 * 20)"]) }
        }

        @Test func nodesWithTheSameNeedsAreOneArrayThatWaitsForThem() throws {
            let nodes = [
                node("a"), node("b"), node("c", needs: ["a"]), node("d", needs: ["a"]), node("e", needs: ["a", "b"]), node("f", needs: ["e", "x"]),
            ]
            let outcome = try run(nodes, on: executor()).outcome
            #expect(outcome.succeeded.sorted() == ["a", "b", "c", "d", "e", "f"])
            let waits = cluster.calls(of: "sbatch").map { $0.first { $0.hasPrefix("--dependency=") } ?? "" }
            #expect(waits == ["", "--dependency=afterok:1_0", "--dependency=afterok:1", "--dependency=afterok:3"], "x is no node, so it is done")
            #expect(cluster.submitted == ["a", "b", "c", "d", "e", "f"])
        }

        /// The property that users of large grids need: 10,000 jobs on 100 slots cost less than 5 ms each, of this thread, with the simulation's own
        /// cost and every file.
        @Test func tenThousandJobsOnAHundredSlotsCostLessThan5MillisecondsEach() throws {
            func seconds() -> Double {
                var time = timespec()
                clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
                return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
            }
            let start = seconds(), outcome = try run(plan(10_000), on: executor()).outcome, cost = seconds() - start
            #expect(outcome.succeeded.count == 10_000 && outcome.failed == [])
            #expect(cluster.most == 100)
            print("10,000 jobs on 100 slots of a simulated cluster: \(cost / 10) ms each")
            #expect(cost < 50, "\(cost / 10) ms each")
        }

        @Test func aJobIsStartedWhenItLeavesTheQueue() throws {
            cluster.slots = 1
            var order: [String] = []
            for event in try run([node("a"), node("b")], on: executor()).events {
                switch event {
                case .started(let node, _): order.append("started \(node.id)")
                case .succeeded(let node, _): order.append("done \(node.id)")
                default: break
                }
            }
            #expect(order == ["started a", "done a", "started b", "done b"])
        }

        @Test func aRunThatWasStoppedFindsItsJobsAgain() throws {
            let nodes = [node("a"), node("b"), node("c", needs: ["a"])], first = executor()
            cluster.ending = { _ in ("RUNNING", nil) }
            signal(SIGINT, SIG_DFL)
            let graph = Graph(nodes)
            try first.prepare(graph)
            let stopped = Scheduler(first, Sharing(jobs: 99, threads: 1)).run(graph) { if case .started = $0 { raise(SIGINT) } }
            #expect(stopped.status == 128 + SIGINT && stopped.failed == [] && first.openJobs == 3)
            #expect(cluster.count("scancel") == 0, "the jobs stay on the cluster")

            let looks = cluster.count("squeue")
            cluster.ending = { [cluster] _ in cluster.count("squeue") > looks + 2 ? ("COMPLETED", 0) : ("RUNNING", nil) }
            let outcome = try run(nodes, on: executor()).outcome
            #expect(outcome.succeeded.sorted() == ["a", "b", "c"])
            #expect(cluster.submitted == ["a", "b", "c"], "submitted twice")
        }

        @Test func whatEndedMeanwhileIsNotWaitedFor() throws {
            try executor().prepare(Graph([node("a"), node("b"), node("c", needs: ["a"])]))
            cluster.held = ["b", "c"]
            for _ in 0..<4 { _ = try cluster.answer("squeue", []) }
            cluster.held = []
            // The store has a, so it is no longer a node.
            #expect(try run([node("b"), node("c", needs: ["a"])], on: executor()).outcome.succeeded.sorted() == ["b", "c"])
            #expect(cluster.submitted == ["a", "b", "c"])
        }

        /// More samples are needed than the queued job computes, so its success does not suffice.
        @Test func aQueuedJobWithOtherWordsIsFollowedByAnother() throws {
            try executor().prepare(Graph([node("a", words: ["job", "0..10"])]))
            #expect(try run([node("a", words: ["job", "0..20"])], on: executor()).outcome.succeeded == ["a"])
            #expect(cluster.calls(of: "sbatch").last?.contains("--dependency=afterany:1_0") == true)
        }

        @Test func aLostConnectionEndsNoJob() throws {
            var notes: [String] = [], looks = 0
            cluster.ending = { _ in looks < 30 ? ("RUNNING", nil) : ("COMPLETED", 0) }
            cluster.beforeLook = { [cluster] in
                looks += 1
                if looks == 5 { cluster.broken = ["squeue", "scontrol"] }
            }
            let executor = executor { line in
                notes.append(line)
                // Jobs end meanwhile, and later the connection returns.
                guard line.contains("no answer") else { return }
                looks = 40
                cluster.healAfter = cluster.calls.count + 20
            }
            let outcome = try run([node("a"), node("b", needs: ["a"])], on: executor).outcome
            #expect(outcome.succeeded == ["a", "b"] && outcome.failed == [])
            #expect(notes.count { $0.contains("no answer from Slurm (squeue: error: Unable to contact slurm controller") } == 1, "\(notes)")
            #expect(notes.count { $0.contains("answers again") } == 1, "\(notes)")
        }

        @Test func scontrolAnswersWhereSqueueDoesNot() throws {
            (cluster.broken, cluster.stepsAtScontrol) = (["squeue"], true)
            var notes: [String] = []
            #expect(try run([node("a"), node("b", needs: ["a"])], on: executor { notes.append($0) }).outcome.succeeded == ["a", "b"])
            #expect(!notes.contains { $0.contains("no answer") })
        }

        @Test func withoutAControllerTheRunEndsAtOnceWithItsWords() {
            cluster.broken = ["squeue", "scontrol", "sbatch"]
            #expect { try run([node("a")], on: executor()) } throws: {
                "\($0)" == "squeue: error: Unable to contact slurm controller (connect failure)"
            }
        }

        @Test func aLimitOfTheClusterDelaysTheRest() throws {
            cluster.room = 10
            var notes: [String] = []
            let outcome = try run(plan(100), on: executor(size: 5) { notes.append($0) }).outcome
            #expect(outcome.succeeded.count == 100)
            #expect(Set(cluster.submitted).count == cluster.submitted.count)
            #expect(notes.count { $0.contains("accepts no more jobs for now") && $0.contains("AssocMaxSubmitJobLimit") } == 1, "\(notes)")
        }

        /// The user's other jobs fill the limit: a run without a job in the queue waits, and does not fail.
        @Test func aLimitThatOthersReachedIsWaitedFor() throws {
            cluster.room = 0
            cluster.beforeLook = { [cluster] in if cluster.count("squeue") > 20 { cluster.room = 9 } }
            #expect(try run([node("a"), node("b", needs: ["a"])], on: executor()).outcome.succeeded == ["a", "b"])
        }

        /// Otherwise it would run without its inputs: the cluster has no job for it to wait for.
        @Test func whatNeedsARefusedJobIsNotSubmitted() throws {
            (cluster.room, cluster.refusing) = (1, ["c"])
            let nodes = [node("a"), node("b", needs: ["a"]), node("c", needs: ["a", "b"]), node("d", needs: ["c"])]
            let (outcome, events) = try run(nodes, on: executor())
            #expect(outcome.succeeded == ["a", "b"] && outcome.failed == ["c"] && outcome.skipped == ["d"])
            #expect(reasons(events) == ["c": "sbatch: error: Memory specification can not be satisfied"])
            #expect(cluster.submitted == ["a", "b"])
        }

        /// The answer is lost, and so is the connection that would show that the jobs have arrived.
        @Test func aSubmissionIsNotRepeatedBlindly() throws {
            cluster.lostAnswers = 1
            var looks = 0
            cluster.beforeLook = { [cluster] in
                looks += 1
                if looks == 3 { (cluster.broken, cluster.healAfter) = (["squeue", "scontrol"], cluster.calls.count + 9) }
            }
            #expect(try run([node("a")], on: executor()).outcome.succeeded == ["a"])
            #expect(cluster.submitted == ["a"])
        }

        @Test func aSubmissionWhoseAnswerWasLostIsNotRepeated() throws {
            cluster.lostAnswers = 1
            #expect(try run([node("a"), node("b", needs: ["a"])], on: executor()).outcome.succeeded == ["a", "b"])
            #expect(cluster.submitted == ["a", "b"])
        }

        @Test func aJobCancelledFromOutsideFailsAndItsDependantsAreSkipped() throws {
            cluster.ending = { [cluster] in
                if $0 == "a" { cluster.cancel("1_0") }
                return $0 == "a" ? ("CANCELLED", nil) : ("COMPLETED", 0)
            }
            let (outcome, events) = try run([node("a"), node("b", needs: ["a"]), node("c", needs: ["b"]), node("d")], on: executor())
            #expect(outcome.failed == ["a"] && outcome.skipped == ["b", "c"] && outcome.succeeded == ["d"])
            #expect(reasons(events) == ["a": "cancelled"])
            #expect(cluster.calls(of: "scancel") == [["scancel", "2_0", "3_0"]], "what is skipped does not stay in the queue")
        }

        @Test func withoutKeepGoingTheRestIsCancelled() throws {
            cluster.slots = 1
            cluster.ending = { $0 == "a" ? ("FAILED", 3) : ("COMPLETED", 0) }
            cluster.held = ["b", "c"]
            let task = try { () throws -> Outcome in
                let executor = executor(), graph = Graph([node("a"), node("b"), node("c", needs: ["b"])])
                try executor.prepare(graph)
                return Scheduler(executor, Sharing(jobs: 1, threads: 1), keepGoing: false).run(graph) { _ in }
            }()
            #expect(task.failed == ["a"] && task.skipped == ["b", "c"])
            #expect(cluster.calls(of: "scancel") == [["scancel", "1_1", "2_0"]])
        }

        /// A preempted job is listed as preempted for a moment before it is queued again.
        @Test func aPreemptedJobThatIsQueuedAgainHasNotFailed() throws {
            var looks = 0
            cluster.ending = { _ in looks < 12 ? ("RUNNING", nil) : ("COMPLETED", 0) }
            cluster.beforeLook = { [cluster] in
                looks += 1
                if looks == 5 { cluster.requeue("a", as: "PREEMPTED") }
                if looks == 6 {
                    cluster.requeue("a")
                    cluster.held = ["a"]
                }
                if looks == 9 { cluster.held = [] }
            }
            let (outcome, events) = try run([node("a")], on: executor())
            var said: [String] = []
            for case .progressed(_, let message, _) in events { said.append(message.text) }
            #expect(outcome.succeeded == ["a"] && said == ["waits in the queue again (None)"])
        }

        @Test(
            arguments: [
                ("TIMEOUT", nil, "exceeded its time limit; finished work is kept: run again, or raise `time`"),
                ("OUT_OF_MEMORY", 137, "killed for memory; raise `memory`"), ("FAILED", 3, "ended with status 3"),
                ("NODE_FAIL", nil, "its machine failed; finished work is kept: run again"),
                ("PREEMPTED", nil, "preempted, and the cluster did not queue it again; finished work is kept: run again"),
            ] as [(String, Int?, String)]) func theReasonOfAnEndIsNamed(state: String, status: Int?, reason: String) throws
        {
            cluster.memory = 9
            cluster.ending = { _ in (state, status) }
            #expect(reasons(try run([node("a")], on: executor()).events) == ["a": reason])
        }

        @Test func aJobThatIsGoneWithoutAResultSaysWhereToLook() throws {
            cluster.memory = 0
            cluster.ending = { _ in ("COMPLETED", nil) }
            let reason = reasons(try run([node("a")], on: executor()).events)["a"] ?? ""
            #expect(reason.hasPrefix("left the queue without a result (is the store on a file system that the machines share?)"), "\(reason)")
        }

        @Test func aRefusalIsSaidInSlurmsWords() throws {
            final class Refusing: SlurmClient {
                func answer(_ program: String, _ words: [String]) throws -> String {
                    if program == "sbatch" { throw SlurmError("sbatch: error: invalid partition specified: nope") }
                    return ""
                }
            }
            let executor = Slurm(executable: "/bin/true", folder: folder, SlurmSettings(), client: Refusing())
            #expect { try run([node("a")], on: executor) } throws: { "\($0)" == "sbatch: error: invalid partition specified: nope" }
        }

        /// On a file system whose locks do not reach other machines, a job finds the run's lock free.
        @Test func locksThatDoNotReachOtherMachinesEndTheRunWithTheReason() throws {
            cluster.ending = { _ in ("RUNNING", nil) }
            var looks = 0
            cluster.beforeLook = { [folder] in
                looks += 1
                guard looks == 3, let probe = try? Disk.list(folder).first(where: { $0.hasPrefix("lock-probe-") }) else { return }
                try? Disk.write(Data(), to: "\(folder)/\(probe).free-on-n17")
            }
            let (outcome, events) = try run([node("a"), node("b", needs: ["a"])], on: executor())
            #expect(outcome.failed == ["a"] && outcome.skipped == ["b"])
            #expect(reasons(events)["a"]?.contains("do not reach n17") == true, "\(reasons(events))")
            #expect(cluster.calls(of: "scancel").flatMap { $0.dropFirst() }.sorted() == ["1_0", "2_0"])
        }

        @Test func filesOfEndedSubmissionsAreRemovedByTheNextRun() throws {
            _ = try run([node("a")], on: executor())
            let before = try Disk.list(folder).filter { !$0.hasPrefix(".") }
            _ = try run([node("b")], on: executor())
            let after = try Disk.list(folder).filter { !$0.hasPrefix(".") }
            #expect(before.count == 1 && after.count == 1 && before != after, "\(before) \(after)")
        }

        /// A job's progress is the last one in its output.
        @Test func progressIsReadFromTheJobsFile() throws {
            var looks = 0
            cluster.ending = { _ in looks < 6 ? ("RUNNING", nil) : ("COMPLETED", 0) }
            cluster.beforeLook = { [cluster] in
                looks += 1
                guard looks > 3, let task = cluster.tasks.first else { return }
                let text = #"{"fraction":0.25,"text":"epoch 1"}"# + "\nother words\n" + #"{"fraction":0.5,"text":"epoch \#(looks)"}"# + "\n{\"frac"
                try? text.write(toFile: "\(task.folder)/0.progress", atomically: true, encoding: .utf8)
            }
            var heard: [Message] = []
            for case .progressed(_, let message, _) in try run([node("a")], on: executor()).events { heard.append(message) }
            #expect(heard.first == Message(fraction: 0.5, text: "epoch 4") && heard.count == 2, "\(heard)")
        }
    }
}
