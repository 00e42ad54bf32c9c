import Benchmarks
import Foundation
import Tensors
import Testing
import Widths

/// A program that answers like a peer.
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

/// A peer runs with as many threads as this engine.
@Test func aPeerGetsTheThreads() throws {
    let asked = #"sh -c 'echo "{\"images_per_second\": {\"$6\": $OMP_NUM_THREADS}}"' peer"#
    #expect(try Peer(asked).measure(.pgd, net: "small", batch: 8, threads: 3).imagesPerSecond == 3)
}

/// The faster of two variants counts, and a row gives this engine's speed relative to it.
@Test func inTurnWithAPeer() throws {
    let slow = fake.replacing("12.5", with: "0.5")
    let comparison = try PeerComparison(
        nets: ["small"], steps: [.forward], batch: 2, peers: [Peer(slow), Peer(fake)], rounds: 2, repeats: 1, on: Widths.team(threads: 1),
        report: { _ in })
    let row = try #require(comparison.rows.first)
    #expect(row.peer == 12.5 && row.here > 0 && row.line.hasPrefix("| small, forward | "))
}

/// Both programs are compared by medians, so that neither benefits from a lucky run.
@Test func mediansOfBoth() throws {
    #expect(Stopwatch.median([3, 1, 2]) == 2 && Stopwatch.median([4, 1, 2, 3]) == 2.5 && Stopwatch.median([]) == 0)
    let folder = FileManager.default.temporaryDirectory.appending(path: "peer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Prints 1, 100 and 10 in turn.
    let counter = folder.appending(path: "count").path
    let uneven =
        #"sh -c 'n=$(cat \#(counter) 2>/dev/null || echo 0); echo $((n + 1)) > \#(counter); set -- "$6" 1 100 10; name=$1; shift $((n + 1)); "#
        + #"echo "{\"images_per_second\": {\"$name\": $1}}"' peer"#
    let comparison = try PeerComparison(
        nets: ["small"], steps: [.forward], batch: 1, peers: [Peer(uneven)], rounds: 3, repeats: 1, on: Widths.team(threads: 1), report: { _ in })
    #expect(comparison.rows.first?.peer == 10)
}
