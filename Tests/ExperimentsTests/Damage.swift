import Experiments
import Foundation
import Records
import Testing

/// Damage in a store is reported and repaired; it never spreads to copies kept elsewhere.
@Suite(.serialized) struct Damage {
    private let folder: Folder, store: Store, session: Session, before: [String: Data]

    init() throws {
        folder = try Folder()
        store = Store("\(folder.path)/store")
        session = try Session(folder: paper, profile: "tiny")
        #expect(try run(words("run", folder)).status == 0)
        before = try results(folder)
    }

    private func key(_ label: String) throws -> Key { try #require(session.plan.items.first { $0.label == label }).key }

    /// Flips a bit in the middle of a file.
    private func damage(_ key: Key, _ name: String) throws {
        var data = try store.read(key, name)
        data[data.count / 2] ^= 1
        try data.write(to: URL(filePath: store.path(key, name)))
    }

    private func dropRows(_ key: Key) throws {
        for name in try store.files(key) where name.hasPrefix("rows") { try FileManager.default.removeItem(atPath: store.path(key, name)) }
    }

    @Test func weightsThatAnOpenJobReads() throws {
        let training = try key("train plain"), attack = try key("attack plain with PGD")
        try damage(training, "weights.safetensors")
        try dropRows(attack)
        let outcome = try run(words("run", folder))
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(outcome.text.contains("\(store.path(training, "weights.safetensors")): "), "\(outcome.text)")
        #expect(outcome.text.contains("started    train plain"))
        #expect(try results(folder) == before)
    }

    /// Rows by an earlier version of the work, with one column fewer, look sound; read as current rows they would crash the program.
    @Test func rowsOfOtherColumnsAreNamedAndComputedAgain() throws {
        let attack = try key("attack plain with PGD"), rows = try store.rows(attack), fewer = Array(rows.columns.dropLast())
        try dropRows(attack)
        let old = Dictionary(uniqueKeysWithValues: rows.samples.map { ($0, Array((rows[$0] ?? []).dropLast())) })
        try store.write(Rows(columns: fewer, old), attack)
        #expect(try run(words("table", folder)).text.contains("not run"), "a table does not read them")
        let outcome = try run(words("run", folder))
        #expect(outcome.status == 0 && outcome.text.contains("started    attack plain with PGD"), "\(outcome.text)")
        #expect(try results(folder) == before)
    }

    @Test(arguments: [true, false]) func imagesThatAnObservationReads(removed: Bool) throws {
        let attack = try key("attack plain with PGD"), observed = try key("gradientNorms of plain at PGD")
        let block = try #require(try store.files(attack).first { $0.hasPrefix("images") })
        if removed { try FileManager.default.removeItem(atPath: store.path(attack, block)) } else { try damage(attack, block) }
        try dropRows(observed)
        let outcome = try run(words("run", folder))
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(outcome.text.contains(store.path(attack, removed ? "rows" : block)), "\(outcome.text)")
        #expect(outcome.text.contains("started    attack plain with PGD"))
        #expect(try results(folder) == before)
    }

    @Test func aCheckpoint() throws {
        let training = try key("train plain"), weights = try store.read(training, "weights.safetensors")
        try damage(training, "state.safetensors")
        try FileManager.default.removeItem(atPath: store.path(training, "weights.safetensors"))
        let outcome = try run(words("run", folder))
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(String(decoding: try store.read(training, "log.txt"), as: UTF8.self).contains("state.safetensors: "))
        #expect(try store.read(training, "weights.safetensors") == weights)
    }

    @Test func aFinishedJobHasItsRecordAndItsTiming() throws {
        let attack = try key("attack plain with PGD")
        #expect(store.has(attack, "provenance.json") && store.has(attack, "timing.json"))
        let provenance = try #require(try store.provenance(attack))
        #expect(provenance.cost.wall > 0 && provenance.seeds == [0])
    }

    /// A flipped bit in a store must not reach the nets that are kept with the results.
    @Test func aKeptNetIsNotOverwrittenByADamagedOne() throws {
        let folder = try Folder(), copy = "\(folder.path)/Paper", file = "\(copy)/profiles/tiny.yaml"
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        try (String(contentsOfFile: file, encoding: .utf8) + "keepsModels: true\n").write(toFile: file, atomically: true, encoding: .utf8)
        let words = ["run", "--experiments", copy, "--profile", "tiny", "--store", "\(folder.path)/store", "--results", "\(folder.path)/results"]
        #expect(try run(words).status == 0)
        let kept = "\(folder.path)/results/Paper/tiny/models/plain.safetensors", good = try Data(contentsOf: URL(filePath: kept))
        let store = Store("\(folder.path)/store"), training = try key("train plain")
        var bad = try store.read(training, "weights.safetensors")
        bad[bad.count - 5] ^= 1
        try bad.write(to: URL(filePath: store.path(training, "weights.safetensors")))
        let outcome = try run(words)
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(outcome.text.contains("\(store.path(training, "weights.safetensors")): "), "\(outcome.text)")
        #expect(try Data(contentsOf: URL(filePath: kept)) == good)
        #expect(try store.read(training, "weights.safetensors") == good)
    }

    @Test func unfinishedFilesOfDeadWritersGo() throws {
        let place = "\(folder.path)/results/Paper/tiny"
        for folder in [place, "\(place)/rows"] { try Data("half".utf8).write(to: URL(filePath: "\(folder)/.table1.csv.1-1.unfinished")) }
        #expect(try run(words("run", folder)).status == 0)
        let left = try FileManager.default.subpathsOfDirectory(atPath: place).filter { $0.contains("unfinished") }
        #expect(left == [])
    }
}
