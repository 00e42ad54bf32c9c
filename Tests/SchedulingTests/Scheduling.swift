import Foundation
import Scheduling
import Testing

/// Graphs of shell commands: the scheduler knows no more of its nodes.
@Suite(.serialized) struct SchedulerRuns {
    private let folder = "\(NSTemporaryDirectory())/scheduling-\(UUID().uuidString)"
    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func node(_ id: String, needs: [String] = [], _ script: String) -> Graph.Node {
        Graph.Node(id: id, label: "job \(id)", needs: needs, arguments: ["-c", script], log: "\(folder)/\(id).log")
    }

    private func run(_ nodes: [Graph.Node], jobs: Int = 1, keepGoing: Bool = true, dryRun: Bool = false) -> (Outcome, [Event]) {
        var events: [Event] = []
        let outcome = Scheduler(executable: "/bin/sh", jobs: jobs, keepGoing: keepGoing, dryRun: dryRun).run(Graph(nodes)) { events.append($0) }
        return (outcome, events)
    }

    @Test func nodesRunAfterTheirNeeds() throws {
        let order = "\(folder)/order"
        let nodes = [
            node("a", "sleep 0.1; echo a >> \(order)"), node("b", needs: ["a"], "echo b >> \(order)"), node("c", needs: ["b"], "echo c >> \(order)"),
        ]
        #expect(run(nodes, jobs: 3).0.succeeded == ["a", "b", "c"])
        #expect(try String(contentsOfFile: order, encoding: .utf8) == "a\nb\nc\n")
    }

    @Test func atMostSoManyRunAtOnce() {
        var running = 0, most = 0
        _ = Scheduler(executable: "/bin/sh", jobs: 2).run(Graph((0..<6).map { node("\($0)", "sleep 0.05") })) { event in
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

    @Test func aSignalIsNamed() {
        var said = ""
        for case .failed(_, let reason, _) in run([node("a", "kill -9 $$")]).1 { said = reason }
        #expect(said.hasPrefix("ended by signal 9"))
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
        // The child ends only when its input does: a signal to this process lets it go.
        let began = ContinuousClock.now
        let outcome = Scheduler(executable: "/bin/sh").run(Graph([node("a", "cat > /dev/null; exit 75")])) { event in
            if case .started = event { kill(getpid(), SIGTERM) }
        }
        #expect(outcome.signal == SIGTERM)
        #expect(outcome.status == 128 + SIGTERM)
        #expect(ContinuousClock.now - began < .seconds(5))
    }

    @Test func aCtrlCThatReachesAChildAsWellIsAStopAndNoFailure() {
        let outcome = Scheduler(executable: "/bin/sh").run(Graph([node("a", "kill -INT $$; sleep 30")])) { event in
            guard case .started = event else { return }
            kill(getpid(), SIGINT)
            Thread.sleep(forTimeInterval: 0.3)  // the child ends before the signal is looked at
        }
        #expect(outcome.failed == [])
        #expect(outcome.status == 128 + SIGINT)
    }

    @Test func aChildThatStaysIsKilledAfterTheGrace() {
        var scheduler = Scheduler(executable: "/bin/sh")
        scheduler.grace = 0.3
        let outcome = scheduler.run(Graph([node("a", "exec sleep 30")])) { if case .started = $0 { kill(getpid(), SIGINT) } }
        #expect(outcome.signal == SIGINT)
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
        display.show(.started(node, process: 1))
        display.show(.progressed(node, Message(fraction: 0.5, text: "epoch 1/2"), seconds: 1))
        display.show(.progressed(node, Message(fraction: 0.6, text: "epoch 2/2"), seconds: 1))
        display.show(.failed(node, reason: "ended with status 1", tail: ["why"]))
        return text
    }
    #expect(shown(.quiet) == "FAILED     train a: ended with status 1; log: a.log\n    | why\n")
    #expect(shown(.lines) == "started    train a\n  train a  50 %  epoch 1/2  0 s, 0 s left\n" + shown(.quiet))
}
