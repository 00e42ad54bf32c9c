// Trained nets beside the results, for profiles that keep them: whoever has the results can attack the nets without training them again.
//   results/PAPER/PROFILE/models/TITLE.safetensors   the very bytes of a training job's weights, its key in their metadata

public import Records
import Files
import Foundation
import Networks

extension Results {
    /// Where trained nets lie.
    public var models: String { "\(place)/models" }

    /// The trained nets that lie here and that a store lacks: their files by the keys of their jobs, and a line for each file that does not serve.
    public func modelsAtHand(lackedBy store: Store) throws -> (files: [Key: String], unfit: [String]) {
        var files: [Key: String] = [:], unfit: [String] = []
        for (item, file) in modelFiles where !store.has(item.key, Train.weights) && Disk.exists(file) {
            do {
                let key = try SafeTensors.decode(try Disk.read(file)).metadata["key"]
                if key == "\(item.key)" { files[item.key] = file } else { unfit.append("\(file): of other settings, so it is not used") }
            } catch let error as SafeTensors.Damaged { unfit.append("\(file): \(error), so it is not used") }
        }
        return (files, unfit)
    }

    /// Puts the trained nets that lie here into a store that lacks them; gives a line for each, and for each file that does not serve.
    public func takeModels(into store: Store) throws -> [String] {
        let (files, unfit) = try modelsAtHand(lackedBy: store)
        let taken = try session.plan.items.compactMap { item -> String? in
            // Who holds the lock is training it just now.
            guard let file = files[item.key], let lock = try store.tryLock(item.key) else { return nil }
            defer { withExtendedLifetime(lock) {} }
            try store.write(Data(try item.job.text.utf8), item.key, "job.json")
            try store.write(try Disk.read(file), item.key, Train.weights)
            return "taken      \(item.label): \(file)"
        }
        return unfit + taken
    }

    /// Copies the nets that the session trained, if its profile keeps them; gives the files that changed.
    @discardableResult
    public func keepModels(from store: Store) throws -> [String] {
        guard session.profile.keepsModels else { return [] }
        try Disk.createFolder(models)
        return try modelFiles.compactMap { item, file in
            guard store.has(item.key, Train.weights) else { return nil }
            let weights = try store.read(item.key, Train.weights)
            if (try? Disk.read(file)) == weights { return nil }
            try Disk.write(weights, to: file)
            return file
        }
    }

    /// The training jobs with the files that keep what they gave: `l2 TV .01 + Lipschitz .1` in `l2-TV-.01-Lipschitz-.1.safetensors`.
    private var modelFiles: [(item: Plan.Item, file: String)] {
        var seen: Set<String> = []
        return session.plan.items.compactMap { item in
            guard let title = item.model else { return nil }
            let words = title.split { !($0.isASCII && ($0.isLetter || $0.isNumber) || $0 == ".") }, name = words.joined(separator: "-")
            // Two titles that differ in signs alone are told apart by their keys.
            let file = seen.insert(name).inserted ? name : "\(name)-\(item.key.short)"
            return (item, "\(models)/\(file).safetensors")
        }
    }
}
