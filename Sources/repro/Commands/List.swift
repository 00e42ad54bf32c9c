import ArgumentParser
import Declarations
import Experiments
import Foundation

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists experiments, profiles, and every name a manifest can use.",
        discussion: "Example: repro list --names")
    @OptionGroup var what: What
    @Flag(help: "Also list the types that manifests can name.")
    var names = false

    func run() throws {
        let session = try what.session()
        print("Experiments of \(session.folder):")
        for manifest in session.manifests {
            print("  \(manifest.id.padding(toLength: 10, withPad: " ", startingAt: 0)) \(manifest.title)")
        }
        print("Profiles: \(try Session.profiles(what.folder).joined(separator: ", "))")
        if names { print("Types: \(types.map { $0.name }.sorted().joined(separator: ", "))") }
    }
}
