import Experiments
import Foundation
import Records
import Testing

/// Trained nets that lie beside the results.
@Suite(.serialized) struct Models {
    /// The test paper under a profile that keeps its nets, run once, and its store thrown away.
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
        #expect(names == ["plain.safetensors", "regularised.safetensors"])
        let bytes = try names.map { try Data(contentsOf: URL(filePath: "\(models)/\($0)")) }
        let plan = try run(words("plan"))
        #expect(plan.text.contains("train plain: taken from \(models)/plain.safetensors"), "\(plan.text)")
        #expect(!(try run(words("run") + ["--dry-run"])).text.contains("would run  train"))
        let outcome = try run(words("run"))
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("taken      train plain") && !outcome.text.contains("started    train"), "\(outcome.text)")
        #expect(try results(folder) == before)
        #expect(try names.map { try Data(contentsOf: URL(filePath: "\(models)/\($0)")) } == bytes)
    }

    @Test func oneOfOtherSettingsAndADamagedOneAreTrainedAnewAndSo() throws {
        let folder = try Folder(), (words, models) = try fresh(folder), before = try results(folder)
        let plain = try Data(contentsOf: URL(filePath: "\(models)/plain.safetensors"))
        try plain.write(to: URL(filePath: "\(models)/regularised.safetensors"))
        try plain.dropLast().write(to: URL(filePath: "\(models)/plain.safetensors"))
        let outcome = try run(words("run"))
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("regularised.safetensors is not used: the weights belong to"), "\(outcome.text)")
        #expect(outcome.text.contains("plain.safetensors is not used: ") && outcome.text.contains("started    train plain"), "\(outcome.text)")
        #expect(try results(folder) == before)
        #expect(try Data(contentsOf: URL(filePath: "\(models)/plain.safetensors")) == plain)
    }

    @Test func aProfileThatDoesNotSaySoKeepsNone() throws {
        let folder = try Folder()
        #expect(try run(words("run", folder)).status == 0)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/results/Paper/tiny/models"))
    }
}
