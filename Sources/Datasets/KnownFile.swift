// A file with a known checksum. It may be compressed: the checksum is that of its content, so that it does not matter who compressed it. gzip and xz
// are run as programs, as tar is for downloads: libraries for both would be two more packages to install.

import Files
import Foundation
import Synchronization

/// One file of a data set: its name and the checksum of its uncompressed content.
struct KnownFile: Sendable {
    enum Packing: String, Sendable, CaseIterable {
        case gz, xz
        var program: String { self == .gz ? "gzip" : "xz" }

        /// The content of a compressed file. Throws `DatasetError`.
        func unpacked(_ path: String, remedy: String) throws -> Data {
            do { return try ChildProcess.bytes(of: program, ["-dc", path], limit: 600) } catch {
                let words = (try? complaint(about: path))?.lowercased() ?? "", isCut = words.contains("unexpected end of")
                throw DatasetError(file: path, found: isCut ? "truncated" : "cannot be unpacked (\(error))", remedy: remedy)
            }
        }

        /// The program's error message about a file.
        private func complaint(about path: String) throws -> String {
            let channel = try Channel()
            let environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C"]) { $1 }
            let child = try ChildProcess(
                program, ["-t", path], environment: environment, output: .null, errors: .descriptor(channel.write), ownGroup: true)
            channel.closeWriting()
            var words = Data()
            while let more = channel.read(milliseconds: 1000) { words += more }
            child.wait()
            return String(decoding: words, as: UTF8.self)
        }
    }
    enum Sum: Sendable, Equatable {
        case sha256(String), md5(String)
        var name: String { if case .sha256 = self { "SHA-256" } else { "MD5" } }
        var text: String {
            switch self {
            case .sha256(let text), .md5(let text): text
            }
        }
        func of(_ data: Data) -> String { if case .sha256 = self { Disk.sha256(data) } else { Disk.md5(data) } }
    }
    let name: String, sum: Sum
    /// A file that begins with this one's content and is used if this one is missing.
    let whole: (name: String, length: Int)?

    init(_ name: String, sha256: String, beginningOf whole: (name: String, length: Int)? = nil) {
        (self.name, sum, self.whole) = (name, .sha256(sha256), whole)
    }
    init(_ name: String, md5: String) { (self.name, sum, whole) = (name, .md5(md5), nil) }

    /// The file's content of `length` bytes, decompressed if only a compressed file exists. Its checksum is not yet verified. Throws `DatasetError`.
    func content(length: Int, of files: ImageFiles, in place: String) throws -> Data {
        let path = "\(place)/\(name)", data: Data
        func mapped(_ path: String) throws -> Data {
            // Mapped, so that the processes of a run share one copy in memory.
            do { return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) } catch {
                throw DatasetError(file: path, found: "cannot be read (\(error.localizedDescription))", remedy: files.remedy)
            }
        }
        if Disk.exists(path) {
            data = try mapped(path)
        } else if let whole, Disk.exists("\(place)/\(whole.name)") {
            data = try mapped("\(place)/\(whole.name)").prefix(length)
        } else if let packing = Packing.allCases.first(where: { Disk.exists("\(path).\($0)") }) {
            data = try packing.unpacked("\(path).\(packing)", remedy: files.remedy)
        } else if let other = try elsewhere(length: length, of: files, in: place) {
            data = other
        } else {
            let isAlone = !files.parts.flatMap(\.files).contains { $0.forms(in: place).contains(where: Disk.exists) }
            throw DatasetError(
                file: path, found: "no such file" + (Impostor.near(place, instead: files).map { "; \($0)" } ?? ""), remedy: files.remedy,
                isAbsent: isAlone)
        }
        guard data.count == length else {
            let other = Impostor.name(length: data.count).map { ", the length of \($0)" } ?? ""
            let kind = Impostor.kind(data, named: name).map { "; it is \($0)" } ?? ""
            throw mistake(
                "\(data.count) bytes\(other), expected \(length): \(data.count < length ? "cut short" : "too long")\(kind)", files, in: place)
        }
        return data
    }

    /// The content in another form; for a file that is the beginning of a larger one, taken from that. Throws `DatasetError`.
    private func elsewhere(length: Int, of files: ImageFiles, in place: String) throws -> Data? {
        do {
            if let data = try files.content(of: name, length: length, in: place) { return data }
            guard let whole else { return nil }
            return try files.content(of: whole.name, length: whole.length, in: place)?.prefix(length)
        } catch {
            throw DatasetError(file: "\(place)/\(name)", found: "found in another form, which cannot be read: \(error)", remedy: files.remedy)
        }
    }

    /// The state of the file that `content` maps into memory; nil where it reads a compressed one, or another form, once.
    func stamp(in place: String) -> Stamp? {
        ([name] + (whole.map { [$0.name] } ?? [])).map { "\(place)/\($0)" }.first(where: Disk.exists).flatMap { Stamp($0) }
    }

    /// The paths that `content` tries, in order.
    private func forms(in place: String) -> [String] {
        ([name] + (whole.map { [$0.name] } ?? []) + Packing.allCases.map { "\(name).\($0)" }).map { "\(place)/\($0)" }
    }
    /// The path that is read, or the file's own path if none exists.
    private func location(in place: String) -> String { forms(in: place).first(where: Disk.exists) ?? "\(place)/\(name)" }

    /// Throws `DatasetError` unless the content has the known checksum.
    func verify(_ data: Data, of files: ImageFiles, in place: String) throws {
        let stamp = Stamp(location(in: place))
        if let stamp, Self.known.withLock({ $0[stamp] }) == sum.text { return }
        let found = sum.of(data)
        guard found == sum.text else {
            let other = Impostor.name(data) ?? Impostor.name(packed: "\(place)/\(name).gz") ?? "the file is damaged or a different one"
            throw mistake("\(sum.name) sum \(found), expected \(sum.text): \(other)", files, in: place)
        }
        if let stamp { Self.known.withLock { $0[stamp] = found } }
    }

    func mistake(_ found: String, _ files: ImageFiles, in place: String) -> DatasetError {
        DatasetError(file: location(in: place), found: found, remedy: files.remedy)
    }

    /// Files that this process has verified, so that none is hashed twice. A file that changed has another stamp.
    private static let known = Mutex<[Stamp: String]>([:])
}
