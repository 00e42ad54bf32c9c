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

    /// One line with the path and the reason.
    public var description: String {
        "\(path): cannot \(action): \(String(cString: strerror(code)))\(isFull ? " (earlier contents are intact)" : "")"
    }
}
