import Files
import Foundation
import Records

/// One side of a comparison: where the files of a profile's results are read from.
public struct Side: Sendable, CustomStringConvertible {
    private enum Place: Sendable { case folder(String), revision(String, String) }
    private let place: Place
    /// As it was named.
    public let description: String

    /// The side that a word names: `results`, `baseline`, `git:REVISION`, `profile:NAME`, or a folder of results (the files themselves, or a folder like
    /// `results`). Throws `Refused` for a folder that does not exist, and `RecordsError` for results of an unknown version.
    public init(_ word: String, of results: Results) throws {
        description = word
        switch word {
        case "results": place = .folder(results.place)
        case "baseline": place = .folder(results.baselines)
        case _ where word.hasPrefix("git:"):
            let revision = String(word.dropFirst(4))
            // Not an option of git, whatever is typed.
            if revision.isEmpty || revision.hasPrefix("-") { throw Refused("\(word): a revision is needed, as in git:HEAD~1") }
            place = .revision(revision, results.place)
        case _ where word.hasPrefix("profile:"): place = .folder(try Side.existing("\(results.place)/../\(word.dropFirst(8))", word))
        default:
            let inside = "\(word)/\(results.session.paper)/\(results.session.profileName)"
            place = .folder(Disk.exists(inside) ? inside : try Side.existing(word, word))
        }
        if case .folder(let folder) = place { try FolderFormat.check(folder, upTo: FolderFormat.results) }
    }

    private static func existing(_ folder: String, _ word: String) throws -> String {
        if Disk.exists(folder) { return folder }
        throw Refused("\(word): there is no folder \(folder); a side is results, baseline, git:REVISION, profile:NAME or a folder of results")
    }

    /// A file of this side and its name for messages; nil if there is none. Throws `FileError`, and `Refused` for a revision that git does not know.
    func file(_ name: String) throws -> (text: String, file: String)? {
        switch place {
        case .folder(let folder):
            let file = "\(folder)/\(name)"
            return Disk.exists(file) ? (try TextFile.read(file), file) : nil
        case .revision(let revision, let folder):
            let git = ["--no-optional-locks", "-C", folder]
            guard (try? ChildProcess.output(of: "git", git + ["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"], limit: 60)) != nil else {
                throw Refused("git knows no revision \(revision) in \(folder)")
            }
            guard let data = try? ChildProcess.bytes(of: "git", git + ["show", "\(revision):./\(name)"], limit: 60) else { return nil }
            return (String(decoding: data, as: UTF8.self), "\(revision):\(folder)/\(name)")
        }
    }
}
