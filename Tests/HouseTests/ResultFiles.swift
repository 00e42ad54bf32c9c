import Foundation
import Testing

/// The README's list of result files, which other programs rely on.
@Suite struct ResultFiles {
    @Test func theColumnsAreThoseOfTheCommittedFiles() throws {
        let section = try Repository.text("README.md").components(separatedBy: "### The results folder")[1].components(separatedBy: "\n### ")[0]
        let examples = ["TABLE.csv": "table1.csv", "FIGURE.csv": "figure2.csv"]
        var listed: Set<String> = []
        for line in section.split(separator: "\n") where line.hasPrefix("| `") && !line.hasPrefix("| `rows/") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let name = cells[0].replacing("`", with: ""), file = "results/finlay2019/laptop/\(examples[name] ?? name)"
            let header = try Repository.text(file).split(separator: "\n")[0]
            #expect(cells[2].replacing(", ", with: ",") == header, "\(file)")
            listed.insert(examples[name] ?? name)
        }
        let place = "\(Repository.root)/results/finlay2019/laptop", files = try FileManager.default.contentsOfDirectory(atPath: place)
        // Every table and figure has the columns of the example of its kind.
        for name in files where name.hasSuffix(".csv") && !listed.contains(name) {
            let header = try Repository.text("results/finlay2019/laptop/\(name)").split(separator: "\n")[0]
            let kind = files.contains(name.replacing(".csv", with: ".png")) ? "figure2.csv" : "table1.csv"
            #expect(header == (try Repository.text("results/finlay2019/laptop/\(kind)").split(separator: "\n")[0]), "\(name) is not in the list")
        }
        #expect(try Repository.text("results/finlay2019/laptop/format") == "1\n" && section.contains("the version, now 1;"))
    }
}
