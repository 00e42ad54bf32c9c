import Foundation

/// An advisory lock between processes (flock), held while this object lives and dropped by the system when the process dies.
///
/// The lock file is created if missing, and may be removed only by the lock's holder: a lock taken on a removed file is void, and is taken again.
public final class FileLock: Sendable {
    private let file: Int32

    /// Takes the lock of the file at `path`, and waits while others hold it; a shared lock excludes only exclusive ones.
    ///
    /// Throws `FileError`.
    public convenience init(_ path: String, exclusive: Bool = true) throws {
        self.init(file: try Self.take(path, exclusive ? LOCK_EX : LOCK_SH)!)
    }

    /// Takes the lock if it is free now; else returns nil. Throws `FileError`.
    public static func tryLock(_ path: String, exclusive: Bool = true) throws -> FileLock? {
        try take(path, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB).map { FileLock(file: $0) }
    }

    /// True if another process or another object of this one holds the lock exclusively; leaves no file behind. Throws `FileError`.
    public static func isHeld(_ path: String) throws -> Bool {
        guard Disk.exists(path) else { return false }
        let file = try Disk.open(path, O_RDONLY, "lock")
        defer { close(file) }
        return flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    private init(file: Int32) { self.file = file }
    deinit { close(file) }

    private static func take(_ path: String, _ operation: Int32) throws -> Int32? {
        while true {
            let file = try Disk.open(path, O_RDWR | O_CREAT, "lock")
            while flock(file, operation) != 0 {
                let code = errno
                if code == EINTR { continue }
                close(file)
                if code == EWOULDBLOCK { return nil }
                throw FileError(path, "lock", code: code)
            }
            // While this process waited, the holder may have removed the file: then others lock a new file of the same name.
            var info = stat()
            if fstat(file, &info) != 0 || info.st_nlink > 0 { return file }
            close(file)
        }
    }
}
