import Foundation

/// The working copy that contains these tests.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static func text(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

    /// All files under a folder with this ending, as paths from the root.
    static func files(_ folder: String, _ ending: String) -> [String] {
        let all = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(ending) }.map { "\(folder)/\($0)" }.sorted()
    }

    /// Every text between `before` and `after`.
    static func all(_ before: String, _ after: Character, in text: String) -> [String] {
        text.components(separatedBy: before).dropFirst().map { String($0.prefix { $0 != after }) }
    }
}
