// Trained nets beside the results, for profiles that keep them: anyone with the results can attack the nets without training them again.
//   results/PAPER/PROFILE/models/TITLE.safetensors   the bytes of a training job's weights, with its key in their metadata

public import Records
import Files
import Foundation
import Networks

extension Results {
    /// The folder of the trained nets.
    public var models: String { "\(place)/models" }

    /// The trained nets that are kept here and that a store lacks: their files by job key, and a line for each file that cannot be used.
    public func modelsAtHand(lackedBy store: Store) throws -> (files: [Key: String], unfit: [String]) {
        var files: [Key: String] = [:], unfit: [String] = []
        for (item, file) in modelFiles where !store.has(item.key, Train.weights) && Disk.exists(file) {
            do {
                _ = try Train.parameters(try Disk.read(file), of: item.key)
                files[item.key] = file
            } catch let error as SafeTensors.Damaged { unfit.append("\(file) is not used: \(error)") }
        }
        return (files, unfit)
    }

    /// Copies the trained nets that are kept here into a store that lacks them; returns a line for each, and for each file that cannot be used.
    public func takeModels(into store: Store) throws -> [String] {
        let (files, unfit) = try modelsAtHand(lackedBy: store)
        let taken = try session.plan.items.compactMap { item -> String? in
            // If the lock is taken, another process is training it right now.
            guard let file = files[item.key], let lock = try store.tryLock(item.key) else { return nil }
            defer { withExtendedLifetime(lock) {} }
            try store.write(Data(try item.job.text.utf8), item.key, "job.json")
            try store.write(try Disk.read(file), item.key, Train.weights)
            return "taken      \(item.label): \(file)"
        }
        return unfit + taken
    }

    /// Copies the nets that the session trained next to the results, if its profile keeps them, after verifying each; returns the files that changed.
    /// Throws `Refused` for a damaged net.
    @discardableResult
    public func keepModels(from store: Store) throws -> [String] {
        guard session.profile.keepsModels else { return [] }
        try Disk.createFolder(models)
        return try modelFiles.compactMap { item, file in
            guard store.has(item.key, Train.weights) else { return nil }
            let weights = try store.read(item.key, Train.weights)
            if (try? Disk.read(file)) == weights { return nil }
            do { _ = try Train.parameters(weights, of: item.key) } catch let error as SafeTensors.Damaged {
                throw Refused("\(store.path(item.key, Train.weights)): \(error). \(file) is left as it is; the next `repro run` trains it again")
            }
            try Disk.write(weights, to: file)
            return file
        }
    }

    /// The training jobs, each with the file that keeps its net.
    private var modelFiles: [(item: Plan.Item, file: String)] {
        var names = FileNames()
        return session.plan.items.compactMap { item in
            item.job.work.netTitle.map { (item, "\(models)/\(names.name(for: $0, item.key)).safetensors") }
        }
    }
}
