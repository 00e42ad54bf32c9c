// Each node is a process in its own process group, so that a Ctrl-C at the terminal reaches only the parent, which decides. It has three descriptors:
// its standard input is a lifeline that the parent holds and never writes to, its standard output a pipe of messages, its standard error the log.
// When the parent dies, for whatever reason, the system closes the lifeline, and the child ends itself: no orphan keeps computing.

import Files
import Foundation

/// Runs each node as a child process of this one.
public final class LocalProcesses: Executor {
    private let executable: String
    private var children: [Child] = []

    /// An executor whose nodes are arguments of the program at `executable`.
    public init(executable: String) { self.executable = executable }

    /// Starts the node's process; its handle is the process number. Throws `FileError`, and `NoRoom` if descriptors, processes or memory ran out.
    public func start(_ node: Graph.Node, threads: Int) throws -> Handle {
        do {
            let child = try Child(node, threads: threads, executable: executable)
            children.append(child)
            return child.handle
        } catch let error as FileError where [EMFILE, ENFILE, EAGAIN, ENOMEM].contains(error.code) { throw NoRoom("\(error)") }
    }

    /// Messages and ends of the children.
    public func poll(_ seconds: Double) -> [Report] {
        var files = children.map { pollfd(fd: $0.messages.read, events: Int16(POLLIN), revents: 0) }
        // A child whose pipe is closed is about to end, but nothing signals that.
        let limit = children.contains { $0.messages.read < 0 } ? min(seconds, 0.01) : seconds
        _ = Foundation.poll(&files, nfds_t(files.count), Int32(limit * 1000))
        var reports: [Report] = [], ended: Set<Handle> = []
        for (child, file) in zip(children, files) {
            if file.revents != 0 { reports += child.receive() }
            guard let ending = child.process.poll() else { continue }
            // The last messages may have arrived since.
            reports += child.receive()
            reports.append(.ended(child.handle, failure: child.failure(ending)))
            ended.insert(child.handle)
        }
        if !ended.isEmpty { children.removeAll { ended.contains($0.handle) } }
        return reports
    }

    /// Closes the child's lifeline.
    public func cancel(_ handle: Handle) { child(handle)?.lifeline.closeWriting() }

    /// Kills the child and the processes that it started.
    public func kill(_ handle: Handle) { child(handle)?.kill() }

    private func child(_ handle: Handle) -> Child? { children.first { $0.handle == handle } }
}

private final class Child {
    let process: ChildProcess
    let lifeline: Channel, messages: Channel
    private var rest = Data()
    private var isKilled = false

    /// Starts the node's command. Throws `FileError` for a log, pipe or process that cannot be created.
    init(_ node: Graph.Node, threads: Int, executable: String) throws {
        let log = open(node.log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        if log < 0 { throw FileError(node.log, "write", code: errno) }
        defer { close(log) }
        (lifeline, messages) = (try Channel(), try Channel())
        process = try ChildProcess(
            executable, node.arguments + ["--threads", "\(threads)"], input: .descriptor(lifeline.read), output: .descriptor(messages.write),
            errors: .descriptor(log),
            ownGroup: true)
        lifeline.closeReading()
        messages.closeWriting()
    }

    var handle: Handle { Handle(number: Int(process.identifier)) }

    func kill() {
        isKilled = true
        process.send(SIGKILL)
    }

    /// The messages that have arrived; closes the pipe at its end.
    func receive() -> [Report] {
        while true {
            guard let more = messages.read(milliseconds: 0) else {
                messages.closeReading()
                break
            }
            if more.isEmpty { break }
            rest.append(more)
        }
        var found: [Report] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            if let message = Message(line: rest[rest.startIndex..<end]) { found.append(.message(handle, message)) }
            rest = Data(rest[(end + 1)...])
        }
        // No message is that long; output without a line break is not kept forever.
        if rest.count > 1 << 20 { rest = Data() }
        return found
    }

    func failure(_ ending: ChildProcess.Ending) -> String? {
        switch ending {
        case .status(0): nil
        case .signal(SIGKILL) where !isKilled: "killed (often: out of memory)"
        default: "\(ending)"
        }
    }
}
