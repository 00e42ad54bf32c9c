import Files
import Foundation

/// A folder for one test, removed with everything in it at the end.
final class Folder {
    let path = NSTemporaryDirectory() + "files-\(UUID().uuidString)"
    init() throws { try Disk.createFolder(path) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    /// All names in it, hidden ones too.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

/// The `FileError` that `body` throws.
func failure(_ body: () throws -> Void) -> FileError? {
    do { try body() } catch { return error as? FileError }
    return nil
}

/// Runs a shell command and says whether it succeeded.
@discardableResult func shell(_ command: String) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}

/// A shell that runs on until it is killed.
func background(_ command: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    try process.run()
    return process
}
