// A download that can be interrupted at any moment, and that others may run at the same time. curl or wget (as processes) write a `.part` file and
// continue it; the archive is held to its checksum before anything reads it; tar unpacks into a folder beside the place, every file is held to
// its own checksum, and the files that are missing or damaged take their places one by one, each in one step. Nothing else in the place is touched.

import Files
import Foundation

/// An archive (tar.gz) that holds the files of a data set in one folder.
public struct Download: Sendable {
    /// Where the archive is: any address that curl knows.
    public let address: String
    /// The archive's SHA-256 sum.
    public let sum: String
    /// The folder inside the archive.
    public let contents: String
    /// The files that the folder must hold and their SHA-256 sums.
    public let sums: [String: String]

    /// Makes a download; see the properties.
    public init(address: String, sum: String, contents: String, sums: [String: String]) {
        (self.address, self.sum, self.contents, self.sums) = (address, sum, contents, sums)
    }

    /// The binary version of CIFAR-10 from its home page: 162 MB, 184 MB unpacked.
    public static let cifar10 = Download(
        address: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
        sum: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", contents: CIFAR10.folderName,
        sums: Dictionary(uniqueKeysWithValues: CIFAR10.files.map { ($0.name, $0.sha256) }))

    /// Puts `contents` into `folder` and returns its path; what is there and right already is left alone.
    ///
    /// `report` receives each step in a line. Throws `DatasetError` and `FileError`; then no file of `contents` has changed for the worse, and what
    /// was fetched is kept unless it is wrong.
    @discardableResult
    public func callAsFunction(into folder: String, report: (String) -> Void = { _ in }) throws -> String {
        let place = "\(folder)/\(contents)"
        if wrong(in: place).isEmpty {
            report("\(place) is complete")
            return place
        }
        try Disk.createFolder(folder)
        let lock = try lock(folder, report)
        defer { withExtendedLifetime(lock) {} }
        // Another download may have done it in the meantime.
        if !wrong(in: place).isEmpty {
            let part = "\(folder)/\(contents).tar.gz.part"
            try fetch(part, report)
            try unpack(part, beside: folder, to: place, report)
            try Disk.remove(part)
        }
        report("\(place) is complete")
        return place
    }

    private func lock(_ folder: String, _ report: (String) -> Void) throws -> FileLock {
        let path = "\(folder)/.\(contents).lock"
        if let lock = try FileLock.tryLock(path) { return lock }
        report("waiting for another download into \(folder)")
        return try FileLock(path)
    }

    /// The files of `place` that are missing or have another sum, by name, and what is wrong with each.
    private func wrong(in place: String) -> [(file: String, found: String)] {
        sums.sorted { $0.key < $1.key }.compactMap { name, expected in
            guard Disk.exists("\(place)/\(name)") else { return (name, "missing") }
            let sum = (try? Disk.sha256(ofFile: "\(place)/\(name)")) ?? "unreadable"
            return sum == expected ? nil : (name, "SHA-256 sum \(sum) where \(expected) is expected")
        }
    }

    /// Makes `part` the whole archive with the right sum, by continuing what is there.
    private func fetch(_ part: String, _ report: (String) -> Void) throws {
        func isWhole() -> Bool { Disk.exists(part) && (try? Disk.sha256(ofFile: part)) == sum }
        if isWhole() { return }
        let continues = Disk.exists(part)
        report("\(continues ? "continuing" : "fetching") \(address)")
        do { try transfer(part) } catch let error as Refused where continues {
            // What was there is longer than the archive, or is none: it cannot be continued.
            report("\(error.found): fetching \(address) from the start")
            try Disk.remove(part)
            do { try transfer(part) } catch let error as Refused { throw error.mistake(part) }
        } catch let error as Refused { throw error.mistake(part) }
        if isWhole() { return }
        let found = try Disk.sha256(ofFile: part)
        try Disk.remove(part)  // It is all that the server has, and wrong: continuing it would never mend it.
        throw DatasetError(
            file: address, found: "SHA-256 sum \(found) where \(sum) is expected",
            remedy: "Nothing was changed. Run `make data` again; if it happens twice, the archive at that address has changed.")
    }

    /// A program that ended without success: a server may refuse to continue a part.
    private struct Refused: Error {
        let found: String
        func mistake(_ part: String) -> DatasetError {
            DatasetError(file: part, found: found, remedy: "Run `make data` again: it continues where it stopped.")
        }
    }

    /// Continues `part` with curl, or with wget where there is no curl; either gives up if nothing comes for a minute.
    private func transfer(_ part: String) throws {
        let commands: [(String, [String])] = [
            (
                "curl",
                [
                    "--fail", "--location", "--proto-redir", "=https", "--retry", "3", "--speed-limit", "1", "--speed-time", "60", "--show-error",
                    "--continue-at", "-", "--output", part, address,
                ]
            ),
            ("wget", ["--continue", "--tries=3", "--timeout=60", "--no-verbose", "--output-document", part, address]),
        ]
        for (command, arguments) in commands {
            do {
                let ending = try ChildProcess(command, arguments).wait()
                if let ending, ending != .status(0) { throw Refused(found: "\(command) \(ending) while fetching \(address)") }
                return
            } catch let error as FileError where error.code == ENOENT { continue }
        }
        throw DatasetError(file: part, found: "neither curl nor wget is installed", remedy: "Install one of them, or fetch \(address) by hand.")
    }

    /// Unpacks the named files of `archive` into a folder beside the place, checks them, and moves those that the place lacks.
    private func unpack(_ archive: String, beside folder: String, to place: String, _ report: (String) -> Void) throws {
        // The lock is held: whatever is there was left by a download that was killed.
        let unpacked = "\(folder)/.\(contents).unpacked"
        defer { try? FileManager.default.removeItem(atPath: unpacked) }
        try? FileManager.default.removeItem(atPath: unpacked)
        try Disk.createFolder(unpacked)
        report("unpacking and checking")
        let tar = try ChildProcess(
            "tar", ["-xzf", archive, "--no-same-owner", "-C", unpacked] + sums.keys.sorted().map { "\(contents)/\($0)" })
        if let ending = tar.wait(), ending != .status(0) {
            throw DatasetError(
                file: archive, found: "tar \(ending)",
                remedy: "The archive is whole and is kept: make room on the disk if it is full, and run `make data` again.")
        }
        if let (file, found) = wrong(in: "\(unpacked)/\(contents)").first {
            throw DatasetError(
                file: file, found: "\(found), from \(address)", remedy: "Nothing was changed; report this: archive and files disagree.")
        }
        try Disk.createFolder(place)
        for (file, _) in wrong(in: place) { try Disk.move("\(unpacked)/\(contents)/\(file)", to: "\(place)/\(file)") }
    }
}
