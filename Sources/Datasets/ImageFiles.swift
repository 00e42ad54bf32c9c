// The files of a data set as a value: where they are, how they store labels and pixels, and their checksums. Another data set is just another value.
// The size, label range and checksum of every file are verified before a single image is returned.

import Foundation
import Files

/// The files of a data set and everything needed to read them.
public struct ImageFiles: Sendable {
    /// The arrangement of labels and pixels.
    enum Layout: Sendable, Equatable {
        /// Records without a header: `labels` label bytes, of which the last counts, then the channels as planes.
        case records(labels: Int)
        /// LeCun's IDX: a file of grey images, then a file of their labels, each with a header.
        case idx
    }
    /// Images of one split, in the order of their samples: one file of records, or an IDX file of images and one of labels.
    struct Part: Sendable { let split: Split, count: Int, files: [KnownFile] }

    /// The set's title, for messages.
    let title: String
    /// The folders, relative to the data folder, that the files may be in; the first is that of the original distribution.
    let folders: [String]
    /// K, and [H, W, C].
    let classes: Int, image: [Int]
    /// The names of the classes, by label.
    let classNames: [String]
    let layout: Layout, parts: [Part]
    /// The other forms that are read where a file itself is missing, in this order.
    var others: [OtherForm] = []
    /// Where to get the files: one sentence.
    let source: String

    /// The contents of a file in another form, in the data folder or in the set's own folder inside it; nil if there is none.
    func content(of name: String, length: Int, in place: String) throws -> Data? {
        let above = folders.first { place.hasSuffix("/\($0)") }.map { String(place.dropLast($0.count + 1)) }
        for folder in [place] + (above.map { [$0] } ?? []) {
            for form in others { if let data = try form.content(of: name, length: length, in: folder, image: self.length) { return data } }
        }
        return nil
    }

    /// Values in an image.
    var length: Int { image.reduce(1, *) }
    /// The number of images in a split.
    func count(_ split: Split) -> Int { parts.filter { $0.split == split }.reduce(0) { $0 + $1.count } }
    /// The first eight digits of every file's checksum, short enough to compare by eye.
    var checksum: String { parts.flatMap(\.files).map { $0.sum.text.prefix(8) }.joined(separator: "-") }
    var remedy: String { "\(source), or name the folder that holds \(folders[0]): DATA=folder, or --data folder." }

    /// Reads and verifies the files in `folder` or in one of `folders` inside it; throws `DatasetError`.
    func open(in folder: String?) throws -> ByteImages {
        guard let folder else { throw DatasetError(file: folders[0], found: "no data folder was given", remedy: remedy, isAbsent: true) }
        guard Disk.exists(folder) else { throw DatasetError(file: folder, found: "no such folder", remedy: remedy, isAbsent: true) }
        let place = folders.map { "\(folder)/\($0)" }.first { Disk.exists($0) } ?? folder
        // Taken before reading, so that any later change is noticed.
        let stamps = parts.map { $0.files.compactMap { $0.stamp(in: place) } }
        return ByteImages(
            files: self, parts: try zip(parts, stamps).map { (split: $0.split, records: try read($0, in: place), stamps: $1) })
    }

    private func read(_ part: Part, in place: String) throws -> ByteImages.Records {
        switch layout {
        case .records(let labels):
            let stride = labels + length, data = try part.files[0].content(length: part.count * stride, of: self, in: place)
            let records = ByteImages.Records(
                count: part.count, pixels: .init(data: data, start: labels, stride: stride),
                labels: .init(data: data, start: labels - 1, stride: stride), arePlanes: true)
            try check(part.files[0], in: place, data, labels: records.labels, count: part.count)
            return records
        case .idx:
            let heads = [Self.head(2051, [part.count] + image.dropLast()), Self.head(2049, [part.count])]
            let data = try zip(zip(part.files, heads), [part.count * length, part.count]).map { file, size in
                let data = try file.0.content(length: file.1.count + size, of: self, in: place)
                guard data.prefix(file.1.count).elementsEqual(file.1) else {
                    throw file.0.mistake("does not begin as the IDX file of \(part.count) images does", self, in: place)
                }
                return data
            }
            let records = ByteImages.Records(
                count: part.count, pixels: .init(data: data[0], start: heads[0].count, stride: length),
                labels: .init(data: data[1], start: heads[1].count, stride: 1), arePlanes: false)
            try check(part.files[0], in: place, data[0], labels: nil, count: part.count)
            try check(part.files[1], in: place, data[1], labels: records.labels, count: part.count)
            return records
        }
    }

    /// Checks that labels are in range, because that error says more than a wrong checksum, and then the checksum.
    private func check(_ file: KnownFile, in place: String, _ data: Data, labels: ByteImages.Field?, count: Int) throws {
        if let labels {
            try labels.data.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
                for record in 0..<count {
                    let label = bytes[labels.start + record * labels.stride]
                    if label >= classes { throw file.mistake("label \(label) in record \(record), expected 0 to \(classes - 1)", self, in: place) }
                }
            }
        }
        try file.verify(data, of: self, in: place)
    }

    /// An IDX header: the magic number and the extents, 32 bits each, big-endian.
    private static func head(_ magic: Int, _ extents: [Int]) -> [UInt8] {
        ([magic] + extents).flatMap { number in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
    }
}

/// A data set that is read from files with known checksums.
public protocol FileDataset: Dataset {
    /// The files, and how they store the images.
    static var files: ImageFiles { get }
}

extension FileDataset {
    /// The title of the files.
    public var title: String { Self.files.title }
    /// K.
    public var classes: Int { Self.files.classes }
    /// The names that the set's authors gave them.
    public var classNames: [String] { Self.files.classNames }
    /// [H, W, C].
    public var image: [Int] { Self.files.image }
    /// Images in the files of a split.
    public func count(_ split: Split) -> Int { Self.files.count(split) }
    /// The first eight digits of every file's checksum.
    public var checksum: String { Self.files.checksum }
    /// Reads and verifies the files, in `folder` or in the set's own folder inside it; throws `DatasetError`.
    public func open(in folder: String?) throws -> any ImageSource { try Self.files.open(in: folder) }
}
