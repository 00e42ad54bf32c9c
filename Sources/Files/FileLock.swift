import Foundation

/// An advisory lock between processes (flock), held while this object lives and dropped by the system when the process dies.
///
/// The lock file is made if missing and never removed: removing it would let two processes lock two files of one name.
public final class FileLock: Sendable {
    private let file: Int32

    /// Takes the lock of the file at `path`, and waits while others hold it; a shared lock excludes only exclusive ones.
    ///
    /// Throws `FileError`.
    public convenience init(_ path: String, exclusive: Bool = true) throws {
        self.init(file: try Self.take(path, exclusive ? LOCK_EX : LOCK_SH)!)
    }

    /// The lock if it is free now, else nil. Throws `FileError`.
    public static func tryLock(_ path: String, exclusive: Bool = true) throws -> FileLock? {
        try take(path, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB).map { FileLock(file: $0) }
    }

    private init(file: Int32) { self.file = file }
    deinit { close(file) }

    private static func take(_ path: String, _ operation: Int32) throws -> Int32? {
        let file = try Disk.open(path, O_RDWR | O_CREAT, "lock")
        while flock(file, operation) != 0 {
            let code = errno
            if code == EINTR { continue }
            close(file)
            if code == EWOULDBLOCK { return nil }
            throw FileError(path, "lock", code: code)
        }
        return file
    }
}
