import Foundation
import Scheduling
import Testing

@Suite struct EventLogTests {
    private let node = Graph.Node(id: "k1", label: "train a", needs: [], arguments: [], log: "/l/k1.txt")

    /// A dashboard reads the lines one by one, so each is whole, dated, and names its event and its job.
    @Test func eachEventIsALineOfJSON() throws {
        let scratch = try Scratch(), file = "\(scratch.path)/events"
        for _ in 0..<2 {
            let log = try EventLog(file, clock: { Date(timeIntervalSince1970: 0.25) })
            log.begin(jobs: 1)
            for event: Event in [
                .started(node, Handle(number: 7)), .tick, .progressed(node, Message(fraction: 0.5, text: "epoch\n1"), seconds: 2),
                .retrying(node, reason: "broke", next: 2), .noRoom(3, reason: "full"), .failed(node, reason: "broke", tail: ["a", "b"]),
                .skipped(node, because: node), .succeeded(node, seconds: 3), .stopping, .wouldStart(node),
            ] { log.write(event) }
            log.end(Outcome())
        }
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2 * 11, "a second run adds to the file, and ticks are no events")
        #expect(lines[0] == #"{"event":"begin","jobs":1,"time":"1970-01-01T00:00:00.250Z"}"#)
        #expect(
            lines[2]
                == #"{"event":"progressed","fraction":0.5,"job":"k1","label":"train a","seconds":2,"text":"epoch\n1","time":"1970-01-01T00:00:00.250Z"}"#
        )
        #expect(lines[5].contains(#""log":"/l/k1.txt","reason":"broke","tail":["a","b"]"#))
        #expect(lines[10] == #"{"event":"end","failed":0,"skipped":0,"status":0,"succeeded":0,"time":"1970-01-01T00:00:00.250Z"}"#)
    }

    @Test func aFileThatCannotBeWrittenIsNamedAtOnce() {
        #expect { try EventLog("/no/such/folder/events") } throws: { "\($0)".contains("/no/such/folder/events: cannot write") }
    }

    /// A log that cannot be written does not stop the work.
    @Test func aFullDiskLosesEventsAndNothingElse() throws {
        let log = try EventLog("/dev/full")
        log.begin(jobs: 1)
        log.end(Outcome())
    }
}
