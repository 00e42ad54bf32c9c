import Files
import Foundation

/// A temporary folder for one test, removed at the end with everything in it.
final class Folder {
    let path = NSTemporaryDirectory() + "files-\(UUID().uuidString)"
    init() throws { try Disk.createFolder(path) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
    /// All names in it, including hidden ones.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}

/// The `FileError` that `body` throws.
func failure(_ body: () throws -> Void) -> FileError? {
    do { try body() } catch { return error as? FileError }
    return nil
}

/// Runs a shell command; returns true if it succeeded.
@discardableResult func shell(_ command: String) -> Bool {
    (try? ChildProcess("/bin/sh", ["-c", command], errors: .null).wait()) == .status(0)
}

/// A shell that runs concurrently with the test, and its output; both end with this object.
final class Background {
    let process: ChildProcess
    private let words: Channel

    fileprivate init(_ command: String) throws {
        words = try Channel()
        process = try ChildProcess("/bin/sh", ["-c", command], output: .descriptor(words.write), ownGroup: true)
        words.closeWriting()
    }

    deinit {
        process.send(SIGKILL)
        process.wait()
    }

    /// The next `count` bytes of its output; throws if they do not arrive within minutes.
    func read(_ count: Int) throws -> String {
        var data = Data()
        while data.count < count {
            guard let more = words.read(milliseconds: 300_000), !more.isEmpty else { throw FileError("a shell", "read", code: ETIMEDOUT) }
            data += more
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// Starts a shell that runs until it ends or the object is released.
func background(_ command: String) throws -> Background { try Background(command) }
