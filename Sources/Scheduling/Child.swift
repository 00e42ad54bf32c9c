// A child process in a process group of its own (a Ctrl-C at the terminal reaches only the parent, which decides). Three descriptors: its standard
// input is a lifeline that the parent holds and never writes to, its standard output a pipe of messages, its standard error a log file.
// When the parent dies, however it dies, the system closes the lifeline, and the child ends itself: no orphan keeps computing.

import Files
import Foundation

final class Child {
    let node: Graph.Node, process: Int32, started = ContinuousClock.now
    /// The reading end of its messages; -1 once it is closed.
    private(set) var messages: Int32
    private var lifeline: Int32
    private var rest = Data()

    /// Starts the node's command. Throws `FileError` for a log, pipe or process that cannot be made.
    init(_ node: Graph.Node, executable: String) throws {
        let log = open(node.log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        if log < 0 { throw FileError(node.log, "write", code: errno) }
        defer { close(log) }
        let (input, life) = try privatePipe(), (output, words) = try privatePipe()
        defer {
            close(input)
            close(words)
        }
        (self.node, lifeline, messages) = (node, life, output)

        var files = posix_spawn_file_actions_t(), attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&files)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&files)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&files, input, 0)
        posix_spawn_file_actions_adddup2(&files, words, 1)
        posix_spawn_file_actions_adddup2(&files, log, 2)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)

        var arguments: [UnsafeMutablePointer<CChar>?] = ([executable] + node.arguments).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, executable, &files, &attributes, &arguments, environ)
        self.process = process
        if code != 0 {
            close(life)
            close(output)
            throw FileError(executable, "start", code: code)
        }
    }

    var seconds: Double { (ContinuousClock.now - started) / .seconds(1) }

    /// Asks the child to end: it does so as soon as no file of its is half written.
    func release() {
        if lifeline >= 0 { close(lifeline) }
        lifeline = -1
    }

    func kill() { _ = Foundation.kill(process, SIGKILL) }

    /// The messages that have arrived; closes the pipe at its end.
    func receive() -> [Message] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(messages, &buffer, buffer.count)
        if count < 0 && errno == EINTR { return [] }
        if count <= 0 {
            close(messages)
            messages = -1
            return []
        }
        rest.append(contentsOf: buffer[..<count])
        var found: [Message] = []
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            if let message = Message(line: rest[rest.startIndex..<end]) { found.append(message) }
            rest = Data(rest[(end + 1)...])
        }
        return found
    }

    /// How the process ended: nil for success. Waits for it.
    func wait() -> String? {
        release()
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7f
        if signal != 0 { return "ended by signal \(signal) (\(String(cString: strsignal(signal))))" }
        let code = (status >> 8) & 0xff
        return code == 0 ? nil : "ended with status \(code)"
    }

    /// The last lines of its log.
    func tail(_ lines: Int = 15) -> [String] {
        let text = String(decoding: (try? Disk.read(node.log)) ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").suffix(lines).map(String.init)
    }
}

/// A pipe whose ends no other child inherits: children are started by one thread only, so nothing is started between the calls.
private func privatePipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    if pipe(&ends) != 0 { throw FileError("pipe", "make", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}
