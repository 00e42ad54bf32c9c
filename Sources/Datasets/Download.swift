// A download that can be interrupted at any time and may run several times concurrently. curl or wget (as processes) write a `.part` file and resume
// it; the archive's checksum is verified before anything reads it. tar unpacks into a temporary folder next to the target, every file is verified
// against its own checksum, and missing or damaged files are replaced one by one, each atomically. Nothing else in the target is touched.

import Files
import Foundation

/// An archive (tar.gz) that holds the files of a data set in one folder.
public struct Download: Sendable {
    /// The archive's address: any URL that curl supports.
    public let address: String
    /// The archive's SHA-256 sum.
    public let sum: String
    /// The folder inside the archive.
    public let contents: String
    /// The files that the folder must hold and their SHA-256 sums.
    public let sums: [String: String]

    /// A download of an archive whose `contents` folder holds the files of `sums`.
    public init(address: String, sum: String, contents: String, sums: [String: String]) {
        (self.address, self.sum, self.contents, self.sums) = (address, sum, contents, sums)
    }

    /// The binary version of CIFAR-10 from its home page: 162 MB, 184 MB unpacked.
    public static let cifar10 = Download(
        address: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
        sum: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", contents: CIFAR10.files.folders[0],
        sums: Dictionary(uniqueKeysWithValues: CIFAR10.files.parts.flatMap(\.files).map { ($0.name, $0.sum.text) }))

    /// Puts `contents` into `folder` and returns its path; files that are present and valid are left alone.
    ///
    /// `report` receives a line for each step. Throws `DatasetError` and `FileError`; no valid file of `contents` has been changed then, and the
    /// downloaded part is kept unless it is wrong.
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
        // Another download may have finished in the meantime.
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

    /// The names of files of `place` that are missing or have another checksum, with the fault of each.
    private func wrong(in place: String) -> [(file: String, found: String)] {
        sums.sorted { $0.key < $1.key }.compactMap { name, expected in
            guard Disk.exists("\(place)/\(name)") else { return (name, "missing") }
            let sum = (try? Disk.sha256(ofFile: "\(place)/\(name)")) ?? "unreadable"
            return sum == expected ? nil : (name, "SHA-256 sum \(sum), expected \(expected)")
        }
    }

    /// Completes `part` to the whole archive with the right checksum.
    private func fetch(_ part: String, _ report: (String) -> Void) throws {
        func isWhole() -> Bool { Disk.exists(part) && (try? Disk.sha256(ofFile: part)) == sum }
        if isWhole() { return }
        let continues = Disk.exists(part)
        report("\(continues ? "continuing" : "fetching") \(address)")
        do { try transfer(part) } catch let error as Refused where continues {
            // The existing part is longer than the archive, or not part of it: it cannot be resumed.
            report("\(error.found): fetching \(address) from the start")
            try Disk.remove(part)
            do { try transfer(part) } catch let error as Refused { throw error.mistake(part) }
        } catch let error as Refused { throw error.mistake(part) }
        if isWhole() { return }
        let found = try Disk.sha256(ofFile: part)
        try Disk.remove(part)  // complete but wrong: resuming would never repair it
        throw DatasetError(
            file: address, found: "SHA-256 sum \(found), expected \(sum)",
            remedy: "Nothing was changed. Run `make data` again; if it happens twice, the archive at that address has changed.")
    }

    /// A program that failed: a server may refuse to resume a part.
    private struct Refused: Error {
        let found: String
        func mistake(_ part: String) -> DatasetError {
            DatasetError(file: part, found: found, remedy: "Run `make data` again: it continues where it stopped.")
        }
    }

    /// Resumes `part` with curl, or with wget if curl is missing; either gives up after a minute without data.
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

    /// Unpacks the named files of `archive` into a folder next to the target, verifies them, and moves those that the target lacks.
    private func unpack(_ archive: String, beside folder: String, to place: String, _ report: (String) -> Void) throws {
        // The lock is held, so whatever is there was left by a killed download.
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
                remedy: "The archive is complete and is kept: free disk space if the disk is full, and run `make data` again.")
        }
        if let (file, found) = wrong(in: "\(unpacked)/\(contents)").first {
            throw DatasetError(
                file: file, found: "\(found), from \(address)",
                remedy: "Nothing was changed. Please report this: the archive and the file checksums disagree.")
        }
        try Disk.createFolder(place)
        for (file, _) in wrong(in: place) { try Disk.move("\(unpacked)/\(contents)/\(file)", to: "\(place)/\(file)") }
    }
}
