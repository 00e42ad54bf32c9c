import Foundation
import Scheduling
import Testing

/// An executor that runs nothing: it completes started nodes, oldest first, a few at each poll.
private final class Instant: Executor {
    private(set) var started: [String] = [], most = 0, polls = 0
    /// The threads of each node when it started, and the largest total at once.
    private(set) var threads: [Int] = [], mostThreads = 0
    private var running: [(handle: Handle, node: Graph.Node, threads: Int)] = [], next = 0
    /// The nodes that fail, the number of their first tries that fail, and the largest number that run at once.
    private let failing: Set<String>, tries: Int, room: Int

    init(failing: Set<String> = [], tries: Int = .max, room: Int = .max) { (self.failing, self.tries, self.room) = (failing, tries, room) }

    func start(_ node: Graph.Node, threads: Int) throws -> Handle {
        if running.count >= room { throw NoRoom("the queue is full") }
        next += 1
        running.append((Handle(number: next), node, threads))
        self.threads.append(threads)
        mostThreads = max(mostThreads, running.reduce(0) { $0 + $1.threads })
        started.append(node.id)
        most = max(most, running.count)
        return Handle(number: next)
    }

    func poll(_ seconds: Double) -> [Report] {
        polls += 1
        let ended = running.prefix(3)
        running.removeFirst(ended.count)
        return ended.flatMap { item -> [Report] in
            let id = item.node.id, fails = failing.contains(id) && started.count { $0 == id } <= tries
            return [.message(item.handle, Message(fraction: 1, text: "")), .ended(item.handle, failure: fails ? "broke" : nil)]
        }
    }

    func cancel(_ handle: Handle) {}
    func kill(_ handle: Handle) {}
}

private func node(_ id: Int, needs: [Int] = [], memory: UInt64 = 0) -> Graph.Node {
    Graph.Node(id: "\(id)", label: "", needs: needs.map { "\($0)" }, arguments: [], log: "/dev/null", memory: memory)
}

/// A training for every four nodes, which wait for it: the shape of a real plan.
private func plan(_ count: Int) -> Graph { Graph((0..<count).map { node($0, needs: $0 % 4 == 0 ? [] : [$0 / 4 * 4]) }) }

extension InTurn {
    @Suite struct ExecutorTests {
        @Test func tenThousandNodesRunInTheOrderOfThePlan() {
            let executor = Instant(), outcome = Scheduler(executor).run(plan(10_000)) { _ in }
            #expect(executor.started == (0..<10_000).map { "\($0)" })
            #expect(outcome.succeeded == executor.started && executor.most == 1)
        }

        @Test func whatIsReadyFirstInThePlanStartsFirst() {
            // 1 becomes ready when 0 has ended, and then runs before 3.
            let executor = Instant()
            _ = Scheduler(executor, Sharing(jobs: 1)).run(Graph([node(0), node(1, needs: [0]), node(2, needs: [1, 1, 9]), node(3)])) { _ in }
            #expect(executor.started == ["0", "1", "2", "3"])
        }

        @Test func coresGoToReadyNodesFirst() {
            func threads(_ graph: Graph, _ sharing: Sharing) -> [Int] {
                let executor = Instant()
                _ = Scheduler(executor, sharing).run(graph) { _ in }
                #expect(executor.mostThreads <= max(sharing.cores, sharing.jobs))
                return executor.threads
            }
            let alone = Graph([node(0), node(1, needs: [0]), node(2, needs: [1])]), free = Graph((0..<3).map { node($0) })
            #expect(threads(alone, Sharing(cores: 8, jobs: 8)) == [8, 8, 8])
            #expect(threads(free, Sharing(cores: 8, jobs: 8)) == [2, 3, 3])
            #expect(threads(free, Sharing(cores: 8, jobs: 2)) == [4, 4, 8])
            #expect(threads(free, Sharing(cores: 2, jobs: 3)) == [1, 1, 1])
            #expect(threads(free, Sharing(cores: 8, jobs: 8, threads: 2)) == [2, 2, 2])
        }

