import Foundation
import Synchronization
import Tensors
import Testing
import Widths

@Suite struct TeamTests {
    @Test(arguments: [1, 2, 3, 8]) func everyItemIsDoneOnce(_ threads: Int) {
        let team = Widths.team(threads: threads), counts = (0..<100).map { _ in Counter() }
        for _ in 0..<200 {
            team.forEach(100) { item, thread in
                counts[item].value.wrappingAdd(1, ordering: .relaxed)
                if thread >= threads { counts[item].value.wrappingAdd(1_000_000, ordering: .relaxed) }
            }
        }
        #expect(counts.allSatisfy { $0.value.load(ordering: .relaxed) == 200 })
    }

    /// A caller that waits for threads that could not be started would wait forever.
    @Test func aTeamWorksWithTheThreadsThatCanBeMade() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 0, rlim_max: 0)
            try #require(setrlimit(__rlimit_resource_t(__RLIMIT_NPROC.rawValue), &limit) == 0)
            if geteuid() == 0 { try #require(setuid(65534) == 0) }  // root has no limit
            let team = Widths.team(threads: 4), done = Counter()
            try #require(team.threads == 1)
            try #require(team.shortage == "only 1 of 4 threads could be started: Resource temporarily unavailable")
            for _ in 0..<10 { team.forEach(100) { _, _ in done.value.wrappingAdd(1, ordering: .relaxed) } }
            exit(done.value.load(ordering: .relaxed) == 1000 ? EXIT_SUCCESS : EXIT_FAILURE)
        }
        #expect(Widths.team(threads: 4).shortage == nil)
    }

    final class Counter: Sendable { let value = Atomic<Int>(0) }
}
