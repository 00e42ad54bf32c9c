import Foundation
import Testing

/// The README agrees with the committed files.
@Suite struct Readme {
    /// A block between `<!-- from FILE -->` and `<!-- to here -->` is that file, word for word. To bring the README up to date, run the tests once
    /// with RECORD=1.
    @Test func resultsAreThoseOfTheCommittedFiles() throws {
        let text = try Repository.text("README.md"), parts = text.components(separatedBy: "<!-- from ")
        var written = parts[0], stale: [String] = []
        for part in parts.dropFirst() {
            let file = String(part.prefix { $0 != " " }), end = "<!-- to here -->"
            let halves = part.components(separatedBy: end), head = "\(file) -->\n"
            #expect(halves.count == 2 && part.hasPrefix(head), "\(file): a block ends with \(end)")
            let contents = try Repository.text(file).trimmingCharacters(in: .whitespacesAndNewlines)
            let shown = halves[0].dropFirst(head.count).trimmingCharacters(in: .whitespacesAndNewlines)
            if shown != contents { stale.append(file) }
            written += "<!-- from \(head)\n\(contents)\n\n\(end)" + halves.dropFirst().joined(separator: end)
        }
        #expect(parts.count > 3)
        #expect(stale == [], "RECORD=1 make test brings these blocks of the README up to date")
        if !stale.isEmpty, ProcessInfo.processInfo.environment["RECORD"] != nil {
            try written.write(toFile: "\(Repository.root)/README.md", atomically: true, encoding: .utf8)
        }
    }

    /// Outside those blocks and the tables of speed the README gives no result: a number there could become outdated unnoticed.
    @Test func resultsStandInBlocksAlone() throws {
        let section = try Repository.text("README.md").components(separatedBy: "## Results")[1].components(separatedBy: "## Speed")[0]
        let blocks = section.components(separatedBy: "<!-- from ").enumerated().map { index, part in
            index == 0 ? part : part.components(separatedBy: "<!-- to here -->").dropFirst().joined()
        }
        for line in blocks.joined().components(separatedBy: "\n") {
            // Settings of a run are declared in its profile; a share or a distance is a result.
            #expect(!line.contains(/[0-9](\s|\u{a0})*%/) || line.contains("95 %"), "\(line)")
            #expect(!line.contains(/\b0\.[0-9]{2,}(?! million)/), "\(line)")
        }
    }

    /// The example of a new attack is compiled as part of the attacks' tests.
    @Test func theExampleCompiles() throws {
        let lines = try Repository.text("README.md").components(separatedBy: "\n")
        let start = try #require(lines.firstIndex { $0.contains("public import Classification") })
        let block = lines[start...].prefix { $0.isEmpty || $0.hasPrefix("      ") }.map { $0.isEmpty ? "" : String($0.dropFirst(6)) }
        let example = block.joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(example.contains("struct MyAttack"))
        #expect(try Repository.text("Tests/AttacksTests/MyAttack.swift").contains(example))
    }
}
