import Experiments
import Files
import Foundation
import Records
import Testing

/// Trained nets that are kept with the results.
@Suite(.serialized) struct Models {
    /// The test paper under a profile that keeps its nets, run once, and its store deleted.
    private func fresh(_ folder: Folder) throws -> (words: (String) -> [String], models: String) {
        let copy = "\(folder.path)/Paper", file = "\(copy)/profiles/tiny.yaml"
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        try (String(contentsOfFile: file, encoding: .utf8) + "keepsModels: true\n").write(toFile: file, atomically: true, encoding: .utf8)
        let words = { [$0, "--experiments", copy, "--profile", "tiny", "--store", "\(folder.path)/store", "--results", "\(folder.path)/results"] }
        let outcome = try run(words("run"))
        #expect(outcome.status == 0, "\(outcome.text)")
        try FileManager.default.removeItem(atPath: "\(folder.path)/store")
        return (words, "\(folder.path)/results/Paper/tiny/models")
    }

    @Test func aFreshCloneAttacksThemWithoutTraining() throws {
        let folder = try Folder(), (words, models) = try fresh(folder), before = try results(folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: models).sorted()
        #expect(names == ["plain.history.csv", "plain.safetensors", "regularised.history.csv", "regularised.safetensors"])
        let bytes = try names.map { try Data(contentsOf: URL(filePath: "\(models)/\($0)")) }
        let plan = try run(words("plan") + ["--long"])
        #expect(plan.text.contains("train plain: taken from \(models)/plain.safetensors"), "\(plan.text)")
        #expect(!(try run(words("run") + ["--dry-run"])).text.contains("would run  train"))
        let outcome = try run(words("run"))
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("taken      train plain") && !outcome.text.contains("started    train"), "\(outcome.text)")
        #expect(try results(folder) == before)
        #expect(try names.map { try Data(contentsOf: URL(filePath: "\(models)/\($0)")) } == bytes)
    }

    /// File names do not matter: the net of one model under the name of another is still that one's net.
    @Test func oneOfOtherSettingsIsTrainedAnewAndADamagedOneTakenFromElsewhere() throws {
        let folder = try Folder(), (words, models) = try fresh(folder), before = try results(folder)
        let plain = try Data(contentsOf: URL(filePath: "\(models)/plain.safetensors"))
        try plain.write(to: URL(filePath: "\(models)/regularised.safetensors"))
        try plain.dropLast().write(to: URL(filePath: "\(models)/plain.safetensors"))
        let outcome = try run(words("run"))
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("regularised.safetensors is not used: the weights belong to"), "\(outcome.text)")
        #expect(outcome.text.contains("started    train regularised") && !outcome.text.contains("started    train plain"), "\(outcome.text)")
        #expect(outcome.text.contains("plain.safetensors is not used: "), "\(outcome.text)")
        #expect(outcome.text.contains("taken      train plain: \(models)/regularised.safetensors"), "\(outcome.text)")
        #expect(try results(folder) == before)
        #expect(try Data(contentsOf: URL(filePath: "\(models)/plain.safetensors")) == plain)
    }

    /// A training can outlive its machine: from the checkpoint kept with the results it resumes elsewhere and gives the same bytes.
    @Test func anUnfinishedTrainingIsKeptAndResumedElsewhere() throws {
        func words(_ folder: Folder, store: String) throws -> [String] {
            let copy = "\(folder.path)/Paper", file = "\(copy)/profiles/slow.yaml"
            if !FileManager.default.fileExists(atPath: copy) {
                try FileManager.default.copyItem(atPath: paper, toPath: copy)
                let text = try String(contentsOfFile: file, encoding: .utf8).replacing("epochs: 6", with: "epochs: 30")
                try (text + "keepsModels: true\n").write(toFile: file, atomically: true, encoding: .utf8)
            }
            return [
                "run", "--experiments", copy, "--profile", "slow", "--store", "\(folder.path)/\(store)", "--results", "\(folder.path)/results",
                "--jobs", "1",
            ]
        }
        let whole = try Folder(), folder = try Folder(), models = "results/Paper/slow/models"
        #expect(try run(words(whole, store: "store")).status == 0)

        Foundation.signal(SIGTERM, SIG_DFL)
        let process = try ChildProcess(repro, words(folder, store: "store"), output: .null, errors: .null, ownGroup: true)
        func hasState() -> Bool {
            let files = FileManager.default.enumerator(atPath: "\(folder.path)/store")?.compactMap { $0 as? String } ?? []
            return files.contains { $0.hasSuffix("/state.safetensors") }
        }
        while !hasState() { Thread.sleep(forTimeInterval: 0.002) }
        process.send(SIGTERM)
        #expect(process.wait(limit: 300) == .status(128 + SIGTERM))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(models)") == ["plain.state"])

        // A damaged one is reported and not used.
        let place = URL(filePath: "\(folder.path)/\(models)/plain.state"), state = try Data(contentsOf: place)
        try state.dropLast().write(to: place)
        let warned = try run(words(folder, store: "third") + ["--dry-run"]), other = try run(words(folder, store: "third"))
        #expect(warned.status == 0 && other.text.contains("plain.state is not used"), "\(other.text)")
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(models)")
        try FileManager.default.createDirectory(atPath: "\(folder.path)/\(models)", withIntermediateDirectories: true)
        try state.write(to: place)

        let resumed = try run(words(folder, store: "another"))
        #expect(resumed.status == 0 && resumed.text.contains("taken      train plain: ") && resumed.text.contains(" epochs of "), "\(resumed.text)")
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(whole.path)/\(models)") {
            let bytes = try [whole, folder].map { try Data(contentsOf: URL(filePath: "\($0.path)/\(models)/\(name)")) }
            #expect(bytes[0] == bytes[1], "\(name)")
        }
        #expect(!FileManager.default.fileExists(atPath: place.path), "done, it is removed")
        #expect(try results(whole, profile: "slow") == results(folder, profile: "slow"))
    }

    /// A copied profile with separate results uses the nets of the original profile: they are found by key.
    @Test func netsAreFoundByKeyWhereverTheyAreKept() throws {
        let folder = try Folder(), (_, models) = try fresh(folder), copy = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: "\(copy)/profiles/tiny.yaml", toPath: "\(copy)/profiles/mine.yaml")
        // The name of a file does not matter.
        try FileManager.default.moveItem(atPath: "\(models)/plain.safetensors", toPath: "\(models)/another name.safetensors")
        func words(_ command: String, _ results: String, _ more: [String] = []) -> [String] {
            [
                command, "--experiments", copy, "--profile", "mine", "--store", "\(folder.path)/\(results)-store", "--results",
                "\(folder.path)/\(results)",
            ] + more
        }
        // Another profile in the same results folder needs no option; other results are named, as a folder of nets or of results.
        for (results, more) in [("results", []), ("other", ["--models", models]), ("third", ["--models", "\(folder.path)/results"])] {
            let plan = try run(words("plan", results, more + ["--long"]))
            #expect(plan.text.contains("train plain: taken from \(models)/another name.safetensors"), "\(plan.text)")
            let outcome = try run(words("run", results, more))
            #expect(outcome.status == 0 && !outcome.text.contains("started    train"), "\(outcome.text)")
            #expect(outcome.text.contains("taken      train plain: \(models)/another name.safetensors"), "\(outcome.text)")
            #expect(Disk.exists("\(folder.path)/\(results)/Paper/mine/models/plain.safetensors"), "it is kept under its title")
            try FileManager.default.removeItem(atPath: "\(folder.path)/\(results)/Paper/mine")
        }
        let unknown = try run(words("run", "fourth", ["--models", "\(folder.path)/nowhere"]))
        #expect(unknown.status != 0 && unknown.text.contains("nowhere: no such folder of nets"), "\(unknown.text)")
    }

    /// A header is not trusted: a damaged net is reported and skipped for the next one.
    @Test func aDamagedNetElsewhereIsPassedOver() throws {
        let folder = try Folder(), (words, models) = try fresh(folder), others = ["a", "b"].map { "\(folder.path)/\($0)" }
        for other in others {
            try Disk.createFolder(other)
            for name in try Disk.list(models) { try FileManager.default.copyItem(atPath: "\(models)/\(name)", toPath: "\(other)/\(name)") }
        }
        try FileManager.default.removeItem(atPath: models)
        let net = "\(others[0])/plain.safetensors", bytes = try Disk.read(net)
        try Disk.write(bytes.dropLast(), to: net)
        let outcome = try run(words("run") + others.flatMap { ["--models", $0] })
        #expect(outcome.status == 0 && outcome.text.contains("\(net) is not used: ") && !outcome.text.contains("started    train"), "\(outcome.text)")
        #expect(outcome.text.contains("taken      train plain: \(others[1])/plain.safetensors"), "\(outcome.text)")
    }

    @Test func aProfileThatDoesNotSaySoKeepsNone() throws {
        let folder = try Folder()
        #expect(try run(words("run", folder)).status == 0)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/results/Paper/tiny/models"))
    }
}
