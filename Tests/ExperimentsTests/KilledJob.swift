import Attacks
import Datasets
import Declarations
import Experiments
import Foundation
import Records
import Testing

/// The same job as `AttackImages`, with the same key, which is killed after the rows of a block are written but before the record. The block is the
/// one that ends with the sample in the store's file `last`.
private struct Killed: Work {
    static var name: String { AttackImages.name }
    static var version: Int { AttackImages.version }
    var model = try! Input(Train())
    @Declared var data: any Dataset = Procedural()
    @Declared var attack: any MinimumNormAttack = Clean()
    var source: Input?
    var seed: UInt64 = 0
    var title: Title = ""

    private var inner: AttackImages { AttackImages(model: model, data: data, attack: attack, seed: seed, title: "\(title)") }
    var inputs: [Input] { inner.inputs }
    var dataset: (any Dataset)? { data }
    var label: String { inner.label }
    var effort: Effort { inner.effort }
    func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        let run = try inner.prepare(workspace, key), last = try String(contentsOfFile: "\(workspace.store.folder)/last", encoding: .utf8)
        return { samples in
            try run(samples)
            if samples.last == Int(last) { kill(getpid(), SIGKILL) }
        }
    }
}

@Suite(.serialized) struct KilledJob {
    /// The rows determine what is done: a record that is missing or outdated costs no work and changes no byte.
    @Test(arguments: [3, 7, 9]) func aKillBetweenTheRowsAndTheRecordLosesNothing(last: Int) async throws {
        let folder = try Folder(), store = Store("\(folder.path)/store")
        #expect(try run(words("run", folder)).status == 0)
        let before = try results(folder), plan = try Session(folder: paper, profile: "tiny").plan
        let key = try #require(plan.items.first { $0.label == "attack plain with PGD" }).key, whole = try store.rows(key)
        for name in try store.files(key) where name != "job.json" { try FileManager.default.removeItem(atPath: store.path(key, name)) }
        try FileManager.default.removeItem(atPath: "\(folder.path)/results")
        _ = try folder.write("\(last)", "store/last")

        let place = store.folder, name = "\(key)"
        await #expect(processExitsWith: .signal(SIGKILL)) { [place = place as String, name = name as String] in
            let types = Experiments.types.filter { $0.name != Killed.name } + [Killed.self]
            try JobRun(#require(Key(name)), in: Workspace(folder: place, data: nil, threads: 1, block: 4, types: types))([0..<10])
        }

        #expect(try store.rows(key) == whole.within(0..<last + 1))
        let kept = try files(store, key)
        #expect(kept.count == 2 * (last / 4 + 1), "rows and images of each finished block: \(kept.keys.sorted())")
        #expect(try store.provenance(key)?.cost != nil, "the record that the job began with")
        #expect(try plan.status(in: store).filter { !$0.isDone }.map(\.remainder.count) == (last == 9 ? [] : [9 - last]))

        let outcome = try run(words("run", folder))
        #expect(outcome.status == 0 && outcome.text.contains("started    attack plain with PGD") == (last < 9), "\(outcome.text)")
        #expect(try results(folder) == before)
        #expect(try store.rows(key) == whole)
        #expect(try files(store, key).filter { kept[$0.key] != nil } == kept, "a finished block was written again")
    }

    /// The bytes and the modification times of a job's rows and images.
    private func files(_ store: Store, _ key: Key) throws -> [String: [Data]] {
        let names = try store.files(key).filter { $0.hasPrefix("rows") || $0.hasPrefix("images") }
        return Dictionary(
            uniqueKeysWithValues: try names.map { name in
                let attributes = try FileManager.default.attributesOfItem(atPath: store.path(key, name))
                return (name, [try store.read(key, name), Data("\(attributes[.modificationDate] ?? "")\(attributes[.systemFileNumber] ?? "")".utf8)])
            })
    }
}
