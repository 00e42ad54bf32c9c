// CIFAR-10 in its binary version (A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009,
// https://www.cs.toronto.edu/~kriz/cifar.html): six files of 10,000 records, each a label byte and 3,072 pixel bytes in three planes.
// The size, SHA-256 checksum and label range of every file are verified before a single image is returned.

import Declarations
import Files
import Foundation
import Synchronization

/// The 50,000 training and 10,000 test images of CIFAR-10 [32, 32, 3] in their original order.
public struct CIFAR10: Dataset {
    /// The data set has no settings.
    public init() {}
    /// `cifar10`.
    public static var name: String { "cifar10" }
    /// `CIFAR-10`.
    public var title: String { "CIFAR-10" }
    /// 10.
    public var classes: Int { 10 }
    /// [32, 32, 3].
    public var image: [Int] { [32, 32, 3] }
    /// 50,000 training and 10,000 test images.
    public func count(_ split: Split) -> Int { Self.files.count { $0.split == split } * CIFAR10File.records }
    /// The first eight digits of the six files' SHA-256 checksums, which a reader can compare.
    public var checksum: String { Self.files.map { $0.sha256.prefix(8) }.joined(separator: "-") }

    /// Reads the files in `folder` or in its `cifar-10-batches-bin`; throws `DatasetError`.
    public func open(in folder: String?) throws -> any ImageSource {
        let folder = try Self.locate(folder)
        let batches = try Self.files.map { file in (file.split, try file.verified(in: folder)) }
        return CIFAR10Images(
            train: batches.filter { $0.0 == .train }.map(\.1), test: batches.filter { $0.0 == .test }.map(\.1))
    }

    /// The folder inside the archive.
    static let folderName = "cifar-10-batches-bin"
    static let remedy = "To get CIFAR-10, run `make data`, or name the folder that holds \(folderName): DATA=folder, or --data folder."

    /// The six files, in the order of the samples.
    static let files: [CIFAR10File] = [
        CIFAR10File("data_batch_1.bin", .train, "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
        CIFAR10File("data_batch_2.bin", .train, "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
        CIFAR10File("data_batch_3.bin", .train, "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
        CIFAR10File("data_batch_4.bin", .train, "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
        CIFAR10File("data_batch_5.bin", .train, "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
        CIFAR10File("test_batch.bin", .test, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
    ]

    private static func locate(_ folder: String?) throws -> String {
        guard let folder else { throw DatasetError(file: folderName, found: "no data folder was given", remedy: remedy) }
        guard Disk.exists(folder) else { throw DatasetError(file: folder, found: "no such folder", remedy: remedy) }
        let inner = "\(folder)/\(folderName)"
        return Disk.exists(inner) ? inner : folder
    }
}

/// One file of the binary version, with its expected size and checksum.
struct CIFAR10File: Sendable {
    static let records = 10_000, recordLength = 1 + 3 * 32 * 32, length = records * recordLength
    let name: String, split: Split, sha256: String

    init(_ name: String, _ split: Split, _ sha256: String) { (self.name, self.split, self.sha256) = (name, split, sha256) }

    /// The file's bytes, once its size, labels and sum are right; throws `DatasetError`.
    func verified(in folder: String) throws -> Data {
        let path = "\(folder)/\(name)"
        func mistake(_ found: String) -> DatasetError { DatasetError(file: path, found: found, remedy: CIFAR10.remedy) }
        guard Disk.exists(path) else { throw mistake("no such file") }
        let data: Data
        // Mapped: the children of a run share one copy in memory.
        do { data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) } catch {
            throw mistake("cannot be read (\(error.localizedDescription))")
        }
        guard data.count == Self.length else {
            throw mistake("\(data.count) bytes, expected \(Self.length): \(data.count < Self.length ? "cut short" : "too long")")
        }
        try data.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            for record in 0..<Self.records {
                let label = bytes[record * Self.recordLength]
                if label > 9 { throw mistake("label \(label) in record \(record), expected 0 to 9") }
            }
        }
        let stamp = Stamp(path)
        if let stamp, Self.known.withLock({ $0[stamp] }) == sha256 { return data }
        let sum = try Disk.sha256(ofFile: path)
        guard sum == sha256 else { throw mistake("SHA-256 sum \(sum), expected \(sha256): the file is damaged or a different one") }
        if let stamp { Self.known.withLock { $0[stamp] = sum } }
        return data
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
