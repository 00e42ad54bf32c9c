import Foundation
import Testing

/// Package.swift, the imports and the README's table agree about which module may import which.
@Suite struct Imports {
    /// The imports between modules of this package, by module.
    private static func written() throws -> [String: Set<String>] {
        let modules = Set(try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/Sources"))
        var imports: [String: Set<String>] = [:]
        for file in Repository.files("Sources", ".swift") {
            let module = String(file.split(separator: "/")[1])
            for line in try Repository.text(file).split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                guard let place = words.firstIndex(of: "import"), place <= 1, words.count > place + 1 else { continue }
                if modules.contains(words[place + 1]) { imports[module, default: []].insert(words[place + 1]) }
            }
        }
        return imports
    }

    /// The dependencies that Package.swift names, by target.
    private static func declared() throws -> [String: Set<String>] {
        let package = try Repository.text("Package.swift").replacing("executableTarget(", with: "target(")
        var targets: [String: Set<String>] = [:]
        for part in package.components(separatedBy: "target(").dropFirst() {
            let quoted = part.components(separatedBy: "tests(")[0].components(separatedBy: "\"")
            guard quoted.count > 1, quoted[0].trimmingCharacters(in: .whitespacesAndNewlines).isEmpty || quoted[0].contains("name:") else { continue }
            targets[quoted[1]] = Set(stride(from: 3, to: quoted.count, by: 2).map { quoted[$0] })
        }
        return targets
    }

    @Test func everyImportIsDeclaredInThePackage() throws {
        let declared = try Imports.declared()
        for (module, imports) in try Imports.written() {
            let extra = imports.subtracting(declared[module] ?? [])
            #expect(extra.isEmpty, "\(module) imports \(extra.sorted()), which Package.swift does not give it")
        }
    }

    @Test func theReadmesTableIsThePackage() throws {
        let modules = Set(try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/Sources")), declared = try Imports.declared()
        var rows: [String: Set<String>] = [:]
        for line in try Repository.text("README.md").split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3 else { continue }
            let imports = cells[2].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter(modules.contains)
            for module in Repository.all("`", "`", in: cells[0]).filter(modules.contains) { rows[module] = Set(imports) }
        }
        #expect(Set(rows.keys) == modules)
        for module in modules {
            #expect(rows[module] == declared[module]?.intersection(modules) ?? [], "\(module)")
        }
    }

    @Test func engineAndRecordsMeetInExperimentsOnly() throws {
        let engine: Set = [
            "Tensors", "Classification", "Autodiff", "Networks", "Datasets", "Training", "Attacks", "Observations", "CKernels", "Benchmarks",
        ]
        let records: Set = ["Statistics", "Records", "Scheduling", "Plots", "Reports"]
        for (module, imports) in try Imports.written() where module != "Experiments" {
            #expect(!engine.contains(module) || imports.isDisjoint(with: records), "\(module)")
            #expect(!records.contains(module) || imports.isDisjoint(with: engine), "\(module)")
        }
    }
}
