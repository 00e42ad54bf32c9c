import Experiments
import Files
import Foundation
import Records
import Testing

/// `repro store`: lists a store's contents, collects garbage and finds damage.
@Suite(.serialized) struct StoreKeepingTests {
    /// A store with the jobs of the test paper and of a copy with another penalty; the results of the paper are in `first`, those of the copy in
    /// `results`. The copy shares five of the paper's jobs and does not need the other four.
    private struct Two {
        let folder = try! Folder(), store: Store, copy: String
        let own: [Plan.Item]

        init() throws {
            (store, copy) = (Store("\(folder.path)/store"), "\(folder.path)/Paper")
            try FileManager.default.copyItem(atPath: paper, toPath: copy)
            let file = "\(copy)/models.yaml", text = try String(contentsOfFile: file, encoding: .utf8)
            try text.replacing("weight: 0.1", with: "weight: 0.2").write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try run(words("run", folder)).status == 0)
            try FileManager.default.moveItem(atPath: "\(folder.path)/results", toPath: "\(folder.path)/first")
            #expect(
                try run(["run", "--experiments", copy, "--profile", "tiny", "--store", store.folder, "--results", "\(folder.path)/results"]).status
                    == 0)
            own = try Session(folder: paper, profile: "tiny").plan.items.filter { $0.label.contains("regularised") }
        }

        func call(_ words: [String], results: String = "results") throws -> (status: Int32, text: String) {
            try run(["store"] + words + ["--experiments", copy, "--store", store.folder, "--results", "\(folder.path)/\(results)"])
        }
        func pin(_ key: Key, _ more: [String] = []) throws {
            #expect(try run(["store", "pin", key.short, "--store", store.folder] + more).status == 0)
        }
        var keys: Set<Key> { get throws { Set(try store.keys()) } }
    }

    @Test func onlyWhatNothingNeedsGoesAndOnlyWhenAsked() throws {
        let two = try Two(), before = try results(two.folder), keys = try two.keys
        #expect(two.own.count == 4 && keys.count == 13)
        let dry = try two.call(["gc"])
        for item in two.own { #expect(dry.text.contains("would remove  \(item.key.short)  \(item.label)"), "\(dry.text)") }
        #expect(dry.status == 0 && dry.text.contains("4 jobs: ") && dry.text.contains("would be freed; --delete removes them."), "\(dry.text)")
        #expect(try two.keys == keys)

        // Jobs behind existing results are all kept.
        #expect(try two.call(["gc", "--delete"], results: "first").text.contains("0 jobs: 0 bytes freed."))
        // A pinned attack keeps the training that it reads.
        let attack = try #require(two.own.first { $0.label == "attack regularised with PGD" })
        let training = try #require(two.own.first { $0.label == "train regularised" })
        try two.pin(attack.key)
        let list = try two.call(["ls", training.key.short]).text
        #expect(list.contains("[read by \(attack.key.short)]") && list.contains("finished"), "\(list)")
        let some = try two.call(["gc", "--delete"])
        #expect(some.text.contains("2 jobs: "), "\(some.text)")
        #expect(try keys.subtracting(two.keys) == Set(two.own.map(\.key)).subtracting([attack.key, training.key]))
        try two.pin(attack.key, ["--remove"])
        #expect(try two.call(["gc", "--delete"]).text.contains("removed  \(attack.key.short)"))
        #expect(try keys.subtracting(two.keys) == Set(two.own.map(\.key)))

        let again = try run([
            "run", "--experiments", two.copy, "--profile", "tiny", "--store", two.store.folder, "--results", "\(two.folder.path)/results",
        ])
        #expect(again.status == 0 && !again.text.contains("started"), "what the copy needs is there: \(again.text)")
        #expect(try results(two.folder) == before)
    }

    /// Results may change after the baselines that they are compared with were stored.
    @Test func whatABaselineRestsOnStays() throws {
        let two = try Two(), keys = try two.keys, place = "\(two.folder.path)/first/Paper"
        #expect(try run(["bless", "table1", "--experiments", paper, "--profile", "tiny", "--results", "\(two.folder.path)/first"]).status == 0)
        try FileManager.default.moveItem(atPath: "\(place)/baselines", toPath: "\(two.folder.path)/results/Paper/baselines")
        let list = try two.call(["ls"]).text
        for item in two.own where item.wantedBy.contains("table1") && !item.label.hasPrefix("train") {
            #expect(list.contains("\(item.label)  [\(two.folder.path)/results/Paper/baselines/tiny]"), "\(list)")
        }
        #expect(try two.call(["gc", "--delete"]).text.contains("0 jobs: "))
        #expect(try two.keys == keys)
    }

    /// If one plan is unknown, nothing may be called unneeded.
    @Test func aMistakeInAnyProfileStopsTheCollection() throws {
        let two = try Two(), keys = try two.keys
        _ = try two.folder.write("9\n", "results/Paper/tiny/format")
        #expect(try two.call(["gc", "--delete"]).text.contains("is of version 9"), "results that cannot be read may need anything")
        try Disk.remove("\(two.folder.path)/results/Paper/tiny/format")
        try "seeds: {trainin: [0]}\n".write(toFile: "\(two.copy)/profiles/other.yaml", atomically: true, encoding: .utf8)
        let outcome = try two.call(["gc", "--delete"])
        #expect(outcome.status != 0 && outcome.text.contains("other.yaml:1:") && outcome.text.contains("trainin"), "\(outcome.text)")
        #expect(try two.keys == keys)
    }

    @Test func whatRunsNowStays() throws {
        let two = try Two(), keys = try two.keys, attack = try #require(two.own.first { $0.label == "attack regularised with PGD" })
        var use: FileLock? = try two.store.use()
        let refused = try two.call(["gc", "--delete"])
        #expect(refused.status != 0 && refused.text.contains("a run uses this store now"), "\(refused.text)")
        #expect(try two.keys == keys)
        withExtendedLifetime(use) {}
        use = nil
        let lock = try two.store.lock(attack.key)
        #expect(try two.call(["ls", attack.key.short]).text.contains("running"))
        #expect(try two.call(["gc", "--delete"]).status == 0)
        withExtendedLifetime(lock) {}
        #expect(try two.keys.isSuperset(of: [attack.key]) && two.keys.count == 11, "the attack and its training")
    }

    /// A wrong clock gives dates in the future or long ago: this makes nothing rerun, and nothing is collected too early.
    @Test func noDateMakesAnythingRunAgainOrGoTooEarly() throws {
        let two = try Two(), before = try results(two.folder), keys = try two.keys
        for (index, year) in [4_070_908_800.0, 31_536_000].enumerated() {
            for key in keys {
                var record = try #require(try two.store.provenance(key))
                record.date = Date(timeIntervalSince1970: year)
                try two.store.write(record, key)
                for name in try two.store.files(key) {
                    try FileManager.default.setAttributes([.modificationDate: record.date], ofItemAtPath: two.store.path(key, name))
                }
            }
            let again = try run([
                "run", "--experiments", two.copy, "--profile", "tiny", "--store", two.store.folder, "--results", "\(two.folder.path)/results",
            ])
            #expect(again.status == 0 && !again.text.contains("started"), "\(again.text)")
            #expect(try results(two.folder) == before)
            let list = try two.call(["ls"])
            #expect(list.status == 0 && list.text.contains(index == 0 ? "2099-01-01" : "1971-01-01"), "\(list.text)")
            #expect(try two.call(["gc", "--older-than", "1"]).text.contains("\(index == 0 ? 0 : 4) jobs: "))
        }
        #expect(try two.call(["gc", "--older-than", "-1"]).status != 0)
    }

    @Test func theListSaysTheStateOfEachJob() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store")
        #expect(try run(words("run", folder)).status == 0)
        let items = Dictionary(uniqueKeysWithValues: try Session(folder: paper, profile: "tiny").plan.items.map { ($0.label, $0.key) })
        let attack = try #require(items["attack plain with PGD"]), clean = try #require(items["classify clean images by plain"])
        let norms = try #require(items["gradientNorms of plain at PGD"]), training = try #require(items["train regularised"])
        let other = try #require(items["train plain"])
        for name in try store.files(attack) where name.hasPrefix("rows") { try Disk.remove(store.path(attack, name)) }
        for name in try store.files(clean) where name != "job.json" { try Disk.remove(store.path(clean, name)) }
        for name in try store.files(norms) where name != "job.json" { try Disk.remove(store.path(norms, name)) }
        try store.write(Data("Error: out of luck\n".utf8), norms, "log.txt")
        try store.write(Data("{}".utf8), training, "key.json")
        // A sound identity, but of a type that this program does not have.
        try store.write(Data(#"{"work":{"trainedByMagic":{}}}"#.utf8), other, "job.json")
        let outcome = try run(["store", "ls", "--json", "--experiments", paper, "--store", store.folder, "--results", "\(folder.path)/results"])
        struct Listed: Decodable {
            struct Job: Decodable { let key, label, state: String, bytes: Int, neededBy: [String], date: String? }; let jobs: [Job]
        }
        let jobs = try JSONDecoder().decode(Listed.self, from: Data(outcome.text.utf8)).jobs
        #expect(jobs.count == 9 && jobs.allSatisfy { $0.bytes > 0 && $0.date != nil && $0.neededBy.contains("profile tiny") }, "\(outcome.text)")
        let states = Dictionary(uniqueKeysWithValues: jobs.map { ($0.key, $0.state) })
        for (key, state) in [(attack, "partial"), (clean, "not started"), (norms, "failed"), (training, "damaged"), (other, "other version")] {
            #expect(states["\(key)"] == state, "\(state)")
        }
        #expect(states.values.count { $0 == "finished" } == 4)
        #expect(jobs.first { $0.key == "\(other)" }?.label.contains("trainedByMagic") == true)
    }

    @Test(arguments: ["rows-0-24.csv", "weights.safetensors", "state.safetensors", "images-0-10.safetensors", "key.json", "provenance.json"])
    func aDamagedFileIsFoundByItsChecksumNamedAndMadeAgain(name: String) throws {
        let folder = try Folder(), store = Store("\(folder.path)/store"), place = ["--experiments", paper, "--store", store.folder]
        #expect(try run(words("run", folder)).status == 0)
        let before = try results(folder), verify = ["store", "verify"] + place + ["--results", "\(folder.path)/results"]
        let sound = try run(verify)
        #expect(sound.status == 0 && sound.text.contains(" files of 9 jobs are sound."), "\(sound.text)")
        let item = try #require(try Session(folder: paper, profile: "tiny").plan.items.first { store.has($0.key, name) })
        var data = try store.read(item.key, name)
        data[data.count / 2] ^= 1
        if name == "provenance.json" { data = data.dropLast(40) }
        try data.write(to: URL(filePath: store.path(item.key, name)))
        let found = try run(verify)
        #expect(found.status == 1 && found.text.contains("damaged  \(store.path(item.key, name)): "), "\(found.text)")
        #expect(found.text.contains("(\(item.label))") && found.text.contains("The next `repro run` recomputes"), "\(found.text)")
        #expect(try store.read(item.key, name) == data, "looking changes nothing")
        #expect(try run(verify + ["--discard"]).text.contains("removed  \(store.path(item.key))"))
        #expect(try run(words("run", folder)).status == 0)
        #expect(try results(folder) == before)
        let after = try run(verify)
        #expect(after.status == 0, "\(after.text)")
    }

    /// Nets and images kept with the results are checked too.
    @Test func aDamagedNetBesideTheResultsIsNamed() throws {
        let folder = try Folder(), models = "\(folder.path)/results/Paper/tiny/models", store = Store("\(folder.path)/store")
        #expect(try run(words("run", folder, ["table1"])).status == 0)
        let key = try #require(try store.keys().first { store.has($0, "weights.safetensors") }), net = try store.read(key, "weights.safetensors")
        try Disk.createFolder(models)
        try Disk.write(net, to: "\(models)/sound.safetensors")
        try Disk.write(net.dropLast(), to: "\(models)/cut.state")
        let found = try run(["store", "verify", "--experiments", paper, "--store", store.folder, "--results", "\(folder.path)/results"])
        #expect(
            found.status == 1 && found.text.contains("damaged  \(models)/cut.state: ") && !found.text.contains("sound.safetensors"), "\(found.text)")
    }

    @Test func filesOfKilledWritersGo() throws {
        let folder = try Folder(), store = Store("\(folder.path)/store"), place = ["--experiments", paper, "--store", store.folder]
        #expect(try run(words("run", folder)).status == 0)
        let key = try #require(try store.keys().first), left = store.path(key, ".rows-0-4.csv.1-1.unfinished")
        try Data(count: 1234).write(to: URL(filePath: left))
        let dry = try run(["store", "gc"] + place)
        #expect(dry.text.contains("0 jobs, and 1 files of killed writers: 1234 bytes would be freed"), "\(dry.text)")
        #expect(Disk.exists(left))
        #expect(try run(["store", "gc", "--delete"] + place).text.contains("1234 bytes freed."))
        #expect(!Disk.exists(left))
    }

    @Test func aStoreThatIsNotThereIsEmpty() throws {
        let folder = try Folder()
        for command in [["ls"], ["gc"], ["gc", "--delete"]] {
            let outcome = try run(["store"] + command + ["--experiments", paper, "--store", "\(folder.path)/none"])
            #expect(outcome.status == 0 && outcome.text.contains("0 jobs"), "\(outcome.text)")
        }
        #expect(!Disk.exists("\(folder.path)/none"), "looking makes no folder")
        #expect(try run(["store", "pin", "abcd", "--store", "\(folder.path)/none"]).text.contains("has a key that begins with abcd"))
    }

    /// A window of 48 lines of 80 characters.
    @Test func theHelpFitsOneScreen() throws {
        let lines = try run(["--help"]).text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 48 && lines.allSatisfy { $0.count <= 80 })
        #expect(lines.contains { $0.hasPrefix("  store ") })
    }
}
