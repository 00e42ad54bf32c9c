import Foundation
import Testing

/// Golden digests, one line each in Goldens/bits.txt: `name digest`.
///
/// After an intended change of bits (another declaration, another numerics version), delete the line or the file and run twice: the first run records
/// what is missing and fails, so that somebody looks at it; the second compares.
func expectBits(_ values: [Float], _ name: String, _ location: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/bits.txt")
    try lock.withLock {
        let lines = ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
        let line = "\(name) \(String(digest(values), radix: 16))"
        guard let recorded = lines.first(where: { $0.hasPrefix(name + " ") }) else {
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try ((lines + [line]).sorted().joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded \(line) in Goldens/bits.txt: look at it, then run again", sourceLocation: location)
            return
        }
        #expect(line == recorded, "if this is meant, delete the line in Goldens/bits.txt and run twice", sourceLocation: location)
    }
}

/// Tests run concurrently and share the file.
private let lock = NSLock()
