import Benchmarks
import Foundation
import Tensors
import Testing

/// The plan of every step: the kernels of each layer at each vector width, the number of phases of shared work, the memory that the first step
/// allocates, and that the second allocates none. After an intended change, delete the golden on a machine that has every width and run twice.
@Test func kernelsPhasesAndMemoryAreThoseRecorded() throws {
    let widths = InstructionSet.fused
    // In a separate process, since memory is counted for a whole process.
    let repro = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "repro")
    let process = Process(), pipe = Pipe()
    (process.executableURL, process.arguments, process.standardOutput) = (repro, ["bench", "--plan", "--batch", "16"], pipe)
    try process.run()
    let found = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self).split(separator: "\n").map(String.init)
    process.waitUntilExit()
    #expect(found.filter { $0.hasSuffix("made again by the next step: 0") }.count == 2 * Step.allCases.count * widths.count)
    #expect(found.allSatisfy { line in widths.contains { line.contains("  \($0)  ") } }, "every line belongs to a width of this machine")

    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/plan.txt")
    guard let recorded = try? String(contentsOf: file, encoding: .utf8) else {
        try (found.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
        Issue.record("recorded \(file.lastPathComponent); run again")
        return
    }
    // Lines of a width that this machine lacks are skipped, and checked on a machine that has it.
    let lines = recorded.split(separator: "\n").map(String.init)
    for line in lines where !InstructionSet.names.contains(where: { line.contains("  \($0)  ") }) { Issue.record("no width: \(line)") }
    let expected = lines.filter { line in widths.contains { line.contains("  \($0)  ") } }
    for line in Set(expected).symmetricDifference(found).sorted() { Issue.record("\(expected.contains(line) ? "-" : "+") \(line)") }
}
