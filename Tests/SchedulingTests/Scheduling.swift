import Files
import Foundation
import Scheduling
import Testing

/// All tests that run graphs, serialized because signals are per process. A test raises them on its own thread, where they have arrived when `raise`
/// returns.
@Suite(.serialized) enum InTurn {}

/// A temporary folder for one test, removed with this object.
final class Scratch {
    let path = "\(NSTemporaryDirectory())/scheduling-\(UUID().uuidString)"
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension InTurn {
    /// Graphs of shell commands; the scheduler knows nothing else about its nodes.
    @Suite struct SchedulerRuns {
        private let scratch: Scratch
        private var folder: String { scratch.path }
        init() throws { scratch = try Scratch() }

        private func node(_ id: String, needs: [String] = [], _ script: String) -> Graph.Node {
            Graph.Node(id: id, label: "job \(id)", needs: needs, arguments: ["-c", script], log: "\(folder)/\(id).log")
        }

        private func run(_ nodes: [Graph.Node], jobs: Int = 1, keepGoing: Bool = true, dryRun: Bool = false) -> (Outcome, [Event]) {
            var events: [Event] = []
            let outcome = Scheduler(executable: "/bin/sh", Sharing(jobs: jobs), keepGoing: keepGoing, dryRun: dryRun).run(Graph(nodes)) {
                events.append($0)
            }
            return (outcome, events)
        }

        @Test func nodesRunAfterTheirNeeds() throws {
            let order = "\(folder)/order"
            let nodes = [
                node("a", "echo a >> \(order)"), node("b", needs: ["a"], "echo b >> \(order)"), node("c", needs: ["b"], "echo c >> \(order)"),
            ]
            #expect(run(nodes, jobs: 3).0.succeeded == ["a", "b", "c"])
            #expect(try String(contentsOfFile: order, encoding: .utf8) == "a\nb\nc\n")
        }

        @Test func atMostSoManyRunAtOnce() {
            var running = 0, most = 0
            _ = Scheduler(executable: "/bin/sh", Sharing(jobs: 2)).run(Graph((0..<6).map { node("\($0)", "sleep 0.05") })) { event in
                switch event {
                case .started: running += 1
                case .succeeded: running -= 1
                default: break
                }
                most = max(most, running)
            }
            #expect(most == 2)
        }

        @Test func aFailureTakesOnlyItsDependantsAndShowsItsLog() {
            let (outcome, events) = run([
                node("a", "echo what went wrong >&2; exit 3"), node("b", needs: ["a"], "true"), node("c", needs: ["b"], "true"), node("d", "true"),
            ])
            #expect(outcome.failed == ["a"])
            #expect(outcome.skipped.sorted() == ["b", "c"])
            #expect(outcome.succeeded == ["d"])
            #expect(outcome.status == 1)
            var said: [String] = []
            for case .failed(_, let reason, let tail) in events { said += [reason] + tail }
            #expect(said == ["ended with status 3", "what went wrong"])
        }

        @Test func withoutKeepGoingNothingStartsAfterAFailure() {
            let (outcome, _) = run([node("a", "exit 1"), node("b", "true")], keepGoing: false)
            #expect(outcome.succeeded == [])
            #expect(outcome.skipped == ["b"])
        }

        @Test func aDryRunStartsNothingInTheSameOrder() {
            let nodes = [node("a", "touch \(folder)/a"), node("b", needs: ["a"], "touch \(folder)/b")]
            let (outcome, events) = run(nodes, dryRun: true)
            var would: [String] = []
            for case .wouldStart(let node) in events { would.append(node.id) }
            #expect(would == ["a", "b"])
            #expect(outcome.succeeded + outcome.failed + outcome.skipped == [])
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/a"))
        }

        @Test(arguments: [(SIGKILL, "killed (often: out of memory)"), (SIGSEGV, "ended by signal 11 (Segmentation fault)")])
        func aSignalIsNamed(signal: Int32, reason expected: String) {
            var said = ""
            for case .failed(_, let reason, _) in run([node("a", "kill -\(signal) $$")]).1 { said = reason }
            #expect(said == expected)
        }

        /// A trapping program writes the cause first, then pages of registers.
        @Test func theCauseOfATrapIsShownAndTheEnd() {
            let script = "echo; echo starting; echo 'x.swift:1: Fatal error: no memory'; for i in $(seq 40); do echo r$i 0x0; done >&2; exit 1"
            var shown: [String] = []
            for case .failed(_, _, let tail) in run([node("a", "{ \(script); } >&2")]).1 { shown = tail }
            #expect(shown.count == 15 && shown.first == "x.swift:1: Fatal error: no memory" && shown.last == "r40 0x0")
            #expect(shown[4] == "... (27 lines)")
        }

        /// A message without an end is dropped, and those after it are still read.
        @Test func wordsWithoutEndAreNoMessageAndNoMemory() {
            let script = #"head -c 3000000 /dev/zero; printf '\n{"fraction":1,"text":"a"}\n'"#
            var heard: [Message] = []
            for case .progressed(_, let message, _) in run([node("a", script)]).1 { heard.append(message) }
            #expect(heard == [Message(fraction: 1, text: "a")])
        }

        /// A child that closes its output and keeps working is running; processes that it leaves behind do not count.
        @Test func theEndOfAChildIsThatOfItsProcess() {
            let (outcome, _) = run([node("a", "exec >&-; sleep 0.2; exit 3"), node("b", "sleep 600 & echo $! > \(folder)/left")])
            #expect(outcome.failed == ["a"] && outcome.succeeded == ["b"])
            let left = (try? String(contentsOfFile: "\(folder)/left", encoding: .utf8)).flatMap { Int32($0.trimmingCharacters(in: .newlines)) }
            if let left { kill(left, SIGKILL) }
        }

        @Test func aMissingProgramIsAFailureOfItsNode() {
            let outcome = Scheduler(executable: "/no/such/program").run(Graph([node("a", "true")])) { _ in }
            #expect(outcome.failed == ["a"])
        }

        @Test func messagesArriveInPiecesAndAmongOtherWords() {
            let half = #"printf '{"fraction":0.25,"te'; sleep 0.1; printf 'xt":"epoch 1"}\nnot a message\n{"fraction":0.5,"text":"epoch 2"}\n'"#
            var heard: [Message] = []
            for case .progressed(_, let message, _) in run([node("a", half)]).1 { heard.append(message) }
            #expect(heard == [Message(fraction: 0.25, text: "epoch 1"), Message(fraction: 0.5, text: "epoch 2")])
        }

        @Test func aChildReadsTheEndOfItsInputWhenItIsLetGo() {
            // The child ends only when its input does: a signal to this process closes it. It would be killed only after minutes.
            var scheduler = Scheduler(executable: "/bin/sh")
            scheduler.grace = 300
            signal(SIGTERM, SIG_DFL)
            let outcome = scheduler.run(Graph([node("a", "cat > /dev/null; touch \(folder)/ended; exit 75")])) { event in
                if case .started = event { raise(SIGTERM) }
            }
            #expect(outcome.signal == SIGTERM)
            #expect(outcome.status == 128 + SIGTERM)
            #expect(FileManager.default.fileExists(atPath: "\(folder)/ended"), "the child was killed instead of being let go")
        }

        @Test func aCtrlCThatReachesAChildAsWellIsAStopAndNoFailure() {
            signal(SIGINT, SIG_DFL)
            let outcome = Scheduler(executable: "/bin/sh").run(Graph([node("a", "kill -INT $$; sleep 600")])) { event in
                guard case .started(_, let handle) = event else { return }
                raise(SIGINT)
                // The child ends before the signal is handled.
                var info = siginfo_t()
                waitid(P_PID, id_t(handle.number), &info, WEXITED | WNOWAIT)
            }
            #expect(outcome.failed == [])
            #expect(outcome.status == 128 + SIGINT)
        }

        @Test func aChildThatStaysIsKilledAfterTheGrace() {
            var scheduler = Scheduler(executable: "/bin/sh")
            scheduler.grace = 0.3
            signal(SIGINT, SIG_DFL)
            let outcome = scheduler.run(Graph([node("a", "exec sleep 600")])) { if case .started = $0 { raise(SIGINT) } }
            #expect(outcome.signal == SIGINT)
        }

        /// Its input is closed, so that it can save its state; it is killed only if it stays. Its output is kept, and other nodes continue.
        @Test(arguments: ["cat > /dev/null; echo saved >&2; exit 75", "exec sleep 600"]) func aNodeThatRunsTooLongIsEnded(script: String) {
            var scheduler = Scheduler(executable: "/bin/sh", Sharing(jobs: 2)), said = "", tail: [String] = []
            (scheduler.timeLimit, scheduler.grace) = (1, script.hasPrefix("cat") ? 300 : 0.3)
            let outcome = scheduler.run(Graph([node("a", script), node("b", needs: ["a"], "true"), node("c", "true")])) { event in
                if case .failed(_, let reason, let lines) = event { (said, tail) = (reason, lines) }
            }
            #expect(outcome.failed == ["a"] && outcome.skipped == ["b"] && outcome.succeeded == ["c"] && outcome.signal == nil)
            #expect(said == "it ran longer than 1 s, the time limit" && tail == (script.hasPrefix("cat") ? ["saved"] : []))
        }

        /// `nohup` only ignores SIGHUP: installing a handler would undo that.
        @Test func aSignalThatWasIgnoredFromOutsideStaysIgnored() {
            let former = signal(SIGHUP, SIG_IGN)
            defer { signal(SIGHUP, former) }
            let (outcome, _) = run([node("a", "kill -HUP \(getpid())"), node("b", "true")])
            #expect(outcome.succeeded == ["a", "b"] && outcome.signal == nil)
        }

        /// Each child needs two of our descriptors: if they run out, a node waits for a running one.
        @Test func withoutDescriptorsANodeWaitsInsteadOfFailing() async {
            await #expect(processExitsWith: .success) {
                // Leaves twenty free, regardless of how many were open when the tests started this process.
                var free = 0, most = rlim_t(0)
                while free < 20 {
                    if fcntl(Int32(most), F_GETFD) < 0 { free += 1 }
                    most += 1
                }
                var limit = rlimit(rlim_cur: most, rlim_max: most)
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
                let nodes = (0..<40).map { Graph.Node(id: "\($0)", label: "", needs: [], arguments: ["-c", "sleep 0.5"], log: "/dev/null") }
                var together = 0
                let outcome = Scheduler(executable: "/bin/sh", Sharing(jobs: 1000)).run(Graph(nodes)) { event in
                    if case .noRoom(let running, _) = event { together = max(together, running) }
                }
                try #require(outcome.succeeded.count == 40 && together > 1 && together <= 10)
                exit(EXIT_SUCCESS)
            }
        }

        /// With nothing running that could free some, it is a failure with the reason.
        @Test func withoutAnyDescriptorTheFailureIsNamed() async {
            await #expect(processExitsWith: .success) {
                var limit = rlimit(rlim_cur: 0, rlim_max: 0)
                try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
                let node = Graph.Node(id: "a", label: "", needs: [], arguments: [], log: "/dev/null")
                var said = ""
                _ = Scheduler(executable: "/bin/true").run(Graph([node])) { if case .failed(_, let reason, _) = $0 { said = reason } }
                try #require(said == "/dev/null: cannot write: Too many open files")
                exit(EXIT_SUCCESS)
            }
        }
    }
}

