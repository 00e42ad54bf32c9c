import Experiments
import Foundation
import Networks
import Records
import Tensors
import Testing

/// Nets that were trained elsewhere are models like any other.
@Suite(.serialized) struct Elsewhere {
    /// The test paper with a model read from `mine.safetensors`, which contains the trained net of the paper's `plain`.
    private func copy(_ folder: Folder, _ change: (inout Parameters) -> Void = { _ in }, declared: String = "architecture: the net, data: the images")
        throws
        -> [String]
    {
        let copy = "\(folder.path)/Paper", store = Store("\(folder.path)/store")
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        #expect(try run(words("run", folder)).status == 0)
        let training = try #require(try Session(folder: paper, profile: "tiny").plan.items.first { $0.label == "train plain" }).key
        var (parameters, _) = try SafeTensors.decode(try store.read(training, "weights.safetensors"))
        change(&parameters)
        // Without a key, as other programs write such files.
        try SafeTensors.encode(parameters).write(to: URL(filePath: "\(copy)/mine.safetensors"))
        let models = try String(contentsOfFile: "\(copy)/models.yaml", encoding: .utf8)
        try models.replacing("models:\n", with: "models:\n  mine: {weights: {file: mine.safetensors, \(declared)}}\n").write(
            toFile: "\(copy)/models.yaml", atomically: true, encoding: .utf8)
        let table = try String(contentsOfFile: "\(copy)/table1.yaml", encoding: .utf8)
        try table.replacing("    - {model: plain}\n", with: "    - {model: plain}\n    - {model: mine}\n").write(
            toFile: "\(copy)/table1.yaml", atomically: true, encoding: .utf8)
        return [
            "run", "table1", "--experiments", copy, "--profile", "tiny", "--store", "\(folder.path)/other", "--results", "\(folder.path)/results",
        ]
    }

    @Test func aNetFromAFileGivesTheNumbersOfTheSameNetTrainedHere() throws {
        let folder = try Folder(), words = try copy(folder), outcome = try run(words)
        #expect(outcome.status == 0 && outcome.text.contains("started    import mine"), "\(outcome.text)")
        let csv = try String(contentsOfFile: "\(folder.path)/results/Paper/tiny/table1.csv", encoding: .utf8)
        func numbers(_ row: String) -> [String] {
            csv.split(separator: "\n").filter { $0.hasPrefix("tiny,\(row),") }.map { String($0.replacing(row, with: "")) }
        }
        #expect(numbers("mine").count == 3 && numbers("mine") == numbers("plain"))
        // The path is not part of the key: a moved file is the same net.
        let moved = "\(folder.path)/elsewhere.safetensors", copy = "\(folder.path)/Paper"
        try FileManager.default.moveItem(atPath: "\(copy)/mine.safetensors", toPath: moved)
        let models = try String(contentsOfFile: "\(copy)/models.yaml", encoding: .utf8)
        try models.replacing("mine.safetensors", with: moved).write(toFile: "\(copy)/models.yaml", atomically: true, encoding: .utf8)
        #expect(!(try run(words)).text.contains("started"))
    }

    @Test func aNetThatDoesNotFitIsRefusedWhenPlanning() throws {
        func refusal(_ change: (inout Parameters) -> Void, declared: String = "architecture: the net, data: the images") throws -> String {
            let folder = try Folder(), words = try copy(folder, change, declared: declared), outcome = try run(words)
            #expect(outcome.status != 0 && !outcome.text.contains("started"))
            return outcome.text
        }
        let nan = try refusal { $0.tensors[0].values[3] = .nan }
        #expect(nan.contains("mine.safetensors: the tensor features.0.conv.weight holds a number that is not finite"), "\(nan)")
        let missing = try refusal { ($0.names, $0.tensors) = (Array($0.names.dropLast()), Array($0.tensors.dropLast())) }
        #expect(missing.contains("mine.safetensors") && missing.contains("head.bias"), "\(missing)")
        let shape = try refusal({ _ in }, declared: "architecture: {resNeXt: {blocks: 1, width: 8}}, data: the images")
        #expect(shape.contains("features.0.conv.weight") && shape.contains("[8, 3, 3, 3]"), "\(shape)")
        let classes = try refusal({ _ in }, declared: "architecture: the net, data: {procedural: {side: 16, classes: 7}}")
        #expect(classes.contains("head.weight") && classes.contains("[7, 16]"), "\(classes)")
    }
}
