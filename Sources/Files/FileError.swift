import Foundation

/// What went wrong with a file: which one, what was being done to it, and what the system said.
public struct FileError: Error, Sendable, CustomStringConvertible {
    /// The file or folder that the caller named.
    public let path: String
    /// What was tried, as in "cannot write".
    public let action: String
    /// The system's error number, such as `ENOSPC` for a full disk.
    public let code: Int32

    /// Makes the error of a failed attempt to `action` (a verb) the file at `path`; `code` is the system's number for it.
    public init(_ path: String, _ action: String, code: Int32) { (self.path, self.action, self.code) = (path, action, code) }

    /// Whether the disk, the quota or the permitted file size ran out.
    public var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

    /// Whether the file system has no locks, as some network file systems do.
    public var lacksLocks: Bool { action == "lock" && [ENOSYS, ENOLCK, EOPNOTSUPP, ENOTSUP].contains(code) }

    /// One line with the path, the reason and, where there is one, the remedy.
    public var description: String {
        let remedy =
            isFull && action == "write"
            ? " (earlier contents are intact)" : lacksLocks ? " (this file system has no file locks: use a folder on a local disk)" : ""
        return "\(path): cannot \(action): \(String(cString: strerror(code)))\(remedy)"
    }
}
