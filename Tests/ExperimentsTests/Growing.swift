import Experiments
import Foundation
import Records
import Scheduling
import Testing

/// Which jobs rerun after a change, and which do not.
@Suite(.serialized) struct Growing {
    /// The test paper with one text replaced by another in one of its files.
    private func changed(_ folder: Folder, _ file: String, _ old: String, _ new: String) throws -> String {
        let copy = "\(folder.path)/Paper"
        if !FileManager.default.fileExists(atPath: copy) { try FileManager.default.copyItem(atPath: paper, toPath: copy) }
        let text = try String(contentsOfFile: "\(paper)/\(file)", encoding: .utf8)
        #expect(text.contains(old))
        try text.replacing(old, with: new).write(toFile: "\(copy)/\(file)", atomically: true, encoding: .utf8)
        return copy
    }

    private func open(_ paper: String, _ store: Store) throws -> [String] {
        try Session(folder: paper, profile: "tiny").plan.status(in: store).filter { !$0.isDone }.map(\.item.label).sorted()
    }

    @Test func aChangedWeightRerunsJustWhatDependsOnItAndThePlanSaysSo() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store")
        #expect(try run(words("run", folder)).status == 0)
        let copy = try changed(folder, "models.yaml", "weight: 0.1", "weight: 0.2")
        let expected = [
            "attack regularised with PGD", "classify clean images by regularised", "gradientNorms of regularised at clean images",
            "train regularised",
        ]
        #expect(try open(copy, store) == expected)
        var ran: [String] = []
        _ = try Session(folder: copy, profile: "tiny").plan.run(in: store, RunOptions(), executable: repro) { event in
            if case .started(let node, _) = event { ran.append(node.label) }
        }
        #expect(ran.sorted() == expected)
    }

    @Test(arguments: [
        ("models.yaml", "penalties: [{", "penalties:   [ {"), ("models.yaml", "plain:", "renamed:"), ("models.yaml", "{}", "{epochs: 2}"),
        ("table1.yaml", "tolerance: 1}", "tolerance: 2}"), ("table1.yaml", "A small table", "Another title"),
    ]) func whatDecidesNoNumberRerunsNothing(file: String, old: String, new: String) throws {
        let folder = try Folder(), store = Store("\(folder.path)/store")
        #expect(try run(words("run", folder)).status == 0)
        let copy = try changed(folder, file, old, new)
        if new == "renamed:" {
            for name in ["table1.yaml", "figure1.yaml", "figure2.yaml"] { _ = try changed(folder, name, "plain", "renamed") }
        }
        #expect(try open(copy, store) == [])
    }

    @Test func moreImagesRunOnlyTheMissingOnesAndEqualAFreshRun() throws {
        let folder = try Folder(), fresh = try Folder(), store = Store("\(folder.path)/store")
        #expect(try run(words("run", folder)).status == 0)
        let copy = try changed(folder, "profiles/tiny.yaml", "leastDistance: 10", "leastDistance: 17")
        let session = try Session(folder: copy, profile: "tiny")
        let open = try session.plan.status(in: store).filter { !$0.isDone }
        #expect(open.map(\.remainder.count) == open.map { $0.item.label.contains("gradientNorms") ? 6 : 7 })
        #expect(open.count == 3)
        #expect(try session.plan.run(in: store, RunOptions(), executable: repro) { _ in }.status == 0)
        #expect(try session.plan.run(in: Store(fresh.path), RunOptions(), executable: repro) { _ in }.status == 0)
        for item in session.plan.items { #expect(try store.rows(item.key).within(item.samples[0]) == Store(fresh.path).rows(item.key)) }
    }

    /// The rows of fewer restarts are read where they are sound and their images are there, and then they decide; else every restart is run.
    @Test func moreRestartsContinueFewerAndEqualAFreshRun() throws {
        let folder = try Folder(), fresh = Store("\(folder.path)/fresh"), store = Store("\(folder.path)/store")
        let fewer = try restarts(2, folder), more = try restarts(4, folder)
        func run(_ session: Session, _ store: Store) throws -> Int32 {
            try session.plan.run(in: store, RunOptions(), executable: repro) { _ in }.status
        }
        #expect(try run(fewer, store) == 0)
        #expect(try run(more, fresh) == 0)
        let begun = try #require(fewer.plan.items.first { $0.label == "attack plain with PGD" }).key
        let item = try #require(more.plan.items.first { $0.label == "attack plain with PGD" })
        let expected = try fresh.rows(item.key), queries = expected.column("totalQueries")
        #expect(expected.count == 30 && queries.contains { $0 > 11 }, "no image is left to the further restarts: \(queries)")

        func grown(_ name: String, _ change: (Store) throws -> Void) throws -> (rows: Rows, why: String) {
            let copy = Store("\(folder.path)/\(name)")
            try FileManager.default.copyItem(atPath: store.folder, toPath: copy.folder)
            try change(copy)
            let status = try #require(try more.plan.status(in: copy).first { $0.item.key == item.key })
            #expect((status.remainder.units < Status(undone: item).remainder.units * 6 / 10) == status.remainder.why.hasPrefix("continues from"))
            #expect(try run(more, copy) == 0)
            for file in try fresh.files(item.key) where file.hasPrefix("images-") {
                #expect(try copy.read(item.key, file) == fresh.read(item.key, file), "\(name): \(file)")
            }
            return (try copy.rows(item.key), status.remainder.why)
        }
        let untouched = try grown("untouched") { _ in }
        #expect(untouched.rows == expected && untouched.why == "continues from \(begun.short), which has fewer restarts")
        let imageless = try grown("imageless") { store in
            for file in try store.files(begun) where file.hasPrefix("images-") { try store.write(Data("cut".utf8), begun, file) }
        }
        #expect(imageless.rows == expected)
        let rowless = try grown("rowless") { store in
            for file in try store.files(begun) where file.hasPrefix("rows-") { try FileManager.default.removeItem(atPath: store.path(begun, file)) }
        }
        #expect(rowless.rows == expected && rowless.why.hasPrefix("never"))
        let changed = try grown("changed") { store in
            let rows = try store.rows(begun), column = try #require(rows.columns.firstIndex(of: "zeroGradients"))
            for file in try store.files(begun) where file.hasPrefix("rows-") { try FileManager.default.removeItem(atPath: store.path(begun, file)) }
            let other = rows.samples.map { sample -> (Int, [Double]) in
                var row = rows[sample] ?? []
                row[column] += 1000
                return (sample, row)
            }
            try store.write(Rows(columns: rows.columns, Dictionary(uniqueKeysWithValues: other)), begun)
        }
        #expect(changed.rows.column("zeroGradients") == expected.column("zeroGradients").map { $0 + 1000 }, "the first restarts were run again")
    }

    private func restarts(_ restarts: Int, _ folder: Folder) throws -> Session {
        let old = "{leastDistance: {of: {pgd: {norm: l2, steps: 5, randomStart: false}}, precision: 1/50}}"
        let new = "{within: {of: {pgd: {norm: l2, steps: 2, randomStart: true, restarts: \(restarts)}}, radius: 1/20}}"
        let copy = try changed(folder, "models.yaml", old, new)
        _ = try changed(folder, "profiles/tiny.yaml", "leastDistance: 10", "leastDistance: 10, within: 30")
        _ = try changed(folder, "table1.yaml", "measure: median", "measure: errorRate")
        for name in ["figure1.yaml", "figure2.yaml"] { try? FileManager.default.removeItem(atPath: "\(copy)/\(name)") }
        return try Session(folder: copy, profile: "tiny")
    }

    @Test func aDamagedFileOfRowsIsRunAgain() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store"), session = try Session(folder: paper, profile: "tiny")
        #expect(try run(words("run", folder)).status == 0)
        let before = try results(folder), item = try #require(session.plan.items.first { $0.label == "attack plain with PGD" })
        let name = try #require(try store.files(item.key).first { $0.hasPrefix("rows") })
        try store.read(item.key, name).dropLast(9).write(to: URL(filePath: store.path(item.key, name)))
        #expect(try session.plan.status(in: store).filter { !$0.isDone }.map(\.item.key) == [item.key])
        #expect(try run(words("run", folder)).status == 0)
        #expect(try results(folder) == before)
    }
}
