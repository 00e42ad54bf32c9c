// Progress for people. On a terminal: finished jobs as lines, and below them one block, redrawn, with a line for each running job. Elsewhere: plain
// lines, at most one per ten seconds for a running job. Quiet: failures only.

public import Files
import Foundation

/// The amount and form of progress output.
public enum Detail: Sendable {
    /// Failures only.
    case quiet
    /// Plain lines.
    case lines
    /// A block that is redrawn with cursor codes.
    case terminal

    /// The most that the standard error can show: a block on a terminal that understands cursor codes, lines elsewhere.
    public static var fitting: Detail { fitting(isTerminal: isatty(2) == 1, type: ProcessInfo.processInfo.environment["TERM"]) }

    /// `type` is the value of TERM; a terminal that is `dumb` or unknown does not understand cursor codes.
    package static func fitting(isTerminal: Bool, type: String?) -> Detail { isTerminal && !["dumb", "", nil].contains(type) ? .terminal : .lines }
}

/// Shows the events of a run.
public final class Display {
    private let detail: Detail, total: Int, write: (String) -> Void
    private var running: [Running] = []
    private var mostRoom = 0
    private var finished = 0, drawn = 0, drawnAt = ContinuousClock.now - .seconds(1)
    private let every: Duration, silence: Duration

    /// A display of `total` jobs. `write` receives the text to print. A running job prints a plain line at most once per `every`; a job that is
    /// silent for `silence` is reported, again after twice the time, and so on.
    public init(
        _ detail: Detail, total: Int, every: Duration = .seconds(10), silence: Duration = .seconds(60),
        write: @escaping (String) -> Void = StandardStreams.note
    ) { (self.detail, self.total, self.every, self.silence, self.write) = (detail, total, every, silence, write) }

    /// Shows one event.
    public func show(_ event: Event) {
        switch event {
        case .wouldStart(let node): line("would run  \(node.label)")
        case .started(let node, _):
            running.append(Running(node, shown: .now - every, silence: silence))
            if detail == .lines { line("started    \(node.label)") }
        case .progressed(let node, let message, _):
            guard let place = running.firstIndex(where: { $0.node.id == node.id }) else { return }
            running[place].take(message, silence: silence)
            if detail == .lines, ContinuousClock.now - running[place].shown >= every {
                running[place].shown = .now
                line("  \(status(place))")
            }
        case .succeeded(let node, let seconds):
            end(node)
            line("done       \(node.label)  (\(duration(seconds)))")
        case .failed(let node, let reason, let tail):
            end(node)
            line((["FAILED     \(node.label): \(reason); log: \(node.log)"] + tail.map { "    | \($0)" }).joined(separator: "\n"), always: true)
        case .retrying(let node, let reason, let next):
            running.removeAll { $0.node.id == node.id }
            line("retrying   \(node.label), try \(next): \(reason)", always: true)
        case .noRoom(let count, let reason):
            if mostRoom != count { line("only \(count) of the jobs run at once: \(reason)", always: true) }
            mostRoom = count
        case .skipped(let node, let culprit): line("skipped    \(node.label), because of \(culprit.label)", always: true)
        case .stopping: line("stopping: finished work is kept, and the next run resumes from there", always: true)
        case .tick:
            for place in running.indices where detail == .lines && running[place].silent >= running[place].nextSilence {
                line("  \(running[place].node.label)  \(running[place].complaint)")
                running[place].nextSilence = running[place].nextSilence * 2
            }
        }
        if detail == .terminal { redraw(force: { if case .tick = event { false } else { true } }()) }
    }

    /// Calls `body`, which writes other lines to the terminal.
    public func interrupt(_ body: () -> Void) {
        erase()
        body()
    }

    private func end(_ node: Graph.Node) {
        finished += 1
        running.removeAll { $0.node.id == node.id }
    }

    private func line(_ text: String, always: Bool = false) {
        guard always || detail != .quiet else { return }
        erase()
        write(text + "\n")
    }

    private func erase() {
        if drawn > 0 { write("\u{1b}[\(drawn)A\u{1b}[J") }
        drawn = 0
    }

    private func redraw(force: Bool) {
        guard force || ContinuousClock.now - drawnAt > .milliseconds(150) else { return }
        erase()
        drawnAt = .now
        let lines = running.indices.map { status($0) } + (running.isEmpty ? [] : ["\(finished) of \(total) jobs done"])
        drawn = lines.count
        // Lines are cut, because wrapped lines could not be erased.
        for text in lines { write(text.prefix(width() - 1) + "\n") }
    }

    private func status(_ place: Int) -> String {
        let job = running[place], isSilent = job.silent >= silence
        return ([job.node.label] + job.words + (isSilent ? [job.complaint] : [])).joined(separator: "  ")
    }

    private func width() -> Int {
        var size = winsize()
        return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 100
    }
}

/// A duration as text: `8 s`, `3 min 20 s`, `2 h 5 min`.
public func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, seconds).rounded())
    switch whole {
    case ..<60: return "\(whole) s"
    case ..<3600: return "\(whole / 60) min \(whole % 60) s"
    default: return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}

/// The display's state of a running job.
private struct Running {
    let node: Graph.Node, started = ContinuousClock.now
    /// The time at which a line of it was last shown.
    var shown: ContinuousClock.Instant
    /// The silence after which it is reported.
    var nextSilence: Duration
    private var first: (fraction: Double, at: ContinuousClock.Instant)?, last: (message: Message, at: ContinuousClock.Instant)?

    init(_ node: Graph.Node, shown: ContinuousClock.Instant, silence: Duration) { (self.node, self.shown, nextSilence) = (node, shown, silence) }

    mutating func take(_ message: Message, silence: Duration) {
        first = first ?? (message.fraction, .now)
        last = (message, .now)
        nextSilence = silence
    }

    /// The time since its last message, or its start.
    var silent: Duration { ContinuousClock.now - (last?.at ?? started) }
    /// As in "no sign for 60 s, last: epoch 3/10".
    var complaint: String { "no sign for \(duration(silent / .seconds(1)))\(last.map { ", last: \($0.message.text)" } ?? "")" }

    /// Progress, its text and the time.
    var words: [String] {
        let time = duration((ContinuousClock.now - started) / .seconds(1))
        guard let (message, _) = last else { return [time] }
        return ["\(Int(message.fraction * 100)) %", message.text, time + left]
    }

    private var left: String {
        guard let first, let last else { return "" }
        let seconds = timeLeft(from: first.fraction, to: last.message.fraction, in: (last.at - first.at) / .seconds(1))
        return seconds.map { ", \(duration($0)) left" } ?? ""
    }
}

/// The estimated seconds to the end of a job whose finished share rose from `first` to `last` in `seconds`; nil while too little is known.
///
/// A resumed job starts with a share that an earlier run finished, which must not count as speed.
package func timeLeft(from first: Double, to last: Double, in seconds: Double) -> Double? {
    last > first + 0.01 ? (1 - last) / (last - first) * seconds : nil
}
