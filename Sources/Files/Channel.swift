public import Foundation
import Synchronization

/// A pipe whose ends are not inherited by programs unless passed to them; both ends are closed with this object.
public final class Channel {
    /// The end to read from; -1 once closed.
    public private(set) var read: Int32
    /// The end to write to; -1 once closed.
    public private(set) var write: Int32

    /// Makes the pipe. Throws `FileError`.
    public init() throws {
        var ends: [Int32] = [-1, -1]
        try ChildProcess.starting.withLock { _ in
            if pipe(&ends) != 0 { throw FileError("a pipe", "make", code: errno) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }
        (read, write) = (ends[0], ends[1])
    }

    deinit {
        closeReading()
        closeWriting()
    }

    /// Closes the reading end.
    public func closeReading() {
        if read >= 0 { close(read) }
        read = -1
    }

    /// Closes the writing end: the reader sees the end of the pipe once every copy of it is closed.
    public func closeWriting() {
        if write >= 0 { close(write) }
        write = -1
    }

    /// The bytes that have arrived, empty if none arrive within `milliseconds`; nil at the end of the pipe.
    public func read(milliseconds: Int32) -> Data? {
        var file = pollfd(fd: read, events: Int16(POLLIN), revents: 0)
        if read < 0 { return nil }
        if poll(&file, 1, milliseconds) <= 0 { return Data() }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Foundation.read(read, &buffer, buffer.count)
        if count < 0 { return errno == EINTR || errno == EAGAIN ? Data() : nil }
        return count == 0 ? nil : Data(buffer[..<count])
    }
}
