// A lock may be granted and still have no effect on other machines, if a network file system is mounted with local locks (Lustre `localflock`, NFS
// `local_lock=flock`). No system call tells. Therefore one process holds a lock as long as it runs, and processes on other machines probe it: if one
// finds it free while the holder is running, locks do not reach that machine.

import Foundation

extension FileLock {
    /// A lock that is held for others to probe. Only the holder can draw the conclusion: to others, a dead holder's lock looks free too.
    public final class Probe: Sendable {
        /// The file that others probe.
        public let path: String
        private let word: String, lock: FileLock

        /// Holds the lock of a new file in `folder`, which must exist. Throws `FileError`.
        public init(in folder: String) throws {
            word = UUID().uuidString
            path = "\(folder)/\(Self.prefix)\(word)"
            lock = try FileLock(path)
        }

        deinit { remove() }

        /// Removes the lock's file and the reports about it.
        private func remove() {
            for report in (try? reports()) ?? [] { try? Disk.remove(report) }
            try? Disk.remove(path)
        }

        /// The machine that found this lock free although it is held, nil if none has reported it. Throws `FileError`.
        public func machineWithoutLock() throws -> String? { try reports().first.map { String($0.dropFirst(path.count + Self.found.count)) } }

        private func reports() throws -> [String] {
            let folder = Disk.parent(of: path), start = "\(Self.prefix)\(word)\(Self.found)"
            return try Disk.list(folder).filter { $0.hasPrefix(start) }.map { "\(folder)/\($0)" }
        }

        /// Probes the lock from another process, and leaves a report next to its file if it is free here. Returns true if it is.
        ///
        /// A missing file means that the probe has ended. Throws `FileError`.
        @discardableResult
        public static func look(at path: String, from machine: String = machineName) throws -> Bool {
            // A shared lock, so that two concurrent probes do not see each other.
            guard Disk.exists(path), try FileLock.tryLock(path, exclusive: false) != nil else { return false }
            try Disk.write(Data(), to: "\(path)\(found)\(machine)")
            return true
        }

        /// Removes the files of probes whose holders are dead from `folder`. Throws `FileError`.
        public static func sweep(_ folder: String) throws {
            for name in try Disk.list(folder) where name.hasPrefix(prefix) {
                let path = "\(folder)/\(name)"
                if name.contains(found) ? !Disk.exists(path.components(separatedBy: found)[0]) : try FileLock.tryLock(path) != nil {
                    try Disk.remove(path)
                }
            }
        }

        /// This machine's name.
        public static var machineName: String {
            var name = [CChar](repeating: 0, count: 256)
            gethostname(&name, name.count - 1)
            return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }

        private static let prefix = "lock-probe-", found = ".free-on-"
    }
}
