// A file appears whole or not at all: its bytes go to an unfinished file beside it, reach the disk (fsync), and take the name in one
// step (rename); the folder's entry then reaches the disk too. The writer holds a lock on its unfinished file, and the system drops that lock
// when the process dies: so whoever can take the lock may sweep the file away, and no clock or process number is asked.

public import Foundation
import Synchronization

extension Disk {
    /// Puts `data` at `path` in one step, over what was there; its folder must exist.
    ///
    /// Throws `FileError`; then the earlier contents are intact and no unfinished file is left.
    public static func write(_ data: Data, to path: String) throws {
        let folder = parent(of: path), name = path.split(separator: "/").last.map(String.init) ?? path
        let (file, unfinished) = try openUnfinished(path, beside: "\(folder)/.\(name)")
        defer { close(file) }
        do {
            try fill(file, with: data, path)
            if fsync(file) != 0 { throw FileError(path, "write", code: errno) }
            if rename(unfinished, path) != 0 { throw FileError(path, "write", code: errno) }
        } catch {
            unlink(unfinished)
            throw error
        }
        try synchronize(folder)
    }

    /// Removes the unfinished files that dead writers left in the folder at `path`, and says how many; those of living writers stay.
    @discardableResult
    public static func sweep(_ path: String) throws -> Int {
        try allNames(path).filter(isUnfinished).count { name in
            let file = Foundation.open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { return false }
            defer { close(file) }
            return flock(file, LOCK_EX | LOCK_NB) == 0 && unlink("\(path)/\(name)") == 0
        }
    }

    /// Writes all of `data` to an open file; `path` is what an error names. A write may be cut short by a signal or a nearly full disk.
    package static func fill(_ file: Int32, with data: Data, _ path: String) throws {
        try data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Foundation.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw FileError(path, "write", code: errno)
                }
                rest = rest.dropFirst(count)
            }
        }
    }

    static func isUnfinished(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(ending) }

    private static let ending = ".unfinished"
    private static let counter = Mutex(0)

    private static func openUnfinished(_ path: String, beside start: String) throws -> (file: Int32, name: String) {
        while true {
            let number = counter.withLock { count in
                count += 1
                return count
            }
            let name = "\(start).\(getpid())-\(number)\(ending)"
            let file = Foundation.open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if file < 0 {
                if errno == EINTR || errno == EEXIST { continue }
                throw FileError(path, "write", code: errno)
            }
            // Between the two calls above and below, a sweep may have taken the file for a dead writer's: then it has no name any more.
            var info = stat()
            if flock(file, LOCK_EX) == 0, fstat(file, &info) == 0, info.st_nlink > 0 { return (file, name) }
            close(file)
        }
    }

    private static func synchronize(_ folder: String) throws {
        let file = try open(folder, O_RDONLY | O_DIRECTORY, "write into")
        defer { close(file) }
        // Some file systems know no fsync of a folder; there the rename is as durable as it gets.
        if fsync(file) != 0, errno != EINVAL, errno != ENOTSUP { throw FileError(folder, "write into", code: errno) }
    }
}
