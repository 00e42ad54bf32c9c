import Foundation
import Records
import Testing

@Suite struct ProvenanceTests {
    private func example() -> Provenance {
        Provenance(
            source: .current(), manifest: "experiments/table1.yaml", profile: "smoke", seeds: [0, .max], data: "procedural/1",
            openBLASVersion: "0.3.21", openBLASCore: "Haswell",
            instructionSet: "avx2", threads: 2, cost: Provenance.Cost(wall: 1.5, processor: 2.25, peakMemory: 1 << 30))
    }

    @Test func aRecordSurvivesItsText() throws {
        let provenance = example(), scratch = Scratch(), key = Key(hashing: "job")
        #expect(try Provenance(json: provenance.json(), file: "p.json") == provenance)
        try scratch.store.write(provenance, key)
        #expect(try scratch.store.provenance(key) == provenance)
    }

    @Test func damageIsReportedWithTheFile() throws {
        let text = try example().json()
        #expect(failure { _ = try Provenance(json: text.dropLast(40), file: "p.json") }?.file == "p.json")
        #expect(failure { _ = try Provenance(json: Data("{}".utf8), file: "p.json") }?.message.hasPrefix("not a record of provenance") == true)
    }

    @Test func theMachineIsReadFromTheSystem() {
        let machine = Provenance.Machine.current()
        #expect(machine.cores >= 1 && machine.memory > 1 << 27 && !machine.system.isEmpty)
        let text = "processor\t: 0\nmodel name\t: AMD EPYC 7B13: x\nflags\t\t: fpu sse avx2 fma\n\nprocessor\t: 1\nmodel name\t: other\n"
        let read = Provenance.Machine(cpuInfo: text, cores: 2, memory: 1, system: "x")
        #expect(read.processor == "AMD EPYC 7B13: x" && read.extensions == ["avx2", "fma"])
        #expect(Provenance.Machine(cpuInfo: "", cores: 1, memory: 1, system: "x").processor == "unknown")
    }

    @Test func theSourceIsWhatGitSays() throws {
        let folder = NSTemporaryDirectory() + "source-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func git(_ arguments: String) throws {
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "cd '\(folder)' && git -c user.name=a -c user.email=a@b -c commit.gpgsign=false \(arguments) >/dev/null 2>&1"]
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
        }
        #expect(Provenance.Source.current(in: "/").commit == nil)
        try git("init")
        try git("commit --allow-empty -m x")
        let clean = Provenance.Source.current(in: folder)
        #expect(clean.commit?.count == 40 && !clean.isDirty)
        try Data().write(to: URL(filePath: folder + "/a"))
        let dirty = Provenance.Source.current(in: folder)
        #expect(dirty.commit == clean.commit && dirty.isDirty)
        #expect(clean.compiler.hasPrefix("Swift 6."))
    }

    @Test func theMeterCountsTimeAndMemory() {
        let meter = Provenance.Meter()
        var sum = 0.0
        while meter.cost.processor < 0.02 { for n in 0..<10_000 { sum += Double(n).squareRoot() } }
        let cost = meter.cost
        #expect(sum > 0 && cost.wall > 0 && cost.processor >= 0.02 && cost.peakMemory > 1 << 20)
    }
}
