import ArgumentParser
import Declarations
import Experiments
import Foundation

struct Types: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists the types in manifests, with keys and defaults.",
        discussion: """
            experiments/REFERENCE.md gives the meaning, unit and range of each key.

              repro types
              repro types pgd
            """)
    @Argument(help: "A type's name; by default all names, by family.")
    var name: String?

    func run() throws {
        let all = try TypeReference.all()
        guard let name else {
            let families = all.map(\.family).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
            for family in families {
                try say("\(family): \(all.filter { $0.family == family }.map(\.name).joined(separator: ", "))")
            }
            return
        }
        guard let type = all.first(where: { $0.name == name }) else {
            let near = nearest(name, all.map(\.name))
            throw ValidationError("unknown type \(name)" + (near.count == 1 ? ", did you mean \(near[0])?" : "; `repro types` lists all"))
        }
        try say("\(type.name) (\(type.family))")
        let width = (type.keys.map(\.key.count).max() ?? 0) + 2
        for (key, value) in type.keys { try say("  \("\(key):".padding(toLength: width, withPad: " ", startingAt: 0))\(value ?? "(required)")") }
    }
}
