// The child's side of the lifeline (see LocalProcesses.swift): a thread waits for the end of the standard input, then ends the process between two
// writes.

import Files
import Foundation
import Synchronization

/// Ties this process to the one that started it.
public enum Lifeline {
    private static let writing = Mutex(())

    /// The exit status of a process whose parent died or cancelled it.
    public static let status: Int32 = 75

    /// Ends this process when its standard input ends, that is, when its parent dies or cancels it.
    ///
    /// Throws `FileError` if the thread that waits for it cannot be created.
    public static func hold() throws {
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { _ in Lifeline.wait() }, nil)
        if code != 0 { throw FileError("a thread", "make", code: code) }
        pthread_detach(thread)
    }

    private static func wait() -> Never {
        var byte: UInt8 = 0
        while true {
            let count = read(0, &byte, 1)
            if count == 0 || (count < 0 && errno != EINTR) { break }
        }
        writing.withLock { _ in _exit(status) }
    }

    /// Runs `body`, which writes files; the lifeline does not end the process in the middle of it. Throws what `body` throws.
    public static func whole<R>(_ body: () throws -> R) rethrows -> R {
        try writing.withLock { _ in try body() }
    }
}
