public import Records
import Files
import Foundation

extension Store {
    /// Copies the files of another store that this one lacks. Returns the number of jobs and of files that were copied.
    ///
    /// Each file is copied atomically, so that an interrupted copy can be repeated. Throws `Refused` for a folder that is not a store, and for a
    /// result whose bytes differ between the stores; `RecordsError` for a store of an unknown version; and `FileError`.
    public func take(from other: Store) throws -> (jobs: Int, files: Int) {
        try other.checkFormat()
        let keys = try other.keys()
        if keys.isEmpty { throw Refused("\(other.folder): no store: it has no folder of a job") }
        var copied = (jobs: 0, files: 0)
        for key in keys {
            let lock = try lock(key), before = copied.files
            defer { withExtendedLifetime(lock) {} }
            for name in try other.files(key) {
                if !has(key, name) {
                    try write(other.read(key, name), key, name)
                    copied.files += 1
                } else if !Self.vary.contains(name), try read(key, name) != other.read(key, name) {
                    throw Refused("\(path(key, name)) and \(other.path(key, name)) differ, although their job is the same: one of them is damaged")
                }
            }
            if copied.files > before { copied.jobs += 1 }
        }
        return copied
    }

    /// Files about a run or its progress, which can differ for the same result.
    private static let vary: Set = ["log.txt", "provenance.json", Timing.file, Train.state, Train.history]
}
