import Experiments
import Foundation
import Records
import Scheduling
import Testing

/// A temporary folder for one test, removed with this object.
final class Folder: Sendable {
    let path: String
    init() throws {
        path = "\(NSTemporaryDirectory())/experiments-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, _ name: String) throws -> String {
        try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
        return "\(path)/\(name)"
    }
}

/// The program under test is next to the test program.
let repro = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "repro").path
let paper = Bundle.module.resourcePath! + "/Paper"

/// Runs `repro` with these arguments; returns its status and output.
func run(_ words: [String], killAfter seconds: Double? = nil) throws -> (status: Int32, text: String) {
    let process = Process(), pipe = Pipe()
    process.executableURL = URL(filePath: repro)
    process.arguments = words
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    if let seconds {
        Thread.sleep(forTimeInterval: seconds)
        kill(process.processIdentifier, SIGKILL)
    }
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
}

/// The arguments for a run of the test paper in a folder.
func words(_ command: String, _ folder: Folder, profile: String = "tiny", _ more: [String] = []) -> [String] {
    var words = [command, "--experiments", paper, "--profile", profile, "--store", "\(folder.path)/store"]
    if command == "diff" || command == "bless" { words.removeLast(2) }
    return words + ["--results", "\(folder.path)/results"] + more
}

/// All result files of a folder, by name, except the record of machine, date and seconds, which differs between
/// runs.
func results(_ folder: Folder, profile: String = "tiny") throws -> [String: Data] {
    let place = "\(folder.path)/results/Paper/\(profile)"
    let files = try FileManager.default.subpathsOfDirectory(atPath: place).filter {
        $0.contains(".") && !$0.hasPrefix("models/") && $0 != "provenance.csv"
    }
    return Dictionary(uniqueKeysWithValues: try files.map { ($0, try Data(contentsOf: URL(filePath: "\(place)/\($0)"))) })
}

/// The results of a run that nothing disturbed.
func undisturbed(profile: String) throws -> [String: Data] {
    let folder = try Folder(), outcome = try run(words("run", folder, profile: profile, ["--threads", "1"]))
    #expect(outcome.status == 0, "\(outcome.text)")
    return try results(folder, profile: profile)
}
