// A file with a known checksum. It may be compressed: the checksum is that of its content, so that it does not matter who compressed it. gzip and xz
// are run as programs, as tar is for downloads: libraries for both would be two more packages to install.

import Files
import Foundation
import Synchronization

/// One file of a data set: its name, the checksum of its content, and how its distributor compressed it.
struct KnownFile: Sendable {
    enum Packing: String, Sendable, CaseIterable {
        case gz, xz
        var program: String { self == .gz ? "gzip" : "xz" }
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
    /// The file that begins with this one's content, and serves where this one is missing.
    let whole: (name: String, length: Int)?

    init(_ name: String, sha256: String, beginningOf whole: (name: String, length: Int)? = nil) {
        (self.name, sum, self.whole) = (name, .sha256(sha256), whole)
    }
    init(_ name: String, md5: String) { (self.name, sum, whole) = (name, .md5(md5), nil) }

    /// The file's content of `length` bytes, unpacked if only a compressed file is there. Its checksum is not yet verified. Throws `DatasetError`.
    func content(length: Int, of files: ImageFiles, in place: String) throws -> Data {
        let path = "\(place)/\(name)", data: Data
        func mapped(_ path: String) throws -> Data {
            // Mapped: the children of a run share one copy in memory.
            do { return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) } catch {
                throw DatasetError(file: path, found: "cannot be read (\(error.localizedDescription))", remedy: files.remedy)
            }
        }
        if Disk.exists(path) {
            data = try mapped(path)
        } else if let whole, Disk.exists("\(place)/\(whole.name)") {
            data = try mapped("\(place)/\(whole.name)").prefix(length)
        } else if let packing = Packing.allCases.first(where: { Disk.exists("\(path).\($0)") }) {
            do { data = try ChildProcess.bytes(of: packing.program, ["-dc", "\(path).\(packing)"], limit: 600) } catch {
                throw DatasetError(file: "\(path).\(packing)", found: "cannot be unpacked (\(error))", remedy: files.remedy)
            }
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
            throw mistake(
                "\(data.count) bytes\(other), expected \(length): \(data.count < length ? "cut short" : "too long")", files, in: place)
        }
        return data
    }

    /// The content in another form; of a file that is the beginning of another, the beginning of that one. Throws `DatasetError`.
    private func elsewhere(length: Int, of files: ImageFiles, in place: String) throws -> Data? {
        do {
            if let data = try files.content(of: name, length: length, in: place) { return data }
            guard let whole else { return nil }
            return try files.content(of: whole.name, length: whole.length, in: place)?.prefix(length)
        } catch {
            throw DatasetError(file: "\(place)/\(name)", found: "found in another form, which cannot be read: \(error)", remedy: files.remedy)
        }
    }

    /// The paths under which `content` looks, in its order.
    private func forms(in place: String) -> [String] {
        ([name] + (whole.map { [$0.name] } ?? []) + Packing.allCases.map { "\(name).\($0)" }).map { "\(place)/\($0)" }
    }
    /// The path that is read, or the file's own where none is there.
    private func location(in place: String) -> String { forms(in: place).first(where: Disk.exists) ?? "\(place)/\(name)" }

    /// Throws `DatasetError` unless the content has the known checksum.
    func verify(_ data: Data, of files: ImageFiles, in place: String) throws {
        let stamp = Stamp(location(in: place))
        if let stamp, Self.known.withLock({ $0[stamp] }) == sum.text { return }
        let found = sum.of(data)
        guard found == sum.text else {
            let other = Impostor.name(data) ?? "the file is damaged or a different one"
            throw mistake("\(sum.name) sum \(found), expected \(sum.text): \(other)", files, in: place)
        }
        if let stamp { Self.known.withLock { $0[stamp] = found } }
    }

    func mistake(_ found: String, _ files: ImageFiles, in place: String) -> DatasetError {
        DatasetError(file: location(in: place), found: found, remedy: files.remedy)
    }

    /// Files that this process has verified, so that opening twice reads once. A file that changed has another stamp.
    private static let known = Mutex<[Stamp: String]>([:])

    private struct Stamp: Hashable {
        let path: String, size: Int, node: UInt64, seconds: Int, nanoseconds: Int
        init?(_ path: String) {
            var info = stat()
            guard stat(path, &info) == 0 else { return nil }
            self.path = path
            (size, node) = (Int(info.st_size), UInt64(info.st_ino))
            #if canImport(Darwin)
                (seconds, nanoseconds) = (info.st_mtimespec.tv_sec, info.st_mtimespec.tv_nsec)
            #else
                (seconds, nanoseconds) = (info.st_mtim.tv_sec, info.st_mtim.tv_nsec)
            #endif
        }
    }
}

/// Files that are not what was asked for but can be named: those of another set, or of another version of the same one.
enum Impostor {
    private static var all: [(files: ImageFiles, part: ImageFiles.Part, file: KnownFile)] {
        datasets.compactMap { ($0 as? any FileDataset.Type)?.files }.flatMap { files in
            files.parts.flatMap { part in part.files.map { (files, part, $0) } }
        }
    }

    /// The one file that content of this length can be: "CIFAR-100's train.bin".
    static func name(length: Int) -> String? {
        let fitting = all.filter { files, part, _ in
            if case .records(let labels) = files.layout { part.count * (labels + files.length) == length } else { false }
        }
        return fitting.count == 1 ? fitting.first.map { "\($0.files.title)'s \($0.file.name)" } : nil
    }

    /// The file that has this content: "this is Fashion-MNIST's train-images-idx3-ubyte".
    static func name(_ data: Data) -> String? {
        let sums = [Disk.sha256(data), Disk.md5(data)]
        return all.first { sums.contains($0.file.sum.text) }.map { "this is \($0.files.title)'s \($0.file.name)" }
    }

    /// The reason why a folder lacks a set's files, if it can be named.
    static func near(_ place: String, instead files: ImageFiles) -> String? {
        let own = Set(files.parts.flatMap(\.files).map(\.name))
        for (other, _, file) in all where !own.contains(file.name) {
            let names = [file.name] + KnownFile.Packing.allCases.map { "\(file.name).\($0)" }
            if let name = names.first(where: { Disk.exists("\(place)/\($0)") }) { return "\(name) beside it belongs to \(other.title)" }
        }
        return nil
    }
}
