import Files
import Foundation
import Networks
public import Records
import Training

extension StoreKeeping {
    /// A file that is not what was written.
    public struct Fault: Sendable {
        /// The file.
        public let file: String
        /// The job that it belongs to, in words; for a file in a results folder, the kind of file.
        public let owner: String
        /// The fault that was found.
        public let found: String
        /// The job's key; nil for a file in a results folder.
        public let key: Key?
    }

    /// Reads every file of the store that has a checksum, and every net, unfinished training and witness in the results folders, and returns the
    /// faults. `report` receives the number of jobs and files that were read. Throws `FileError`.
    public func faults(_ report: (_ jobs: Int, _ files: Int) -> Void = { _, _ in }) throws -> [Fault] {
        var faults: [Fault] = [], files = 0
        let keys = try store.keys()
        for key in keys { faults += try self.faults(of: key, counting: &files) }
        for place in try Self.profiles(of: results) {
            for (folder, kind) in [("models", "a kept net"), ("witnesses", "kept adversarial images")] where Disk.exists("\(place)/\(folder)") {
                for name in try Disk.list("\(place)/\(folder)") where name.hasSuffix(".safetensors") || name.hasSuffix(".state") {
                    let file = "\(place)/\(folder)/\(name)"
                    files += 1
                    if let found = try Self.fault(try Disk.read(file)) { faults.append(Fault(file: file, owner: kind, found: found, key: nil)) }
                }
            }
        }
        report(keys.count, files)
        return faults
    }

    private func faults(of key: Key, counting count: inout Int) throws -> [Fault] {
        var found: [(file: String, fault: String)] = []
        let job = Result { try declared(key) }, names = try store.files(key)
        if names.contains(where: { $0 != Self.pin && $0 != "log.txt" }) {
            if let fault = try identityFault(key) {
                found.append((store.path(key, Job.identityFile), fault))
            } else if case .failure(let error) = job, !store.has(key, Job.identityFile) || !store.has(key, "job.json") {
                // If the identity is sound, a declaration that cannot be read is from another version.
                found.append((store.path(key, "job.json"), "\(error)".replacing("\(store.path(key, "job.json")): ", with: "")))
            }
        }
        do {
            _ = try store.rows(key) { found.append(($0.file, $0.message)) }
        } catch let error as RecordsError { found.append((error.file, error.message)) }
        for name in names where name.hasSuffix(".safetensors") {
            if let fault = try Self.fault(try store.read(key, name), of: key) { found.append((store.path(key, name), fault)) }
        }
        do { _ = try store.provenance(key) } catch let error as RecordsError { found.append((error.file, error.message)) }
        count += names.count
        let owner = (try? job.get())?.work.label ?? "job \(key.short)"
        return found.map { Fault(file: $0.file, owner: owner, found: $0.fault, key: key) }
    }

    /// The fault of a file of numbers; nil for a sound one.
    private static func fault(_ data: Data, of key: Key? = nil) throws -> String? {
        do {
            let (_, metadata) = try SafeTensors.decode(data)
            if metadata["sha256"] == nil || metadata["header"] == nil { return "the file has no checksums" }
            if let key, metadata["key"] != "\(key)" { return "it belongs to \(metadata["key"] ?? "no job"), not to \(key)" }
            return nil
        } catch let error as SafeTensors.Damaged { return "\(error)" }
    }

    /// Removes the damaged files of a job and what depends on them, so that the next run that needs the job computes it again; returns a line for
    /// each. A job that a process is working on stays as it is. Throws `FileError`.
    public func discardDamaged(_ key: Key) throws -> [String] {
        guard let lock = try store.tryLock(key) else { return ["\(store.path(key)): a process works on it now"] }
        defer { withExtendedLifetime(lock) {} }
        if let job = try? declared(key), try identityFault(key) == nil {
            var lines = try job.work.discardDamaged(store, key)
            if (try? store.provenance(key)) == nil, store.has(key, "provenance.json") {
                try Disk.remove(store.path(key, "provenance.json"))
                lines.append(store.path(key, "provenance.json"))
            }
            return lines
        }
        // Without its declaration, a result is useless.
        try store.remove(key)
        return ["\(store.path(key))"]
    }
}
