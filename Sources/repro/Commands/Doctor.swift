import ArgumentParser
import Experiments
import Foundation
import Records

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reports toolchain, packages, processor, data, disk.",
        discussion: "Example: repro doctor --data shared/data")
    @OptionGroup var place: Where
    @Option(help: "The folder of the data.", transform: namedFolder)
    var data: String?

    func run() throws {
        let machine = Provenance.Machine.current(), source = Provenance.Source.current()
        let fingerprint = try Fingerprint.current()
        let swift = Host.output("swift", ["--version"])?.split(separator: "\n").first.map(String.init)
        let facts: [(String, String)] = [
            ("toolchain", swift ?? "no swift on the path; this program was built by \(Provenance.compiler)"),
            ("libopenblas", package("openblas", "libopenblas-dev")),
            ("libpng", package("libpng", "libpng-dev")),
            ("OpenBLAS", "\(Host.openBLASVersion), core \(Host.openBLASCore)"),
            ("processor", "\(machine.processor), \(machine.cores) cores, \(machine.memory >> 30) GB"),
            ("instructions", Host.instructions),
            (
                "fingerprint",
                fingerprint == Fingerprint.expected
                    ? "\(fingerprint.prefix(12)): this machine computes the same bits as all others"
                    : "\(fingerprint) instead of \(Fingerprint.expected): this machine computes OTHER BITS than all others"
            ),
            (
                "commit",
                source.commit.map { $0 + (source.isDirty == true ? ", with changes" : "") }
                    ?? "unknown: the program is outside its repository, or its source has changed"
            ),
            ("data", DataFolder.describe(data)),
            ("disk", disk),
        ]
        for (name, fact) in facts { try say(name.padding(toLength: 13, withPad: " ", startingAt: 0) + fact) }
    }

    private func package(_ module: String, _ name: String) -> String {
        Host.output("pkg-config", ["--modversion", module]) ?? "not found through pkg-config: install \(name) (make setup)"
    }

    private var disk: String {
        // The store may not exist yet: use the nearest existing folder above it.
        var folder = URL(filePath: place.folder).standardizedFileURL
        while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" { folder = folder.deletingLastPathComponent() }
        let free = (try? FileManager.default.attributesOfFileSystem(forPath: folder.path))?[.systemFreeSize] as? NSNumber
        return free.map { "\($0.int64Value / 1_000_000_000) GB free at \(folder.path)" } ?? "unknown at \(folder.path)"
    }
}
