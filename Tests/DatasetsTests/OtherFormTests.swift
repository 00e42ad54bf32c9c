import Classification
import Datasets
import Files
import Foundation
import Tensors
import Testing

/// The Python version of CIFAR, as its authors' Python 2 wrote it, and archives.
@Suite struct OtherFormTests {
    /// A mapping of labels by key, the pixels and file names, in the instructions that Python 2's cPickle writes with protocol 2.
    private static func pickle(labels: [(key: String, values: [UInt8])], pixels: Data, count: Int, image: Int) -> Data {
        var data = Data([0x80, 2]), stored: UInt8 = 0
        func text(_ word: String) { data += [UInt8(ascii: "U"), UInt8(word.utf8.count)] + Array(word.utf8) }
        func store() {
            stored += 1
            data += [UInt8(ascii: "q"), stored]
        }
        func number(_ value: Int) {
            data += value < 256 ? [UInt8(ascii: "K"), UInt8(value)] : [UInt8(ascii: "M"), UInt8(value & 255), UInt8(value >> 8)]
        }
        data += Data("}".utf8)
        store()
        data += Data("(".utf8)
        text("batch_label")
        store()
        text("training batch 1 of 5")
        store()
        for (key, values) in labels {
            text(key)
            store()
            data += Data("]".utf8)
            store()
            // cPickle adds items to a list in groups of a thousand.
            for start in stride(from: 0, to: values.count, by: 1000) {
                data += Data("(".utf8)
                for value in values[start..<min(start + 1000, values.count)] { number(Int(value)) }
                data += Data("e".utf8)
            }
        }
        text("data")
        store()
        data += Data("cnumpy.core.multiarray\n_reconstruct\n".utf8)
        store()
        data += Data("cnumpy\nndarray\n".utf8)
        store()
        data += Data([UInt8(ascii: "K"), 0, 0x85])
        store()
        text("b")
        store()
        data += [0x87]
        store()
        data += Data("R".utf8)
        store()
        data += Data("(".utf8)
        number(1)
        number(count)
        number(image)
        data += [0x86]
        store()
        data += Data("cnumpy\ndtype\n".utf8)
        store()
        text("u1")
        store()
        data += Data([UInt8(ascii: "K"), 0, UInt8(ascii: "K"), 1, 0x87])
        store()
        data += Data("R".utf8)
        store()
        data += Data("(".utf8)
        number(3)
        text("|")
        store()
        data += Data("NNN".utf8) + Data([UInt8(ascii: "J"), 255, 255, 255, 255, UInt8(ascii: "J"), 255, 255, 255, 255, UInt8(ascii: "K"), 0])
        data += Data("t".utf8)
        store()
        data += Data([UInt8(ascii: "b"), 0x89, UInt8(ascii: "T")])
        data += withUnsafeBytes(of: UInt32(pixels.count).littleEndian) { Data($0) } + pixels
        data += Data("t".utf8)
        store()
        data += Data("b".utf8)
        text("filenames")
        store()
        data += Data("]".utf8)
        store()
        data += Data("(".utf8)
        text("leptodactylus_pentadactylus_s_000004.png")
        data += Data("eu.".utf8)
        return data
    }
    private static let small = pickle(
        labels: [("labels", [6, 9, 200])], pixels: Data((0..<12).map { UInt8($0 * 20) }), count: 3, image: 4)

    @Test func `labels and pixels are read from the layout of Python 2`() throws {
        let pickle = try Pickle(Self.small)
        #expect(pickle["labels"]?.integers == [6, 9, 200])
        #expect(pickle["data"]?.array([3, 4]) == Data((0..<12).map { UInt8($0 * 20) }))
        #expect(pickle["data"]?.array([4, 3]) == nil && pickle["filenames"]?.integers == nil && pickle["other"] == nil)
    }

    /// A pickle is a program: one that names anything but an array's constructor is rejected before anything else happens.
    @Test(arguments: [
        ("cos\nsystem\n(U\u{4}ls /tR.", "it refers to os system, which is not allowed"),
        ("c__builtin__\neval\n(U\u{1}1tR.", "it refers to __builtin__ eval, which is not allowed"),
        ("cnumpy\nndarray\n(K\u{1}tR.", "it calls numpy ndarray"), ("(K\u{1}", "it is cut short"), ("e.", "it ends a group that did not begin"),
        ("Z", "instruction 90 at byte 0 is not one of the layout"), ("K\u{1}K\u{2}.", "it ends in the middle"), ("h\u{1}.", "it did not store"),
    ]) func `everything else is refused`(_ program: String, _ why: String) {
        #expect { try Pickle(Data(program.utf8)) } throws: { "\($0)".contains(why) }
    }

    @Test func `a cut or changed file is refused or harmless`() throws {
        for end in 0..<Self.small.count { #expect(throws: PickleError.self) { try Pickle(Self.small.prefix(end)) } }
        for place in Self.small.indices {
            for value in [0, 40, 85, 116, 255] as [UInt8] {
                var data = Self.small
                data[place] = value
                let pickle = try? Pickle(data)
                _ = pickle?["data"]?.array([3, 4])
            }
        }
        #expect { try Pickle(Data([0x80, 4, UInt8(ascii: ".")])) } throws: { "\($0)".contains("protocol 4") }
    }

    private static let samples = [0, 12_345, 49_999]
    private static func images(_ folder: String) throws -> LabelledImages {
        let source = try CIFAR10().open(in: folder)
        return try source(.train, samples)
    }
    private static func isSame(_ a: LabelledImages, _ b: LabelledImages) -> Bool { a.images == b.images && a.labels == b.labels }

    /// Writes the Python version of the binary files in a folder.
    private static func writePickles(of binary: String, into folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in (1...5).map({ "data_batch_\($0)" }) + ["test_batch"] {
            let records = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(binary)/\(name).bin")))
            var pixels = Data(capacity: 30_720_000)
            for n in 0..<10_000 { pixels += records[n * 3073 + 1..<(n + 1) * 3073] }
            let labels = (0..<10_000).map { records[$0 * 3073] }
            try pickle(labels: [("labels", labels)], pixels: pixels, count: 10_000, image: 3072).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
    }

    /// Data read from the other forms have the checksums of the binary files.
    @Test(.enabled(if: CIFAR10Tests.data != nil, "DATA names no folder with CIFAR-10"))
    func `other forms give the images of the binary files`() throws {
        let parent = try #require(CIFAR10Tests.data), binary = "\(parent)/cifar-10-batches-bin", expected = try Self.images(binary)
        try withFolder { folder in
            let own = "\(folder)/cifar-10-batches-py"
            try Self.writePickles(of: binary, into: own)
            for place in [folder, own] {
                #expect(Self.isSame(try Self.images(place), expected), "\(place)")
            }
        }
        try withFolder { folder in
            let archive = "\(folder)/cifar-10-binary.tar.gz"
            _ = try ChildProcess.bytes(of: "tar", ["-I", "gzip -1", "-cf", archive, "-C", parent, "cifar-10-batches-bin"], limit: 300)
            #expect(Self.isSame(try Self.images(folder), expected))
        }
    }
}
