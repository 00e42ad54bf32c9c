import ArgumentParser
import Declarations
import Experiments
import Foundation

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists experiments, profiles and declarable types.",
        discussion: "Example: repro list --names")
    @OptionGroup var what: What
    @Flag(help: "Also list the types that manifests can name.")
    var names = false

    func run() throws {
        let session = try what.session()
        try say("Experiments of \(session.folder):")
        for manifest in session.manifests {
            try say("  \(manifest.id.padding(toLength: 10, withPad: " ", startingAt: 0)) \(manifest.title)")
        }
        try say("Profiles: \(try Session.profiles(what.folder).joined(separator: ", "))")
        if names { try say("Types: \(types.map { $0.name }.sorted().joined(separator: ", "))") }
    }
}
