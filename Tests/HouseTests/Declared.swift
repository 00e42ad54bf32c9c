import Declarations
import Experiments
import Foundation
import Testing

/// The types that manifests can name.
@Suite struct DeclaredTypes {
    @Test func namesAreUnique() {
        let names = types.map { $0.name }
        #expect(Set(names).count == names.count)
    }

    @Test func everyTypeOfAFamilyIsInItsList() throws {
        let families = [
            "Architecture", "Dataset", "Penalty", "MinimumNormAttack", "BoundedAttack", "Observation", "Measure", "Quantity", "Work", "NetWork",
            "Model",
            "Optimiser", "Schedule", "PenaltyGradient",
        ]
        let known = Set(types.map { "\($0)" })
        var found = 0
        for file in Repository.files("Sources", ".swift") {
            for line in try Repository.text(file).split(separator: "\n") where line.hasPrefix("public struct ") || line.hasPrefix("struct ") {
                let halves = line.split(separator: ":", maxSplits: 1)
                guard halves.count == 2, families.contains(where: { halves[1].contains("\($0) {") || halves[1].contains("\($0), ") }) else {
                    continue
                }
                let name = String(halves[0].split(separator: " ").last ?? "")
                found += 1
                #expect(known.contains(name), "\(file): \(name) is in no list")
            }
        }
        #expect(found > 15)
    }

    /// A default may be added, but not changed, renamed or dropped without a new version: stored results would pass for something else.
    @Test func defaultsChangeOnlyWithTheVersion() throws {
        let path = "\(Repository.root)/Tests/HouseTests/declarations.json"
        let now = try types.map { type in "\"\(type.name)\":{\"version\":\(type.version),\"defaults\":\(try own(type))}" }.sorted()
        let text = "{\n" + now.joined(separator: ",\n") + "\n}\n"
        guard let stored = try? String(contentsOfFile: path, encoding: .utf8) else {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            Issue.record("recorded \(path): look at it, and run the test again")
            return
        }
        let old = try Tree(yaml: stored, file: path), new = try Tree(yaml: text, file: "now")
        for entry in old.entries {
            guard let current = new[entry.key] else {
                Issue.record("\(entry.key) is gone")
                continue
            }
            if current["version"] != entry.value["version"] { continue }
            for property in entry.value["defaults"]?.entries ?? [] {
                #expect(current["defaults"]?[property.key] == property.value, "\(entry.key).\(property.key) changed without a new version")
            }
        }
        if Set(new.entries.map(\.key)) != Set(old.entries.map(\.key)) || old != new {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            Issue.record("new types, defaults or versions were recorded in \(path): look at them, and run the test again")
        }
    }

    /// A type's own scalars; nested declarations are reduced to their names.
    private func own(_ type: any Declaration.Type) throws -> String {
        func shallow(_ tree: Tree) -> Tree {
            switch tree.content {
            case .mapping(let entries) where entries.count == 1 && types.contains { $0.name == entries[0].key }:
                Tree(.scalar(entries[0].key, quoted: true))
            case .mapping(let entries): Tree(.mapping(entries.map { Tree.Entry($0.key, shallow($0.value)) }))
            case .list(let items): Tree(.list(items.map(shallow)))
            default: tree
            }
        }
        // The declaration's own mapping is not a nested type, even if its only key looks like a type's name.
        let tree = try Tree(of: type.init())
        guard case .mapping(let entries) = tree.content else { return tree.canonicalJSON }
        return Tree(.mapping(entries.map { Tree.Entry($0.key, shallow($0.value)) })).canonicalJSON
    }
}

/// The paper's folder.
@Suite struct Manifests {
    @Test(arguments: try! Session.profiles("\(Repository.root)/experiments/finlay2019"))
    func everyManifestValidatesUnderEveryProfile(profile: String) throws {
        let session = try Session(folder: "\(Repository.root)/experiments/finlay2019", profile: profile)
        let all = [
            "equation37", "figure1", "figure2", "figure3", "figure4", "lemma44", "rates", "roc", "search", "section6", "steps", "strength100",
            "strength2",
            "strengthinf", "strengthleast", "table1", "table2", "table3", "table4", "table5", "table5on100", "table6", "theory", "toy", "training",
        ]
        let more = ["smoke": ["autoattackshort", "cues"], "laptop": ["autoattack", "matched"]][profile] ?? ["autoattack"]
        #expect(session.manifests.map(\.id) == (all + more).sorted())
        // Six models of the paper on CIFAR-10, one trained on PGD's images, four on CIFAR-100 and, in `laptop`, a control.
        let trainings = profile == "laptop" ? 12 : 11
        #expect(session.plan.items.filter { $0.label.hasPrefix("train") }.count == trainings * session.profile.seeds.training.count)
    }

    /// Choices are tagged where they are made, and the list of them is complete.
    @Test func choicesAndTheirListAgree() throws {
        let folder = "experiments/finlay2019"
        let places = Repository.files("Sources", ".swift") + Repository.files(folder, ".yaml")
        let made = Set(try places.flatMap { Repository.all("Choice(", ")", in: try Repository.text($0)) })
        let listed = Set(Repository.all("| C", " ", in: try Repository.text("\(folder)/README.md")).filter { Int($0) != nil }.map { "C\($0)" })
        #expect(!made.isEmpty)
        #expect(made == listed)
    }
}

/// The commands in the README exist.
@Suite struct Commands {
    @Test func commandsOfTheReadmeExist() throws {
        let readme = try Repository.text("README.md"), main = try Repository.text("Sources/repro/Repro.swift")
        let listed = main.components(separatedBy: "ubcommands: [").dropFirst().joined()
        let sources = try Repository.files("Sources/repro/Commands", ".swift").map { try Repository.text($0) }.joined()
        let make = try Repository.text("Makefile")
        let inBlocks = readme.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        var seen = 0
        for line in inBlocks {
            let words = line.split(separator: " ").map(String.init)
            if words.count > 1, words[0] == "repro" || words[0].hasSuffix("/repro") {
                let name = words[1], type = name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
                #expect(
                    listed.contains("\(type).self") || (listed.contains("\(type)Command.self") && sources.contains("\"\(name)\"")), "repro \(name)")
                for option in words where option.hasPrefix("--") { #expect(sources.contains(name) && option.count > 3, "\(option)") }
                seen += 1
            }
            if words.count > 1, words[0] == "make" {
                let target = words[1].hasPrefix("reproduce-") ? "reproduce-%" : words[1]
                #expect(make.contains("\n\(target):"), "make \(words[1])")
                seen += 1
            }
        }
        #expect(seen > 5)
    }
}
