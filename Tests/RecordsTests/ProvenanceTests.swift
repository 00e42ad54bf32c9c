import Files
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

    /// A package with a program built in it; the source is a second older than the program.
    private func withPackage(_ body: (_ folder: String, _ program: String, _ git: (String) throws -> String) throws -> Void) throws {
        let scratch = NSTemporaryDirectory() + "source-\(UUID().uuidString)", folder = scratch + "/package"
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        for place in ["Sources/A", ".build/release"] { try Disk.createFolder("\(folder)/\(place)") }
        let old = Date(timeIntervalSinceNow: -100)
        for file in ["Package.swift", "Sources/A/a.swift", ".gitignore"] {
            try Data("/.build\n".utf8).write(to: URL(filePath: "\(folder)/\(file)"))
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: "\(folder)/\(file)")
        }
        let program = "\(folder)/.build/release/repro"
        try Data().write(to: URL(filePath: program))
        let options = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", "-C", folder]
        try body(folder, program) { try ChildProcess.output(of: "git", options + $0.split(separator: " ").map(String.init), limit: 300) }
    }

    private func source(of program: String) throws -> Provenance.Source {
        let (folder, built) = try #require(Provenance.Source.package(of: program))
        return .current(in: folder, builtAt: built)
    }

    @Test func theSourceIsThatOfThePackageThatTheProgramWasBuiltIn() throws {
        try withPackage { folder, program, git in
            #expect(try source(of: program) == Provenance.Source(commit: nil, isDirty: nil), "without a repository nothing is known")
            _ = try git("init")
            _ = try git("add .")
            _ = try git("commit -m x")
            let clean = try source(of: program)
            #expect(clean.commit == (try git("rev-parse HEAD")) && clean.isDirty == false)
            #expect(clean.compiler.hasPrefix("Swift 6."))
            #expect(clean.fault == nil)
            try Data().write(to: URL(filePath: folder + "/notes"))
            let dirty = try source(of: program)
            #expect(dirty.commit == clean.commit && dirty.isDirty == true)
            #expect(dirty.fault?.hasPrefix("files differ from commit \(clean.commit?.prefix(12) ?? "")") == true)
        }
    }

    /// A shallow clone, as build servers make, is a source like any other.
    @Test func aShallowCloneIsASource() throws {
        try withPackage { folder, program, git in
            for words in ["init", "add .", "commit -m x", "commit --allow-empty -m y"] { _ = try git(words) }
            let clone = folder + "-shallow", built = Date(timeIntervalSinceNow: 100)
            _ = try git("clone --depth 1 file://\(folder) \(clone)")
            let source = Provenance.Source.current(in: clone, builtAt: built)
            #expect(source.commit == (try git("rev-parse HEAD")) && source.isDirty == false && source.fault == nil)
        }
    }

    @Test func whatIsNotKnownIsAFault() {
        #expect(Provenance.Source(commit: nil, isDirty: nil).fault?.hasPrefix("the commit is not known") == true)
        #expect(Provenance.Source(commit: "abc", isDirty: nil).fault?.hasPrefix("git does not say") == true)
    }

    @Test func aSourceThatChangedSinceTheProgramWasBuiltIsNotItsSource() throws {
        try withPackage { folder, program, git in
            _ = try git("init")
            _ = try git("add .")
            _ = try git("commit -m x")
            let later = Date(timeIntervalSinceNow: 100)
            try FileManager.default.setAttributes([.modificationDate: later], ofItemAtPath: folder + "/Sources/A/a.swift")
            #expect(try source(of: program) == Provenance.Source(commit: nil, isDirty: nil))
        }
    }

    /// A package unpacked into an unrelated repository.
    @Test func anotherRepositoryAroundThePackageIsNotItsSource() throws {
        try withPackage { folder, program, git in
            _ = try git("init ..")
            _ = try git("commit --allow-empty -m x")
            #expect(try source(of: program) == Provenance.Source(commit: nil, isDirty: nil))
        }
    }

    @Test func aProgramOutsideItsPackageHasNoKnownSource() throws {
        #expect(Provenance.Source.package(of: "/bin/sh") == nil)
        #expect(Provenance.Source.package(of: "/nowhere/.build/release/repro") == nil)
        let text = String(decoding: try JSONEncoder().encode(Provenance.Source(commit: nil, isDirty: nil)), as: UTF8.self)
        #expect(!text.contains("commit") && !text.contains("isDirty"), "what is not known is left out, not called clean")
    }

    @Test func theMeterCountsTimeAndMemory() {
        let meter = Provenance.Meter()
        var sum = 0.0
        while meter.cost.processor < 0.02 { for n in 0..<10_000 { sum += Double(n).squareRoot() } }
        let cost = meter.cost
        #expect(sum > 0 && cost.wall > 0 && cost.processor >= 0.02 && cost.peakMemory > 1 << 20)
    }
}
