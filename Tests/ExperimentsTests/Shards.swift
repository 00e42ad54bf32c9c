import Experiments
import Foundation
import Records
import Testing

/// Machines that share nothing: each runs a part, and the stores are collected.
@Suite(.serialized) struct Shards {
    @Test func everyJobIsInAShardWithAllThatItNeeds() throws {
        let plan = try Session(folder: paper, profile: "tiny").plan
        for count in 1...4 {
            let parts = (1...count).map { plan.keys(of: Shard("\($0)/\(count)")!) }
            #expect(parts.reduce(into: Set()) { $0.formUnion($1) } == Set(plan.items.map(\.key)))
            for part in parts {
                for item in plan.items where part.contains(item.key) {
                    #expect(item.job.work.inputs.allSatisfy { part.contains($0.key) }, "\(item.label) lacks what it needs")
                }
            }
        }
        #expect(plan.keys(of: Shard("1/2")!).isDisjoint(with: plan.keys(of: Shard("2/2")!)), "each of two models belongs to one shard")
        #expect(plan.keys(of: Shard("3/3")!).isEmpty, "there are two models")
    }

    @Test(arguments: ["0/2", "3/2", "1/0", "1", "a/b", "1/2/3", "-1/2", "1/10001"]) func aShardThatIsNoneIsRefused(text: String) throws {
        #expect(Shard(text) == nil)
        let outcome = try run(["run", "--shard=\(text)"])
        #expect(outcome.status == 64 && outcome.text.contains("a shard is written as 2/4"), "\(outcome.text)")
    }

    @Test func mergedShardsGiveTheBytesOfAWholeRun() throws {
        let folder = try Folder(),
            parts = try [1, 2].map { number in
                let part = try Folder(), outcome = try run(words("run", part, ["--shard", "\(number)/2"]))
                #expect(outcome.status == 0 && outcome.text.contains("repro merge"), "\(outcome.text)")
                #expect(!FileManager.default.fileExists(atPath: "\(part.path)/results/Paper/tiny/table1.csv"), "a part has no tables")
                return part
            }
        defer { withExtendedLifetime(parts) {} }
        let merge = ["merge"] + parts.map { "\($0.path)/store" } + ["--store", "\(folder.path)/store"]
        #expect(try run(merge).status == 0)
        #expect(try run(merge).text.contains("0 files of 0 jobs"), "a merge can be repeated")
        let last = try run(words("run", folder))
        #expect(last.status == 0 && !last.text.contains("started"), "\(last.text)")
        #expect(try results(folder) == undisturbed(profile: "tiny"))
    }

    @Test func resultsThatDifferAreRefusedByName() throws {
        let one = try Folder(), other = try Folder()
        _ = try run(words("run", one, ["table1"]))
        try FileManager.default.copyItem(atPath: "\(one.path)/store", toPath: "\(other.path)/store")
        let store = Store("\(other.path)/store"), key = try #require(try store.keys().first { store.has($0, "weights.safetensors") })
        try store.write(Data("other".utf8), key, "weights.safetensors")
        let outcome = try run(["merge", "\(one.path)/store", "--store", store.folder])
        #expect(outcome.status != 0 && outcome.text.contains("weights.safetensors differ, although their job is the same"), "\(outcome.text)")
        let nothing = try run(["merge", "\(one.path)/none", "--store", store.folder])
        #expect(nothing.status != 0 && nothing.text.contains("none: no store"), "\(nothing.text)")
    }
}
