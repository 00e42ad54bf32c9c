import Declarations
import Experiments
import Foundation
import Testing

/// `experiments/REFERENCE.md`: keys and defaults as the program reads them, meanings as the source documents them.
@Suite struct Reference {
    /// To bring the page up to date, run the tests once with RECORD=1.
    @Test func thePageIsThatOfTheDeclarations() throws {
        let path = "experiments/REFERENCE.md", text = try page(), stored = try? Repository.text(path)
        #expect(stored == text, "RECORD=1 make test brings \(path) up to date")
        if stored != text, ProcessInfo.processInfo.environment["RECORD"] != nil {
            try text.write(toFile: "\(Repository.root)/\(path)", atomically: true, encoding: .utf8)
        }
    }

    /// Every type that a manifest can name is in the reference, and every key has a meaning.
    @Test func nothingIsLeftOut() throws {
        let all = try TypeReference.all(), names = Set(all.map(\.name))
        for type in types { #expect(names.contains(type.name), "\(type.name) is in no family of the reference") }
        let sources = try Documented.all()
        for entry in all {
            let source = try #require(sources["\(entry.type)"], "\(entry.type) is not found in the sources")
            for (key, _) in entry.keys { #expect(source.keys[key] != nil, "\(entry.type).\(key) has no comment") }
        }
    }

    private func page() throws -> String {
        let sources = try Documented.all()
        var lines = [
            "# Manifest reference", "",
            "Made from the declarations in `Sources`. A value of a family is written as its type's name, with its keys where they differ from the",
            "defaults: `attack: {within: {of: {pgd: {steps: 7}}, radius: 8/255}}`. Numbers may be fractions. `repro types NAME` prints one entry.",
            "",
        ]
        var family = ""
        for entry in try TypeReference.all() {
            if entry.family != family { lines += ["## \(entry.family.prefix(1).uppercased() + entry.family.dropFirst())", ""] }
            family = entry.family
            let source = sources["\(entry.type)"]
            lines += ["### `\(entry.name)`", "", source?.text ?? "", ""]
            if entry.keys.isEmpty { continue }
            lines += ["| key | default | meaning |", "|---|---|---|"]
            for (key, value) in entry.keys {
                let value = value.map { $0.isEmpty ? "" : "`\($0.replacing("|", with: "\\|"))`" } ?? "required"
                lines.append("| `\(key)` | \(value) | \((source?.keys[key] ?? "").replacing("|", with: "\\|")) |")
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }
}

/// The doc comments of a type and of its properties.
private struct Documented {
    var text = "", keys: [String: String] = [:]

    /// By type, from every file of the sources. A type's properties are those up to the first brace in the first column.
    static func all() throws -> [String: Documented] {
        var all: [String: Documented] = [:]
        for file in Repository.files("Sources", ".swift") {
            var comment: [String] = [], type: String?
            for line in try Repository.text(file).components(separatedBy: "\n") {
                let words = line.trimmingCharacters(in: .whitespaces)
                if words.hasPrefix("///") {
                    comment.append(String(words.dropFirst(3)).trimmingCharacters(in: .whitespaces))
                    continue
                }
                if line == "}" { type = nil }
                if let match = line.firstMatch(of: /^(?:public |package )?struct (\w+)/) {
                    type = String(match.1)
                    all[String(match.1), default: Documented()].text = comment.joined(separator: " ")
                } else if let type, let match = words.firstMatch(of: /^(?:@\w+ )*(?:public )(?:private\(set\) )?var (.*)/) {
                    // Several properties may share a line and a comment.
                    for name in match.1.split(separator: ",") {
                        guard let key = name.trimmingCharacters(in: .whitespaces).firstMatch(of: /^\w+/) else { continue }
                        if !comment.isEmpty { all[type]?.keys[String(key.0)] = comment.joined(separator: " ") }
                    }
                }
                comment = []
            }
        }
        return all
    }
}
