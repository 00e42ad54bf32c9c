import Benchmarks
import Foundation
import Tensors
import Testing

/// What a step consists of: which kernels each layer uses at each vector width, how many phases of shared work there are, what memory the first
/// step makes, and that the second makes none. It changes only on purpose: then delete the golden and run once, which fails, and again.
@Test func kernelsPhasesAndMemoryAreThoseRecorded() throws {
    // In a process of its own, since the memory is counted for a whole process.
    let repro = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "repro")
    let process = Process(), pipe = Pipe()
    (process.executableURL, process.arguments, process.standardOutput) = (repro, ["bench", "--plan", "--batch", "16"], pipe)
    try process.run()
    let found = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self).split(separator: "\n").map(String.init)
    process.waitUntilExit()
    #expect(found.filter { $0.hasSuffix("made again by the next step: 0") }.count == 2 * Step.allCases.count)

    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/plan.txt")
    guard let recorded = try? String(contentsOf: file, encoding: .utf8) else {
        try (found.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
        Issue.record("recorded \(file.lastPathComponent); run again")
        return
    }
    // The lines of a vector width that this machine lacks are left to one that has it.
    let lacking = InstructionSet.names.filter { InstructionSet(named: $0) == nil }
    let expected = recorded.split(separator: "\n").map(String.init).filter { line in !lacking.contains { line.contains("  \($0)  ") } }
    for line in Set(expected).symmetricDifference(found).sorted() { Issue.record("\(expected.contains(line) ? "-" : "+") \(line)") }
}
