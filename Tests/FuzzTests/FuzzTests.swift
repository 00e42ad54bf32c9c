import Foundation
import Testing

/// Every parser under damaged and hostile files made from the committed ones: it rejects or reads each within five seconds and a gigabyte. Takes a
/// few seconds in all. With SOAK_MINUTES=N, each parser gets at least 100,000 inputs (about ten minutes in all), for at least N minutes.
@Suite(.serialized) struct FuzzTests {
    @Test func rows() async throws { try await fuzz("rows") }
    @Test func job() async throws { try await fuzz("job") }
    @Test func safetensors() async throws { try await fuzz("safetensors") }
    @Test func checkpoint() async throws { try await fuzz("checkpoint") }
    @Test func table() async throws { try await fuzz("table") }
    @Test func figure() async throws { try await fuzz("figure") }
    @Test func published() async throws { try await fuzz("published") }
    @Test func profile() async throws { try await fuzz("profile") }
    @Test func include() async throws { try await fuzz("include") }
    @Test func claims() async throws { try await fuzz("claims") }
    @Test func manifest() async throws { try await fuzz("manifest") }

    /// The number of parsers that share the minutes.
    private static let parsers = 11.0

    /// No input breaks the parser of this name.
    private func fuzz(_ name: String) async throws {
        let folder = "\(NSTemporaryDirectory())/fuzz-\(name)-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let minutes = ProcessInfo.processInfo.environment["SOAK_MINUTES"].flatMap { Double($0) } ?? 0
        let seconds = minutes * 60 / Self.parsers, least = minutes > 0 ? 100_000 : nil, seed: UInt64 = 1

        let child = Child(name: name, folder: folder, seed: seed, seconds: seconds, least: least)
        let outcome = await #expect(processExitsWith: .success) { [child = child as Child] in try child.run() }
        let counts = try Counts("\(folder)/counts"), begun = counts[.begun], accepted = counts[.accepted]
        print("fuzz \(name): \(begun) inputs of seed \(seed), \(accepted) of them accepted")
        if outcome == nil {
            let input = Child.input(max(0, begun - 1), of: try Target.named(name, in: "\(folder)/again"), seed: seed)
            let file = "\(folder)/\(begun - 1)-\(URL(filePath: input.name).lastPathComponent)"
            try input.data.write(to: URL(filePath: file))
            Issue.record("input \(begun - 1) of \(name) ends the process; it is \(file), in the place of \(input.name)")
            return
        }
        // Otherwise the mutations are too harsh or too mild to find anything.
        #expect(accepted > 0 && accepted < begun, "\(accepted) of \(begun) inputs are accepted")
        try FileManager.default.removeItem(atPath: folder)
    }
}
