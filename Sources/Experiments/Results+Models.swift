// Trained nets in the results folder, for profiles that keep them: anyone with the results can attack the nets without training them again. A net
// is found by the key in its header, so that nets of another profile, or of other results (`--models DIR`), can be used as well.
//   results/PAPER/PROFILE/models/TITLE.safetensors   the bytes of a training job's weights, with its key in their metadata
//   results/PAPER/PROFILE/models/TITLE.history.csv   the loss, penalty and error of its epochs
//   results/PAPER/PROFILE/models/TITLE.state         the last checkpoint of a training that is not done, from which any machine resumes it

public import Records
import Files
import Foundation
import Networks
import Reports
import Training

extension Results {
    /// The folder of the trained nets.
    public var models: String { "\(place)/models" }

    /// The kept nets that a store lacks: their files by job key, and a line for each file that cannot be used.
    ///
    /// Searches this profile's folder, `furtherModels`, and the folders of the paper's other profiles. Throws `Refused` for a further folder that
    /// does not exist.
    public func modelsAtHand(lackedBy store: Store) throws -> (files: [Key: String], unfit: [String]) {
        var files: [Key: String] = [:], unfit: [String] = []
        let lacking = modelFiles.filter { !store.has($0.item.key, Train.weights) }, kept = try keptNets(for: lacking)
        for (item, own) in lacking {
            for file in unique((Disk.exists(own) ? [own] : []) + kept.nets(of: item.key)) where files[item.key] == nil {
                do {
                    _ = try Train.parameters(try Disk.read(file), of: item.key)
                    files[item.key] = file
                } catch let error as SafeTensors.Damaged { unfit.append("\(file) is not used: \(error)") }
            }
        }
        return (files, unfit)
    }

    /// The nets of every folder, unless there is nothing to look for.
    private func keptNets(for lacking: [(item: Plan.Item, file: String)]) throws -> KeptNets {
        let further = try furtherModels.flatMap { try KeptNets.folders(at: $0) }
        return try KeptNets(in: lacking.isEmpty ? [] : [models] + further + KeptNets.below("\(folder)/\(session.paper)"))
    }

    /// Copies kept nets and unfinished trainings into a store that lacks them; returns a line for each, with the file it was taken from, and for each
    /// file that cannot be used. Throws `Refused` for a further folder that does not exist.
    public func takeModels(into store: Store) throws -> [String] {
        let taken = try takeWeights(into: store) + takeStates(into: store)
        try takeHistories(into: store)
        return taken
    }

    /// Copies the histories of the nets that are kept here into a store that has the nets without them.
    private func takeHistories(into store: Store) throws {
        for (item, file) in modelFiles where store.has(item.key, Train.weights) && !store.has(item.key, Train.history) {
            let history = Self.history(of: file)
            guard Disk.exists(history), let net = try? Disk.read(file), (try? Train.parameters(net, of: item.key)) != nil,
                let lock = try store.tryLock(item.key)
            else { continue }
            defer { withExtendedLifetime(lock) {} }
            try store.write(try Disk.read(history), item.key, Train.history)
        }
    }

    private func takeWeights(into store: Store) throws -> [String] {
        let (files, unfit) = try modelsAtHand(lackedBy: store)
        let taken = try session.plan.items.compactMap { item -> String? in
            // If the lock is taken, another process is training the net now.
            guard let file = files[item.key], let lock = try store.tryLock(item.key) else { return nil }
            defer { withExtendedLifetime(lock) {} }
            try store.write(Data(try item.job.text.utf8), item.key, "job.json")
            try store.write(try Disk.read(file), item.key, Train.weights)
            return "taken      \(item.label): \(file)"
        }
        return unfit + taken
    }

    private func takeStates(into store: Store) throws -> [String] {
        let lacking = modelFiles.filter { !store.has($0.item.key, Train.weights) && !store.has($0.item.key, Train.state) }
        let kept = try keptNets(for: lacking)
        return try lacking.flatMap { item, file -> [String] in
            var lines: [String] = []
            let own = Self.state(of: file)
            for file in unique(kept.states(of: item.key) + (Disk.exists(own) ? [own] : [])) {
                let data = try Disk.read(file), state: TrainingState
                do { state = try TrainingState(decoding: data, for: "\(item.key)") } catch let error as SafeTensors.Damaged {
                    lines.append("\(file) is not used: \(error)")
                    continue
                }
                guard let lock = try store.tryLock(item.key) else { break }
                defer { withExtendedLifetime(lock) {} }
                try store.write(Data(try item.job.text.utf8), item.key, "job.json")
                try store.write(Train.history(of: state), item.key, Train.history)
                try store.write(data, item.key, Train.state)
                return lines + ["taken      \(item.label): \(state.epoch) epochs of \(file)"]
            }
            return lines
        }
    }

    /// The file of an unfinished training, next to that of the net.
    private static func state(of file: String) -> String { file.dropLast(".safetensors".count) + ".state" }

    /// The history of a training, next to its net.
    private static func history(of file: String) -> String { file.dropLast(".safetensors".count) + ".history.csv" }

    /// Copies the nets that the session trained and their histories next to the results, if its profile keeps them, and the checkpoints of unfinished
    /// trainings, after verifying each; returns the files that changed. Throws `Refused` for a damaged net.
    @discardableResult
    public func keepModels(from store: Store) throws -> [String] {
        guard session.profile.keepsModels else { return [] }
        try Disk.createFolder(models)
        return try keepNets(from: store) + keepHistories(from: store)
    }

    private func keepHistories(from store: Store) throws -> [String] {
        try modelFiles.compactMap { item, file in
            guard store.has(item.key, Train.weights), store.has(item.key, Train.history) else { return nil }
            let data = try store.read(item.key, Train.history), history = Self.history(of: file)
            if (try? Disk.read(history)) == data { return nil }
            try Disk.write(data, to: history)
            return history
        }
    }

    private func keepNets(from store: Store) throws -> [String] {
        try modelFiles.compactMap { item, file in
            guard store.has(item.key, Train.weights) else { return try keepState(of: item.key, from: store, Self.state(of: file)) }
            if Disk.exists(Self.state(of: file)) { try Disk.remove(Self.state(of: file)) }
            let weights = try store.read(item.key, Train.weights)
            if (try? Disk.read(file)) == weights { return nil }
            do { _ = try Train.parameters(weights, of: item.key) } catch let error as SafeTensors.Damaged {
                throw Refused("\(store.path(item.key, Train.weights)): \(error). \(file) is left as it is; the next `repro run` trains it again")
            }
            try Disk.write(weights, to: file)
            return file
        }
    }

    /// Copies a checkpoint. A damaged one is left to the next run, which reports it and starts again; the copy that is kept stays.
    private func keepState(of key: Key, from store: Store, _ file: String) throws -> String? {
        guard store.has(key, Train.state) else { return nil }
        let data = try store.read(key, Train.state)
        guard (try? Disk.read(file)) != data, (try? TrainingState(decoding: data, for: "\(key)")) != nil else { return nil }
        try Disk.write(data, to: file)
        return file
    }

    /// The training jobs, each with the file that keeps its net.
    private var modelFiles: [(item: Plan.Item, file: String)] {
        var names = FileNames()
        return session.plan.items.compactMap { item in
            item.job.work.netTitle.map { (item, "\(models)/\(names.name(for: $0, item.key)).safetensors") }
        }
    }
}
