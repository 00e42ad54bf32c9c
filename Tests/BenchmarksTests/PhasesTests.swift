import Benchmarks
import Tensors
import Testing
import Widths

/// Eight items on three threads take three rounds of an eighth each; the serial part stays.
@Test func itemsAreNotDivided() {
    let profile = Phases.Profile(seconds: 16, phases: [(items: 8, seconds: 8)])
    #expect(profile.serial == 0.5)
    #expect([1, 2, 3, 8, 64].map { profile.seconds(threads: $0) } == [16, 12, 11, 9, 9])
}

@Test func aTeamTellsOfItsPhases() {
    let phases = Phases(), team = Widths.team(threads: 2) { phases.add(items: $0, seconds: $1) }
    team.forEach(5) { _, _ in }
    team.forEach(1) { _, _ in }
    let lap = phases.lap()
    #expect(lap.phases.map(\.items) == [5, 1] && lap.phases.reduce(0) { $0 + $1.seconds } <= lap.seconds)
    #expect(phases.lap().phases.isEmpty)
}

/// The peak rises with memory touched after the reset. (It may fall again: concurrent tests reset it too.)
@Test(.enabled(if: PeakMemory.reset(), "the system does not forget a process's peak")) func thePeakOfMemory() throws {
    let before = try #require(PeakMemory.mebibytes())
    let storage = Storage(512 << 18)  // far more than concurrent tests hold or free
    storage.clear()  // touches its pages
    let during = try #require(PeakMemory.mebibytes())
    #expect(during >= before + 300 && storage.count > 0)
}
