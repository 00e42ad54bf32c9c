import Foundation

/// A failed file operation: the file, the operation, and the system's reason.
public struct FileError: Error, Sendable, CustomStringConvertible {
    /// The file or folder that the caller named.
    public let path: String
    /// The verb of the failed operation, as in "cannot write".
    public let action: String
    /// The system's error number, such as `ENOSPC` for a full disk.
    public let code: Int32

    /// The error of a failed attempt to `action` (a verb) the file at `path`; `code` is the system's error number.
    public init(_ path: String, _ action: String, code: Int32) { (self.path, self.action, self.code) = (path, action, code) }

    /// True if the disk, the quota or the permitted file size ran out.
    public var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

    /// True if the file system has no locks, like some network file systems.
    public var lacksLocks: Bool { action == "lock" && [ENOSYS, ENOLCK, EOPNOTSUPP, ENOTSUP].contains(code) }

    /// One line with the path, the reason and, where there is one, the remedy.
    public var description: String {
        let remedy =
            isFull && action == "write"
            ? " (earlier contents are intact)"
            : lacksLocks ? " (this file system has no file locks: use a folder on a local disk, or mount it with locks)" : ""
        return "\(path): cannot \(action): \(String(cString: strerror(code)))\(remedy)"
    }
}
