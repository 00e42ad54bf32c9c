import Benchmarks
import Tensors
import Testing
import Widths

/// A program that answers as a peer does.
private let fake = #"sh -c 'echo "{\"net\": \"$2\", \"images_per_second\": {\"$6\": 12.5}}"' peer"#

@Test func aPeerIsAskedForOneStep() throws {
    #expect(try Peer(fake).measure(.plain, net: "small", batch: 8, threads: 1).imagesPerSecond == 12.5)
}

@Test(arguments: ["false", "echo nonsense", "/nowhere/at/all", "head -c 1000000 /dev/zero; echo"]) func aPeerThatDoesNotAnswerIsNamed(
    _ command: String
) {
    #expect { try Peer(command).measure(.forward, net: "small", batch: 8, threads: 1) } throws: { "\($0)".contains(command) }
}

@Test func aPeerThatNeverEndsIsStopped() {
    var peer = Peer("sh -c 'sleep 60' peer")
    peer.limit = 0.2
    #expect { try peer.measure(.forward, net: "small", batch: 8, threads: 1) } throws: { "\($0)".contains("took more") }
}

/// It works with as many threads as this engine.
@Test func aPeerGetsTheThreads() throws {
    let asked = #"sh -c 'echo "{\"images_per_second\": {\"$6\": $OMP_NUM_THREADS}}"' peer"#
    #expect(try Peer(asked).measure(.pgd, net: "small", batch: 8, threads: 3).imagesPerSecond == 3)
}

/// The faster of two variants counts, and a row says by how much this engine is faster.
@Test func inTurnWithAPeer() throws {
    let slow = fake.replacing("12.5", with: "0.5")
    let comparison = try Comparison(
        nets: ["small"], steps: [.forward], batch: 2, peers: [Peer(slow), Peer(fake)], rounds: 2, repeats: 1, on: Widths.team(threads: 1),
        report: { _ in })
    let row = try #require(comparison.rows.first)
    #expect(row.peer == 12.5 && row.here > 0 && row.line.hasPrefix("| small, forward | "))
}
