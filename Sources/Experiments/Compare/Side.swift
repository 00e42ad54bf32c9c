import Files
import Foundation
import Records

/// One side of a comparison: a source of the files of a profile's results.
public struct Side: Sendable, CustomStringConvertible {
    private enum Place: Sendable { case folder(String), revision(String, String), paper }
    private let place: Place
    /// The side as the user named it.
    public let description: String

    /// True for the numbers that the paper prints.
    public var isPaper: Bool { if case .paper = place { true } else { false } }
    /// The folder of its files; nil for a git revision and for the paper.
    var folder: String? { if case .folder(let folder) = place { folder } else { nil } }

    /// The side that a word names: `results`, `baseline`, `paper`, `git:REVISION`, `profile:NAME`, or a folder of results (the files themselves, or a
    /// folder like `results`). Throws `Refused` for a folder that does not exist, and `RecordsError` for results of an unknown
    /// version.
    public init(_ word: String, of results: Results) throws {
        description = word
        switch word {
        case "results": place = .folder(results.place)
        case "baseline": place = .folder(results.baselines)
        case "paper": place = .paper
        case _ where word.hasPrefix("git:"):
            let revision = String(word.dropFirst(4))
            // It must not be read as an option of git.
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
        throw Refused("\(word): there is no folder \(folder); a side is results, baseline, paper, git:REVISION, profile:NAME or a folder of results")
    }

    /// A text file of this side and its name for messages; nil if there is none. Throws `FileError`, and `Refused` for a revision that git does not
    /// know.
    func file(_ name: String) throws -> (text: String, file: String)? {
        if let folder {
            let file = "\(folder)/\(name)"
            return Disk.exists(file) ? (try TextFile.read(file), file) : nil
        }
        return try data(name).map { (String(decoding: $0.data, as: UTF8.self), $0.file) }
    }

    /// A file's bytes and its name for messages, likewise.
    func data(_ name: String) throws -> (data: Data, file: String)? {
        switch place {
        case .paper: return nil
        case .folder(let folder):
            let file = "\(folder)/\(name)"
            return Disk.exists(file) ? (try Disk.read(file), file) : nil
        case .revision(let revision, let folder):
            let git = ["--no-optional-locks", "-C", folder]
            guard (try? ChildProcess.output(of: "git", git + ["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"], limit: 60)) != nil else {
                throw Refused("git knows no revision \(revision) in \(folder)")
            }
            guard let data = try? ChildProcess.bytes(of: "git", git + ["show", "\(revision):./\(name)"], limit: 60) else { return nil }
            return (data, "\(revision):\(folder)/\(name)")
        }
    }
}
