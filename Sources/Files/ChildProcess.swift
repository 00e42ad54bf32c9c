// The only way this project starts a program. posix_spawn instead of Foundation's Process, which needs its own thread and run loop and waits forever
// if the system refuses them. Every descriptor of this process is closed in the child except the three that it is given.

public import Foundation
import Synchronization

/// A child process: another program that runs concurrently with this one.
public final class ChildProcess: Sendable {
    /// The target of one of a program's three standard streams.
    public enum Stream: Sendable {
        /// /dev/null.
        case null
        /// The stream of this process.
        case inherited
        /// An open descriptor, which the caller still has to close.
        case descriptor(Int32)
    }

    /// How a program ended.
    public enum Ending: Sendable, Equatable, CustomStringConvertible {
        /// With an exit status; 0 is success.
        case status(Int32)
        /// By a signal.
        case signal(Int32)

        /// As in "ended with status 3".
        public var description: String {
            switch self {
            case .status(let status): "ended with status \(status)"
            case .signal(let signal): "ended by signal \(signal) (\(String(cString: strsignal(signal))))"
            }
        }
    }

    /// Its process ID, which is also that of its process group if it leads one.
    public let identifier: Int32
    private let leadsGroup: Bool
    private let ending = Mutex<Ending?>(nil)

    /// Held while a program starts, and while a descriptor is made non-inheritable, which takes two calls.
    static let starting = Mutex(())

    /// Starts `program`, a path or a name to look up in PATH.
    ///
    /// `ownGroup` puts it into its own process group, which a Ctrl-C at the terminal does not reach. Signals that this process handles or blocks have
    /// their default effect in the child; those that were ignored when this process started (`nohup`) stay ignored, except SIGPIPE. Throws
    /// `FileError` that names the program.
    public init(
        _ program: String, _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment, input: Stream = .null,
        output: Stream = .inherited, errors: Stream = .inherited, ownGroup: Bool = false
    ) throws {
        // Sources above 2: otherwise connecting one stream could overwrite the source of the next.
        var opened: [Int32] = []
        defer { for file in opened { close(file) } }
        var actions = posix_spawn_file_actions_t(), attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (number, stream) in [input, output, errors].enumerated() {
            switch stream {
            case .inherited: break
            case .null: posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDWR, 0)
            case .descriptor(let file):
                let copy = fcntl(file, F_DUPFD_CLOEXEC, 3)
                if copy < 0 { throw FileError(program, "start", code: errno) }
                opened.append(copy)
                posix_spawn_file_actions_adddup2(&actions, copy, Int32(number))
            }
        }
        var defaults = sigset_t(), blocked = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        sigemptyset(&blocked)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (ownGroup ? POSIX_SPAWN_SETPGROUP : 0)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var number: pid_t = 0
        let code = Self.starting.withLock { _ in posix_spawnp(&number, program, &actions, &attributes, &words, &variables) }
        if code != 0 { throw FileError(program, "start", code: code) }
        (identifier, leadsGroup) = (number, ownGroup)
    }

    /// Its end; nil while it runs.
    public func poll() -> Ending? { ask(WNOHANG) }

    /// Waits for its end, at most `limit` seconds; nil if it still runs then.
    @discardableResult
    public func wait(limit: Double = .infinity) -> Ending? {
        if limit == .infinity { return ask(0) }
        let start = ContinuousClock.now
        var pause: UInt32 = 500
        while true {
            if let ending = poll() { return ending }
            if start.duration(to: .now) / .seconds(1) > limit { return nil }
            usleep(pause)
            pause = min(2 * pause, 20_000)
        }
    }

    /// Sends a signal to it, and to its process group if it leads one; does nothing once it has ended.
    public func send(_ signal: Int32) {
        // Under the same lock as its end: a signal must not reach another process to which the system has since given the same ID.
        ending.withLock { if $0 == nil { _ = kill(leadsGroup ? -identifier : identifier, signal) } }
    }

    private func ask(_ options: Int32) -> Ending? {
        while true {
            // An endless wait must not block `send`, so it observes the process without releasing its ID.
            if options == 0 {
                var info = siginfo_t()
                if waitid(P_PID, id_t(identifier), &info, WEXITED | WNOWAIT) != 0, errno == EINTR { continue }
            }
            return ending.withLock { ending in
                if ending != nil { return ending }
                var status: Int32 = 0, code = waitpid(identifier, &status, WNOHANG)
                while code < 0 && errno == EINTR { code = waitpid(identifier, &status, WNOHANG) }
                if code == 0 { return nil }
                // Without a child of that number (SIGCHLD ignored from outside), nothing is known except that it is gone.
                ending = code < 0 ? .status(-1) : status & 0x7f != 0 ? .signal(status & 0x7f) : .status(status >> 8 & 0xff)
                return ending
            }
        }
    }
}
