// A download that can be interrupted at any moment: curl or wget (as processes) write a `.part` file and continue it, tar unpacks into
// a folder beside the place, every file is held to its checksum, and the folder takes its place in one step. No half of it is ever seen.

import Files
import Foundation

/// An archive (tar.gz) whose one folder is a data set.
public struct Download: Sendable {
    /// Where the archive lies: any address that curl knows.
    public let address: String
    /// The folder inside the archive.
    public let contents: String
    /// The files that the folder must hold and their SHA-256 sums.
    public let sums: [String: String]

    public init(address: String, contents: String, sums: [String: String]) {
        (self.address, self.contents, self.sums) = (address, contents, sums)
    }

    /// The binary version of CIFAR-10 from its home page: 162 MB, 184 MB unpacked.
    public static let cifar10 = Download(
        address: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", contents: CIFAR10.folderName,
        sums: Dictionary(uniqueKeysWithValues: CIFAR10.files.map { ($0.name, $0.sha256) }))

    /// Puts `contents` into `folder` and returns its path; what is there and right already is left alone. Throws `DatasetError`.
    ///
    /// `report` is told each step in a line.
    @discardableResult
    public func callAsFunction(into folder: String, report: (String) -> Void = { _ in }) throws -> String {
        let place = "\(folder)/\(contents)"
        if mistake(in: place) == nil {
            report("\(place) is complete")
            return place
        }
        try Disk.createFolder(folder)
        let part = "\(folder)/\(contents).tar.gz.part"
        report("fetching \(address)")
        try fetch(part)

        let unpacked = "\(folder)/.\(contents).\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: unpacked) }
        try? FileManager.default.removeItem(atPath: unpacked)
        try Disk.createFolder(unpacked)
        report("unpacking and checking")
        let status = try run("tar", ["-xzf", part, "-C", unpacked])
        if let wrong = status == 0 ? mistake(in: "\(unpacked)/\(contents)") : ("archive", "tar cannot unpack it (exit status \(status))") {
            try Disk.remove(part)  // it is whole and wrong: continuing it would never mend it
            throw DatasetError(file: wrong.file, found: "\(wrong.found), from \(address)", remedy: "Nothing was changed; run `make data` again.")
        }
        try put("\(unpacked)/\(contents)", at: place)
        try Disk.remove(part)
        report("\(place) is complete")
        return place
    }

    /// The first file of `place` that is missing or has another sum.
    private func mistake(in place: String) -> (file: String, found: String)? {
        for (name, expected) in sums.sorted(by: { $0.key < $1.key }) {
            let path = "\(place)/\(name)"
            guard Disk.exists(path) else { return (name, "missing") }
            let sum = (try? Disk.sha256(ofFile: path)) ?? "unreadable"
            if sum != expected { return (name, "SHA-256 sum \(sum) where \(expected) is expected") }
        }
        return nil
    }

    /// Continues `part` with curl, or with wget where there is no curl.
    private func fetch(_ part: String) throws {
        let commands: [(String, [String])] = [
            ("curl", ["--fail", "--location", "--retry", "3", "--show-error", "--continue-at", "-", "--output", part, address]),
            ("wget", ["--continue", "--tries=3", "--no-verbose", "--output-document", part, address]),
        ]
        for (command, arguments) in commands {
            let status = try run(command, arguments)
            // A server that is asked to continue a whole file may refuse; whether it is whole, tar and the sums decide.
            let refused = command == "curl" && [22, 33, 36].contains(status) && isArchive(part)
            if status == 0 || refused { return }
            if status != Self.notFound {
                throw DatasetError(
                    file: part, found: "\(command) ended with exit status \(status) while fetching \(address)",
                    remedy: "Run `make data` again: it continues where it stopped.")
            }
        }
        throw DatasetError(file: part, found: "neither curl nor wget is installed", remedy: "Install one of them, or fetch \(address) by hand.")
    }

    private func isArchive(_ path: String) -> Bool { Disk.exists(path) && (try? run("gzip", ["-t", path])) == 0 }

    /// Renames a whole folder into place; a damaged one that lies there is moved aside first and removed last.
    private func put(_ folder: String, at place: String) throws {
        let aside = "\(folder).old"
        let replaces = Disk.exists(place)
        if replaces && rename(place, aside) != 0 || rename(folder, place) != 0 {
            let reason = String(cString: strerror(errno))
            if replaces && !Disk.exists(place) { rename(aside, place) }
            throw DatasetError(file: place, found: "cannot be put there (\(reason))", remedy: "Check the folder's permissions and the disk's space.")
        }
    }

    private static let notFound: Int32 = 127

    /// Runs a command found by `env`, output and errors where ours go; its exit status, 127 if there is no such command.
    private func run(_ command: String, _ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [command] + arguments
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}
