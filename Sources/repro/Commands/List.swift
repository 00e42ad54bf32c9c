import ArgumentParser
import Experiments
import Foundation

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists experiments and profiles.",
        discussion: "`repro types` lists the types that manifests can name.")
    @OptionGroup var what: What

    func run() throws {
        let session = try what.session()
        try say("Experiments of \(session.folder):")
        let width = session.manifests.map(\.id.count).max() ?? 0
        for manifest in session.manifests {
            try say("  \(manifest.id.padding(toLength: width, withPad: " ", startingAt: 0))  \(manifest.title)")
        }
        try say("Profiles: \(try Session.profiles(what.folder).joined(separator: ", "))")
    }
}
