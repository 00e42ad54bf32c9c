// Identifies files that are not the expected ones: those of another set, of another version of the same set, or of another kind.

import Files
import Foundation

/// Identifies what was found in place of a file.
enum Impostor {
    private static var sets: [ImageFiles] { datasets.compactMap { ($0 as? any FileDataset.Type)?.files } }
    private static var all: [(files: ImageFiles, part: ImageFiles.Part, file: KnownFile)] {
        sets.flatMap { files in files.parts.flatMap { part in part.files.map { (files, part, $0) } } }
    }

    /// The only known file of this length: "CIFAR-100's train.bin".
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

    /// KMNIST has MNIST's names and sizes; its authors publish checksums of the compressed files alone.
    private static let kuzushiji: Set = [
        "bdb82020997e1d708af4cf47b453dcf7", "e144d726b3acfaa3e44228e80efcd344", "5c965bf0a639b31b8f53240b1b52f4d7",
        "7320c461ea6c1c855c0b718fb2a4b134",
    ]

    /// The set that a compressed file belongs to, whether it is the file read or one next to it.
    static func name(packed path: String) -> String? {
        guard Disk.exists(path), let data = try? Disk.read(path), kuzushiji.contains(Disk.md5(data)) else { return nil }
        return "\(path.split(separator: "/").last ?? "") is KMNIST's"
    }

    /// The kind of file, if its first bytes tell: "an IDX file of 112800 images of 28 x 28, as EMNIST Balanced has".
    static func kind(_ data: Data, named name: String) -> String? {
        let head = [UInt8](data.prefix(128)), text = String(decoding: head, as: UTF8.self)
        if head.starts(with: [0x1F, 0x8B]) { return "compressed: its name should be \(name).gz" }
        if text.hasPrefix("MATLAB ") { return "a MATLAB file" }
        if text.lowercased().hasPrefix("<!doctype") || text.lowercased().hasPrefix("<html") { return "a web page, as a failed download leaves" }
        guard head.count >= 8, head.starts(with: [0, 0, 8]), head[3] == 1 || head[3] == 3 && head.count >= 16 else { return nil }
        func number(_ start: Int) -> Int { head[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        let count = number(4), extents = head[3] == 3 ? " images of \(number(8)) x \(number(12))" : " labels"
        return "an IDX file of \(count)\(extents)" + (emnist[count].map { ", as EMNIST \($0) has" } ?? "")
    }

    /// The splits of EMNIST (Cohen et al., arXiv:1702.05373, 2017) by their number of training or test images; its MNIST split has MNIST's numbers.
    private static let emnist = [
        697_932: "ByClass or ByMerge", 116_323: "ByClass or ByMerge", 112_800: "Balanced", 18_800: "Balanced", 124_800: "Letters",
        20_800: "Letters", 88_800: "Letters", 14_800: "Letters", 240_000: "Digits", 40_000: "Digits",
    ]

    /// The reason why a folder lacks a set's files, if it is known.
    static func near(_ place: String, instead files: ImageFiles) -> String? {
        func first(_ names: [String]) -> String? { names.first { Disk.exists("\(place)/\($0)") } }
        if files.layout == .idx {
            let emnist = ((try? Disk.list(place)) ?? []).first { $0.hasPrefix("emnist-") && $0.contains("-ubyte") }
            if let name = emnist ?? first(["EMNIST/raw"]) { return "\(name) next to it belongs to EMNIST, which has other images" }
            if let name = first(["KMNIST/raw", "QMNIST/raw"]) { return "\(name) next to it belongs to \(name.prefix { $0 != "/" })" }
        } else {
            if let name = first(matlab) {
                return "\(name) next to it is the MATLAB version, which is not supported; use the binary or the Python version"
            }
            if let name = first(files.others.compactMap(\.archiveOfPickles)) { return "unpack \(name), which is next to it" }
        }
        let own = Set(files.parts.flatMap(\.files).map(\.name) + files.folders)
        for (other, _, file) in all where !own.contains(file.name) {
            if let name = first([file.name] + KnownFile.Packing.allCases.map { "\(file.name).\($0)" }) {
                return "\(name) next to it belongs to \(other.title)"
            }
        }
        // Whole folders of a set of the same form; one data folder may hold sets of several forms.
        for other in sets where (other.layout == .idx) == (files.layout == .idx) {
            let names = other.folders + other.others.flatMap(\.names)
            if let name = first(names.filter { name in !own.contains(name) && !files.others.flatMap(\.names).contains(name) }) {
                return "\(name) next to it belongs to \(other.title)"
            }
        }
        return nil
    }

    private static let matlab = [
        "data_batch_1.mat", "train.mat", "cifar-10-batches-mat", "cifar-100-matlab", "cifar-10-matlab.tar.gz", "cifar-100-matlab.tar.gz",
    ]
}
