import Foundation
import Testing

/// Compares with files under Snapshots/. A missing one is recorded, and the recording run fails, so that someone looks at it.
enum Snapshot {
    static func expect(_ text: String, _ name: String, _ location: SourceLocation = #_sourceLocation) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots"), file = folder.appending(path: name)
        guard FileManager.default.fileExists(atPath: file.path) else {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(name): look at it, then run again", sourceLocation: location)
            return
        }
        let stored = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(stored == text, "\(name) reads differently; delete it to record it anew", sourceLocation: location)
    }
}
