import Classification
import Foundation
import Networks
import Tensors
import Testing
import Widths

/// Float32 through some twenty layers on both sides.
private let rounding: Float = 1e-4

/// Our weights load strictly into a PyTorch module, PyTorch's weights load here, and both give the same logits.
@Suite struct PyTorchTests {
    /// $PYTHON, else python3.
    private static let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"
    static let isAvailable = (try? run(["-c", "import torch, safetensors.torch"]))?.status == 0

    private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python] + arguments
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test(.enabled(if: isAvailable, "python3 (or $PYTHON) has no torch and safetensors"))
    func weightsGoBothWays() throws {
        let script = try #require(Bundle.module.url(forResource: "resnext", withExtension: "py", subdirectory: "PyTorch"))
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        let cases = ResNeXt.Output.allCases.map { Case(blocks: 2, width: 16, output: $0, batch: 6, side: 16) }
        for example in cases {
            let folder = root.appendingPathComponent(example.net.output.rawValue)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let net = example.net
            let family = #"{"blocks": \#(net.blocks), "width": \#(net.width), "branches": \#(net.branches), "output": "\#(net.output.rawValue)"}"#
            try Data(family.utf8).write(to: folder.appendingPathComponent("family.json"))
            try SafeTensors.encode(example.parameters).write(to: folder.appendingPathComponent("weights.safetensors"))
            try SafeTensors.encode(Parameters(names: ["images"], tensors: [example.images])).write(
                to: folder.appendingPathComponent("images.safetensors"))
        }
        let (status, output) = try Self.run([script.path, "exchange"] + cases.map { root.appendingPathComponent($0.net.output.rawValue).path })
        try #require(status == 0, "\(output)")
        for example in cases {
            let folder = root.appendingPathComponent(example.net.output.rawValue)
            func read(_ name: String) throws -> Parameters {
                try SafeTensors.decode(Data(contentsOf: folder.appendingPathComponent(name))).parameters
            }
            let trained = try read("trained.safetensors")
            #expect(Set(trained.names) == Set(example.parameters.names))
            #expect(zip(trained.names, trained.tensors).allSatisfy { example.parameters[$0] != $1 })
            for (parameters, file) in [(example.parameters, "logits.safetensors"), (trained, "trained-logits.safetensors")] {
                let model = try example.net.classifier(parameters, image: example.image, classes: 10, on: Widths.team(threads: 2))
                let mine = try model.logits(example.images), theirs = try #require(try read(file)["logits"])
                #expect(mine.shape == theirs.shape)
                let largest = theirs.values.map(abs).max() ?? 0, error = zip(mine.values, theirs.values).map { abs($0 - $1) }.max() ?? .nan
                #expect(largest > 0.05 && error < rounding * max(largest, 1), "\(example), \(file): \(error) of \(largest)")
            }
        }
    }
}
