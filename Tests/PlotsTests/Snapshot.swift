import Foundation
import Plots
import Testing

/// Compares with files under Snapshots/. A missing one is recorded, and the recording run fails, so that someone looks at it.
enum Snapshot {
    /// A corner moves by at most one step of the raster's grid of 1/64 pixel when the last bit of a logarithm changes.
    static let oneGridStep = 255 / 64 + 1

    static func expect(_ pixels: Pixels, _ name: String, _ location: SourceLocation = #_sourceLocation) throws {
        guard let stored = try file(name, try pixels.png(), location) else { return }
        let old = try Pixels(png: stored)
        #expect(old.width == pixels.width && old.height == pixels.height, sourceLocation: location)
        let worst = zip(old.values, pixels.values).map { abs(Int($0) - Int($1)) }.max() ?? 0
        #expect(worst <= oneGridStep, "\(name) looks different; delete it to record it anew", sourceLocation: location)
    }

    static func expect(_ text: String, _ name: String, _ location: SourceLocation = #_sourceLocation) throws {
        guard let stored = try file(name, Data(text.utf8), location) else { return }
        #expect(String(decoding: stored, as: UTF8.self) == text, "\(name) reads differently; delete it to record it anew", sourceLocation: location)
    }

    private static func file(_ name: String, _ new: Data, _ location: SourceLocation) throws -> Data? {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots"), file = folder.appending(path: name)
        if FileManager.default.fileExists(atPath: file.path) { return try Data(contentsOf: file) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try new.write(to: file)
        Issue.record("recorded \(name): look at it, then run again", sourceLocation: location)
        return nil
    }
}
