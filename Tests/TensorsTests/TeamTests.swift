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
    final class Counter: Sendable { let value = Atomic<Int>(0) }
}
