import Foundation
import Scheduling
import Testing

@Suite struct DisplayTests {
    private static let node = Graph.Node(id: "a", label: "train a", needs: [], arguments: [], log: "/dev/null")

    /// A training resumed at 60 % and 5 % took 56 seconds: seven times that is left, not half a minute.
    @Test func theTimeLeftDoesNotCountWorkOfAnEarlierRun() throws {
        let seconds = try #require(timeLeft(from: 0.6, to: 0.65, in: 56))
        #expect(abs(seconds - 392) < 1e-9)
        #expect(timeLeft(from: 0.6, to: 0.6, in: 56) == nil && timeLeft(from: 0, to: 1, in: 5) == 0)
    }

    /// A hanging job looks like a working one unless it is reported.
    @Test func aSilentJobIsNamedWithItsLastWords() {
        var text = ""
        let display = Display(.lines, total: 1, silence: .zero) { text += $0 }
        display.show(.started(Self.node, Handle(number: 1)))
        display.show(.tick)
        #expect(text.contains("  train a  no sign for 0 s\n"), "\(text)")
        display.show(.progressed(Self.node, Message(fraction: 0.3, text: "epoch 3/10"), seconds: 1))
        display.show(.tick)
        #expect(text.contains("  train a  no sign for 0 s, last: epoch 3/10\n"), "\(text)")
    }

    @Test func aJobThatSpeaksIsNotCalledSilent() {
        var text = ""
        let display = Display(.lines, total: 1, silence: .seconds(600)) { text += $0 }
        display.show(.started(Self.node, Handle(number: 1)))
        for _ in 0..<3 { display.show(.tick) }
        #expect(!text.contains("no sign"), "\(text)")
    }
}