        /// With 10 bytes, two nodes of 4 run together, a third waits, and one of 20 runs alone rather than never.
        @Test func nodesShareTheMemoryThatTheyExpect() {
            let executor = Instant(), free = Instant(), graph = Graph([4, 4, 4, 20, 4, 4].enumerated().map { node($0, memory: $1) })
            var waits: [String] = []
            let outcome = Scheduler(executor, Sharing(jobs: 9, memory: 10)).run(graph) {
                if case .noRoom(_, let reason) = $0 { waits.append(reason) }
            }
            #expect(outcome.succeeded.count == 6 && executor.started == (0..<6).map { "\($0)" }, "the order of the plan is kept")
            #expect(executor.most == 2 && waits.count == 3, "\(executor.most) at once, \(waits)")
            #expect(waits.first == "the next one expects 0.0 GiB, and those that run 0.0 GiB")
            _ = Scheduler(free, Sharing(jobs: 9)).run(graph) { _ in }
            #expect(free.most == 6, "without a limit all run at once")
        }

        @Test(arguments: [(1, ["0"], []), (2, [], ["0", "1"])]) func aFailureIsTriedAgain(retries: Int, failed: [String], succeeded: [String]) {
            let executor = Instant(failing: ["0"], tries: 2)
            var scheduler = Scheduler(executor), again: [Int] = []
            scheduler.retries = retries
            let outcome = scheduler.run(Graph([node(0), node(1, needs: [0])])) { if case .retrying(_, "broke", let next) = $0 { again.append(next) } }
            #expect(outcome.failed == failed && outcome.succeeded == succeeded && again == Array(2..<(2 + retries)))
            #expect(outcome.skipped == (failed.isEmpty ? [] : ["1"]), "what waits for a node that may still succeed is not skipped")
        }

        @Test func aFailureSkipsAllThatDependsOnItOnce() {
            let executor = Instant(failing: ["0", "8"])
            let graph = Graph([
                node(0), node(1, needs: [0]), node(2, needs: [0, 1]), node(3, needs: [1, 2]), node(8), node(9, needs: [3, 8]), node(10),
            ])
            var because: [String: String] = [:]
            let outcome = Scheduler(executor).run(graph) { if case .skipped(let node, let culprit) = $0 { because[node.id] = culprit.id } }
            #expect(outcome.failed == ["0", "8"] && outcome.skipped == ["1", "2", "3", "9"] && outcome.succeeded == ["10"])
            #expect(because == ["1": "0", "2": "0", "3": "0", "9": "0"])
        }

        @Test func withoutKeepGoingTheRestIsSkippedInOrder() {
            let outcome = Scheduler(Instant(failing: ["0"]), keepGoing: false).run(plan(100)) { _ in }
            #expect(outcome.failed == ["0"] && outcome.skipped == (1..<100).map { "\($0)" })
        }

        @Test func aFullExecutorIsAskedAgainWhenSomethingHasEnded() {
            let executor = Instant(room: 5)
            var refusals = 0
            let outcome = Scheduler(executor, Sharing(jobs: 100)).run(plan(1000)) { if case .noRoom = $0 { refusals += 1 } }
            #expect(outcome.succeeded.count == 1000 && executor.most == 5)
            #expect(refusals <= executor.polls, "asked more than once without news")
        }

        /// Ten times the nodes take about ten times the work; anything quadratic would take a hundred times. Measured as the least of several tries
        /// in processor time of this thread, so that a loaded machine does not matter.
        @Test(arguments: [1, 50]) func theWorkGrowsWithTheNodes(jobs: Int) {
            func seconds(_ count: Int, failing: Set<String>) -> Double {
                let graph = plan(count)
                return (0..<5).map { _ in
                    let start = clock(CLOCK_THREAD_CPUTIME_ID)
                    _ = Scheduler(Instant(failing: failing), Sharing(jobs: jobs)).run(graph) { _ in }
                    return clock(CLOCK_THREAD_CPUTIME_ID) - start
                }.min()!
            }
            for share in [0, 1, 4] {
                func failing(_ count: Int) -> Set<String> { share == 0 ? [] : Set(stride(from: 0, to: count, by: share).map { "\($0)" }) }
                let small = seconds(1000, failing: failing(1000)), large = seconds(10_000, failing: failing(10_000))
                #expect(large < 35 * small, "\(large / small) times the time for 10 times the nodes")
            }
        }

        private func clock(_ which: clockid_t) -> Double {
            var time = timespec()
            clock_gettime(which, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
    }
}
