// Other forms of CIFAR than the unpacked binary files: the archive as downloaded, and the Python version, which torchvision downloads. Both yield the
// bytes of the binary files, so the known checksums apply.

import Files
import Foundation
import Synchronization

/// Another form in which a set's files may be present.
enum OtherForm: Sendable {
    /// An archive that holds the files in a folder.
    case archive(String, folder: String)
    /// A folder of pickles: the name of each by that of the binary file, and the keys of its labels in the order of a record.
    case pickles(folder: String, names: [String: String], labels: [String])

    /// The names by which this form is found in a data folder.
    var names: [String] {
        switch self {
        case .archive(let name, _): [name]
        case .pickles(let folder, _, _): [folder]
        }
    }
    /// The archive in which pickles are distributed, which is not read; nil for an archive that is.
    var archiveOfPickles: String? {
        if case .pickles(let folder, _, _) = self { folder.replacing("-batches-py", with: "-python") + ".tar.gz" } else { nil }
    }

    /// The contents of the file `name`, which has `length` bytes; nil if this form is not in `folder`. Throws `PickleError`, and what a failed tar
    /// throws.
    func content(of name: String, length: Int, in folder: String, image: Int) throws -> Data? {
        switch self {
        case .archive(let archive, let inside):
            let path = "\(folder)/\(archive)"
            return Disk.exists(path) ? try OtherForm.member("\(inside)/\(name)", length: length, of: path) : nil
        case .pickles(let own, let names, let labels):
            guard let pickle = names[name], let path = ["\(folder)/\(own)/\(pickle)", "\(folder)/\(pickle)"].first(where: Disk.exists) else {
                return nil
            }
            return try OtherForm.records(try Pickle(try Disk.read(path)), labels: labels, image: image, count: length / (labels.count + image))
        }
    }

    /// Records of the binary version: the labels' bytes, then the pixels.
    static func records(_ pickle: Pickle, labels keys: [String], image: Int, count: Int) throws -> Data {
        let labels = try keys.map { key -> [Int] in
            guard let labels = pickle[key]?.integers, labels.count == count, labels.allSatisfy({ 0...255 ~= $0 }) else {
                let other = key == "labels" && pickle["fine_labels"] != nil ? "; it has fine_labels, as CIFAR-100 has" : ""
                throw PickleError(description: "\(key) is not a list of \(count) labels\(other)")
            }
            return labels
        }
        guard let pixels = pickle["data"]?.array([count, image]) else {
            throw PickleError(description: "data is not an array of \(count) images of \(image) bytes")
        }
        var records = Data(capacity: count * (keys.count + image))
        for n in 0..<count {
            for column in labels { records.append(UInt8(column[n])) }
            records.append(pixels[pixels.startIndex + n * image..<pixels.startIndex + (n + 1) * image])
        }
        return records
    }

    /// A member of an archive. All members of that length are unpacked at once and kept, since a set needs them all.
    private static func member(_ name: String, length: Int, of archive: String) throws -> Data? {
        if let known = unpacked.withLock({ $0[archive]?[name] }) { return known }
        let listed = try ChildProcess.output(of: "tar", ["-tvzf", archive], limit: 600).split(separator: "\n").map { $0.split(separator: " ") }
        let members = listed.filter { $0.count > 5 && $0[2] == "\(length)" }.compactMap { $0.last.map(String.init) }
        guard members.contains(name) else { return nil }
        let data = try ChildProcess.bytes(of: "tar", ["-xzOf", archive] + members, limit: 600)
        guard data.count == members.count * length else { return nil }
        // tar writes them in the order of the archive.
        let contents = Dictionary(members.enumerated().map { ($1, data.subdata(in: $0 * length..<($0 + 1) * length)) }) { first, _ in first }
        unpacked.withLock { $0[archive] = contents }
        return contents[name]
    }
    private static let unpacked = Mutex<[String: [String: Data]]>([:])
}
