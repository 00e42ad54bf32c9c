// A file appears whole or not at all: its bytes go to an unfinished file next to it, reach the disk (fsync), and take the name atomically (rename);
// the folder's entry then reaches the disk too. The writer holds a lock on its unfinished file, which the system drops when the process dies. So any
// process that can take the lock may delete the file, regardless of clocks and process IDs.

public import Foundation
import Synchronization

extension Disk {
    /// Puts `data` at `path` atomically, replacing what was there; its folder must exist.
    ///
    /// Throws `FileError`, leaving the earlier contents intact and no unfinished file.
    public static func write(_ data: Data, to path: String) throws {
        let folder = parent(of: path), name = path.split(separator: "/").last.map(String.init) ?? path
        // Only a prefix of a long name: with the ending it could exceed the system's limit.
        let (file, unfinished) = try openUnfinished(path, beside: "\(folder)/.\(String(decoding: name.utf8.prefix(100), as: UTF8.self))")
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

    /// Renames the file at `path` to `target` atomically, replacing what was there, after its bytes have reached the disk. Throws `FileError`.
    public static func move(_ path: String, to target: String) throws {
        let file = try open(path, O_RDONLY, "move")
        defer { close(file) }
        if fsync(file) != 0 || rename(path, target) != 0 { throw FileError(target, "write", code: errno) }
        try synchronize(parent(of: target))
    }

    /// Removes the unfinished files of dead writers in the folder at `path` and all folders below it, and returns their number.
    ///
    /// Links are not followed. Anything that cannot be read or does not exist is skipped, since cleaning up is never the caller's purpose.
    @discardableResult
    public static func sweepTree(_ path: String) -> Int {
        var info = stat(), count = (try? sweep(path)) ?? 0
        for name in (try? allNames(path)) ?? [] where lstat("\(path)/\(name)", &info) == 0 && info.st_mode & S_IFMT == S_IFDIR {
            count += sweepTree("\(path)/\(name)")
        }
        return count
    }

    /// The unfinished files of dead writers in the folder at `path` and all folders below it, with the bytes of each; links are not followed.
    public static func leftovers(below path: String) -> [(path: String, bytes: Int)] {
        var info = stat(), found: [(path: String, bytes: Int)] = []
        for name in (try? allNames(path)) ?? [] where lstat("\(path)/\(name)", &info) == 0 {
            if info.st_mode & S_IFMT == S_IFDIR {
                found += leftovers(below: "\(path)/\(name)")
            } else if isUnfinished(name), (try? FileLock.isHeld("\(path)/\(name)")) == false {
                found.append(("\(path)/\(name)", Int(info.st_size)))
            }
        }
        return found
    }

    /// Removes the unfinished files of dead writers in the folder at `path`, and returns their number; those of living writers stay.
    ///
    /// Throws `FileError` for a folder that cannot be listed.
    @discardableResult
    public static func sweep(_ path: String) throws -> Int {
        try allNames(path).filter(isUnfinished).count { name in
            let file = Foundation.open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { return false }
            defer { close(file) }
            return flock(file, LOCK_EX | LOCK_NB) == 0 && unlink("\(path)/\(name)") == 0
        }
    }

    /// Writes all of `data` to an open file; errors name `path` and `action`. A write may be cut short by a signal or a nearly full disk.
    package static func fill(_ file: Int32, with data: Data, _ path: String, _ action: String = "write") throws {
        try data.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Foundation.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    if errno == EAGAIN {
                        // Another program made this pipe or terminal non-blocking: wait until it accepts more.
                        var ready = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                        _ = poll(&ready, 1, -1)
                        continue
                    }
                    throw FileError(path, action, code: errno)
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
            // Between the calls above and below, a sweep may have deleted the file as a dead writer's: then it no longer has a name.
            var info = stat(), locked = flock(file, LOCK_EX)
            while locked != 0 && errno == EINTR { locked = flock(file, LOCK_EX) }
            let code = errno
            if locked == 0, fstat(file, &info) == 0, info.st_nlink > 0 { return (file, name) }
            close(file)
            if locked != 0 {
                unlink(name)
                throw FileError(path, "lock", code: code)
            }
        }
    }

    private static func synchronize(_ folder: String) throws {
        let file = try open(folder, O_RDONLY | O_DIRECTORY, "write into")
        defer { close(file) }
        // Some file systems have no fsync of a folder; there the rename is as durable as it gets.
        if fsync(file) != 0, errno != EINVAL, errno != ENOTSUP { throw FileError(folder, "write into", code: errno) }
    }
}
