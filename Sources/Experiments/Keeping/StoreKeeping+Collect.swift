import Files
public import Foundation
public import Records

extension StoreKeeping {
    /// The jobs that nothing needs, by key. Throws `FileError` and `RecordsError`.
    /// - Parameter days: only jobs that are older than this many days at `now`. A date in the future, from a wrong clock, does not count as old.
    public func unneeded(olderThan days: Double? = nil, now: Date = Date()) throws -> [Entry] {
        try entries().filter { entry in
            guard entry.neededBy.isEmpty else { return false }
            guard let days else { return true }
            return entry.date.map { now.timeIntervalSince($0) > days * 86_400 } ?? true
        }
    }

    /// The number of unfinished files that killed writers left in the store, and their total size in bytes.
    public func leftovers() -> (count: Int, bytes: Int) {
        let found = Disk.leftovers(below: store.folder)
        return (found.count, found.reduce(0) { $0 + $1.bytes })
    }

    /// Removes jobs, and the files that killed writers left; returns the jobs that are gone. One that has been pinned or started since stays.
    ///
    /// Throws `Refused` while a run uses the store, and `FileError`.
    public func collect(_ entries: [Entry]) throws -> [Entry] {
        guard Disk.exists(store.folder) else { return [] }
        guard let alone = try store.tryUseAlone() else {
            throw Refused("\(store.folder): a run uses this store now, so nothing is removed: try again when it has ended")
        }
        defer { withExtendedLifetime(alone) {} }
        try Disk.sweepRemoved(store.folder)
        Disk.sweepTree(store.folder)
        return try entries.filter { entry in
            guard entry.neededBy.isEmpty, let lock = try store.tryLock(entry.key), !store.has(entry.key, Self.pin) else { return false }
            defer { withExtendedLifetime(lock) {} }
            try store.remove(entry.key)
            return true
        }
    }

    /// Keeps a job from being collected, or lets it go. Throws `FileError`.
    public static func pin(_ key: Key, _ isPinned: Bool, in store: Store) throws {
        if isPinned { try store.write(Data(), key, pin) } else { try Disk.remove(store.path(key, pin)) }
    }
}