@Test func aMessageIsOneLineAndReadsBack() {
    let message = Message(fraction: 0.125, text: "loss 1.5\n\"quoted\"")
    #expect(message.line.filter { $0 == 10 }.count == 1)
    #expect(Message(line: message.line.dropLast()) == message)
    #expect(Message(line: Data("12 monkeys".utf8)) == nil)
    #expect(Message(line: Message(fraction: .nan, text: "").line.dropLast()) == Message(fraction: 0, text: ""))
}

@Test func durationsReadAsPeopleSayThem() {
    #expect([0.4, 59, 61, 3599, 7500].map { duration($0) } == ["0 s", "59 s", "1 min 1 s", "59 min 59 s", "2 h 5 min"])
}

@Test func plainLinesTellEachJobOnceAndQuietOnlyFailures() {
    func shown(_ detail: Detail) -> String {
        var text = ""
        let display = Display(detail, total: 2) { text += $0 }
        let node = Graph.Node(id: "a", label: "train a", needs: [], arguments: [], log: "a.log")
        display.show(.started(node, Handle(number: 1)))
        display.show(.progressed(node, Message(fraction: 0.5, text: "epoch 1/2"), seconds: 1))
        display.show(.progressed(node, Message(fraction: 0.6, text: "epoch 2/2"), seconds: 1))
        display.show(.failed(node, reason: "ended with status 1", tail: ["why"]))
        return text
    }
    #expect(shown(.quiet) == "FAILED     train a: ended with status 1; log: a.log\n    | why\n")
    #expect(shown(.lines) == "started    train a\n  train a  50 %  epoch 1/2  0 s\n" + shown(.quiet))
}

@Test func cursorCodesAreForTerminalsThatUnderstandThem() {
    #expect([nil, "", "dumb", "xterm"].map { Detail.fitting(isTerminal: true, type: $0) } == [.lines, .lines, .lines, .terminal])
    #expect(Detail.fitting(isTerminal: false, type: "xterm") == .lines)
}

@Test func aLackOfRoomIsSaidOnce() {
    var text = ""
    let display = Display(.quiet, total: 9) { text += $0 }
    for running in [3, 3, 3] { display.show(.noRoom(running, reason: "a pipe: cannot make: Too many open files")) }
    #expect(text == "only 3 of the jobs run at once: a pipe: cannot make: Too many open files\n")
}
