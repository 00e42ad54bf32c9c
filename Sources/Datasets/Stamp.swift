import Foundation

/// The identity of a file's content: its path, size, inode and time of last change.
struct Stamp: Hashable {
    let path: String
    private let size: Int, node: UInt64, seconds: Int, nanoseconds: Int

    /// The file at a path as it is now; nil if it does not exist.
    init?(_ path: String) {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        self.path = path
        (size, node) = (Int(info.st_size), UInt64(info.st_ino))
        #if canImport(Darwin)
            (seconds, nanoseconds) = (info.st_mtimespec.tv_sec, info.st_mtimespec.tv_nsec)
        #else
            (seconds, nanoseconds) = (info.st_mtim.tv_sec, info.st_mtim.tv_nsec)
        #endif
    }

    /// True while the file is unchanged.
    var isCurrent: Bool { Stamp(path) == self }
}
