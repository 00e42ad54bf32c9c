import Classification
import Datasets
import Declarations
import Files
import Foundation
import Tensors
import Testing

/// Laws for every data set that is read from files; being in the list `datasets` is enough to be tested.
@Suite struct FileDatasetTests {
    static let sets: [any FileDataset] = datasets.compactMap { $0.init() as? any FileDataset }
    static let data = ProcessInfo.processInfo.environment["DATA"]

    @Test(arguments: sets.map(\.title)) func `without its files a set names the file, and how to get it`(title: String) throws {
        let set = try #require(Self.sets.first { $0.title == title })
        #expect { try set.open(in: nil) } throws: { "\($0)".contains("no data folder was given") }
        #expect { try set.open(in: "/no/such/folder") } throws: { "\($0)".contains("/no/such/folder: no such folder") }
        try withFolder { folder in
            let error = try #require(throws: DatasetError.self) { try set.open(in: folder) }
            #expect(error.found == "no such file" && error.file.hasPrefix(folder + "/"))
            #expect(error.remedy.contains("To get") && error.remedy.contains("DATA="))
        }
        #expect(set.count(.train) > 0 && set.count(.test) > 0 && set.image.count == 3)
        let sums = set.checksum.split(separator: "-")
        #expect(!sums.isEmpty && sums.allSatisfy { $0.count == 8 })
    }

    @Test func `counts, classes and shapes are the known ones`() {
        let known = Dictionary(uniqueKeysWithValues: Self.sets.map { (type(of: $0).name, ($0.count(.train), $0.count(.test), $0.classes, $0.image)) })
        #expect(known["cifar10"]! == (50_000, 10_000, 10, [32, 32, 3]))
        #expect(known["cifar100"]! == (50_000, 10_000, 100, [32, 32, 3]))
        #expect(known["cifar100Subset"]! == (20_000, 2_500, 100, [32, 32, 3]))
        #expect(known["mnist"]! == (60_000, 10_000, 10, [28, 28, 1]))
        #expect(known["fashionMNIST"]! == (60_000, 10_000, 10, [28, 28, 1]))
        #expect(CIFAR100Subset().title.contains("subset"), "a number from the subset must not pass for one of CIFAR-100")
    }

    private func complaint(_ set: some FileDataset, _ files: [String: Data]) throws -> DatasetError {
        try withFolder { folder in
            for (name, data) in files {
                let file = URL(fileURLWithPath: "\(folder)/\(name)")
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try data.write(to: file)
            }
            return try #require(throws: DatasetError.self) { try set.open(in: folder) }
        }
    }

    @Test func `a file of another set or version is called by its name`() throws {
        #expect(try complaint(CIFAR10(), ["train.bin": Data()]).found == "no such file; train.bin next to it belongs to CIFAR-100")
        #expect(try complaint(CIFAR10(), ["train-20k.bin.xz": Data()]).found.contains("train-20k.bin.xz next to it belongs to CIFAR-100 subset"))
        let python = try complaint(CIFAR10(), ["data_batch_1": Data(), "batches.meta": Data()]).found
        #expect(python == "found in another form, which cannot be read: it is cut short")
        #expect(try complaint(CIFAR100(), ["train-20k.bin": Data()]).found.contains("belongs to CIFAR-100 subset"))
        let renamed = try complaint(CIFAR10(), ["data_batch_1.bin": Data(count: 153_700_000)]).found
        #expect(renamed == "153700000 bytes, the length of CIFAR-100's train.bin, expected 30730000: too long")
    }

    /// An IDX file of `count` images, with an arbitrary body.
    private func idx(images count: Int, length: Int) -> Data {
        func word(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
        return Data(word(2051) + word(count) + word(28) + word(28)) + Data(count: length - 16)
    }

    @Test(arguments: [
        (112_800, "it is an IDX file of 112800 images of 28 x 28, as EMNIST Balanced has"), (124_800, "as EMNIST Letters has"),
        (240_000, "as EMNIST Digits has"), (50_000, "it is an IDX file of 50000 images of 28 x 28"),
    ]) func `sets of MNIST's form are told by the number of their images`(count: Int, words: String) throws {
        let found = try complaint(MNIST(), ["train-images-idx3-ubyte": idx(images: count, length: 16 + count * 784)]).found
        #expect(found.hasPrefix("\(16 + count * 784) bytes, expected 47040016: ") && found.contains(words), "\(found)")
        #expect(found.hasSuffix(words))
    }

    @Test(arguments: [
        (
            ["emnist-letters-train-images-idx3-ubyte.gz"],
            "emnist-letters-train-images-idx3-ubyte.gz next to it belongs to EMNIST, which has other images"
        ),
        (["EMNIST/raw/x"], "EMNIST/raw next to it belongs to EMNIST, which has other images"),
        (["KMNIST/raw/x"], "KMNIST/raw next to it belongs to KMNIST"),
        (["FashionMNIST/raw/x"], "FashionMNIST/raw next to it belongs to Fashion-MNIST"), (["cifar-10-batches-bin/x"], ""),
    ]) func `MNIST is not taken for its relatives`(files: [String], words: String) throws {
        #expect(
            try complaint(MNIST(), Dictionary(uniqueKeysWithValues: files.map { ($0, Data()) })).found == "no such file"
                + (words.isEmpty ? "" : "; \(words)"))
    }

    private static let matlab = "is the MATLAB version, which is not supported; use the binary or the Python version"
    @Test(arguments: [
        ("data_batch_1.mat", "data_batch_1.mat next to it \(matlab)"), ("cifar-10-batches-mat/x", "cifar-10-batches-mat next to it \(matlab)"),
        ("cifar-10-matlab.tar.gz", "cifar-10-matlab.tar.gz next to it \(matlab)"),
        ("cifar-10-python.tar.gz", "unpack cifar-10-python.tar.gz, which is next to it"),
        ("cifar-100-python/train", "cifar-100-python next to it belongs to CIFAR-100"),
        ("cifar-100-binary.tar.gz", "cifar-100-binary.tar.gz next to it belongs to CIFAR-100"), ("mnist/x", ""),
    ]) func `CIFAR-10 is not taken for its relatives`(file: String, words: String) throws {
        #expect(try complaint(CIFAR10(), [file: Data()]).found == "no such file" + (words.isEmpty ? "" : "; \(words)"))
    }

    @Test func `content of another kind is named`() throws {
        func found(_ data: Data) throws -> String { try complaint(CIFAR10(), ["data_batch_1.bin": data]).found }
        #expect(try found(Data("MATLAB 5.0 MAT-file, Platform: GLNXA64".utf8)).hasSuffix("cut short; it is a MATLAB file"))
        #expect(try found(Data([0x1F, 0x8B, 8, 0])).hasSuffix("it is compressed: its name should be data_batch_1.bin.gz"))
        #expect(try found(Data("<!DOCTYPE html>".utf8)).hasSuffix("it is a web page, as a failed download leaves"))
    }

    @Test func `a compressed file that is cut short is named as that`() throws {
        let whole = try withFolder { folder in
            try Data(count: 100_000).write(to: URL(fileURLWithPath: "\(folder)/x"))
            return try ChildProcess.bytes(of: "gzip", ["-c", "\(folder)/x"], limit: 300)
        }
        let error = try complaint(MNIST(), ["train-images-idx3-ubyte.gz": whole.dropLast(20)])
        #expect(error.found == "truncated" && error.file.hasSuffix("train-images-idx3-ubyte.gz"), "\(error)")
        #expect(try complaint(MNIST(), ["train-images-idx3-ubyte.gz": whole]).found.hasPrefix("100000 bytes, expected 47040016: cut short"))
    }

    /// A mapped file changes when it is overwritten: images of two sets would be mixed in one result.
    @Test(.enabled(if: data != nil, "DATA names no folder")) func `a file that changes while it is read ends the reading`() throws {
        let from = "\(Self.data ?? "")/cifar-10-batches-bin"
        guard FileManager.default.fileExists(atPath: from) else { return }
        try withFolder { folder in
            for name in try FileManager.default.contentsOfDirectory(atPath: from) where name.hasSuffix(".bin") {
                try FileManager.default.copyItem(atPath: "\(from)/\(name)", toPath: "\(folder)/\(name)")
            }
            let source = try CIFAR10().open(in: folder), file = "\(folder)/test_batch.bin"
            #expect(try source(.test, [0]).count == 1)
            let handle = try #require(FileHandle(forWritingAtPath: file))
            try handle.truncate(atOffset: 1_000)
            let error = try #require(throws: DatasetError.self) { _ = try source(.test, [9_999]) }
            #expect(error.file == file && error.found == "changed while a job read it", "\(error)")
            #expect(try source(.train, [0]).count == 1, "the other files are as they were")
            #expect(throws: DatasetError.self) { try CIFAR10().open(in: folder) }
        }
    }

    @Test func `a label out of range and a damaged file are refused by name`() throws {
        var fine = Data(count: 153_700_000)
        fine[2 * 3_074 + 1] = 100
        #expect(try complaint(CIFAR100(), ["train.bin": fine]).found == "label 100 in record 2, expected 0 to 99")
        fine[2 * 3_074 + 1] = 99
        fine[2 * 3_074] = 200  // coarse labels are not read
        #expect(try complaint(CIFAR100(), ["train.bin": fine]).found.hasPrefix("MD5 sum "))
        let damaged = try complaint(MNIST(), ["train-images-idx3-ubyte.gz": Data("no gzip".utf8)])
        #expect(damaged.found.hasPrefix("cannot be unpacked (gzip: ended with status") && damaged.file.hasSuffix(".gz"))
        let head = try complaint(MNIST(), ["train-images-idx3-ubyte": Data(count: 47_040_016)]).found
        #expect(head == "does not begin as the IDX file of 60000 images does")
    }

    @Test func `a subset is cut from the whole file where that is at hand`() throws {
        // Long enough but wrong: its beginning is read and rejected.
        #expect(try complaint(CIFAR100Subset(), ["train.bin": Data(count: 61_490_000)]).found.hasPrefix("SHA-256 sum "))
        #expect(try complaint(CIFAR100Subset(), ["train.bin": Data(count: 1_000)]).found == "1000 bytes, expected 61480000: cut short")
    }

    @Test(.enabled(if: data != nil, "DATA names no folder")) func `Fashion-MNIST given as MNIST is recognised`() throws {
        let from = "\(Self.data ?? "")/fashion-mnist"
        guard FileManager.default.fileExists(atPath: from) else { return }
        try withFolder { folder in
            for name in try FileManager.default.contentsOfDirectory(atPath: from) {
                try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: "\(from)/\(name)")
            }
            let error = try #require(throws: DatasetError.self) { try MNIST().open(in: folder) }
            #expect(error.found.hasSuffix("this is Fashion-MNIST's train-images-idx3-ubyte"))
        }
    }

    /// Class counts and mean pixels (0 to 255), published by others or computed independently of this reader.
    @Test(.enabled(if: data != nil, "DATA names no folder")) func `the real images have the known class counts and means`() throws {
        let known: [(set: any FileDataset, folder: String, split: Split, counts: [Int], mean: Double)] = [
            (MNIST(), "mnist", .train, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], 33.3184),
            (MNIST(), "mnist", .test, [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], 33.7912),
            (FashionMNIST(), "fashion-mnist", .train, Array(repeating: 6000, count: 10), 72.9404),
            (FashionMNIST(), "fashion-mnist", .test, Array(repeating: 1000, count: 10), 73.1466),
        ]
        let data = try #require(Self.data)
        for (set, folder, split, counts, mean) in known where FileManager.default.fileExists(atPath: "\(data)/\(folder)") {
            let source = try set.open(in: data)
            var found = [Int](repeating: 0, count: set.classes), sum = 0
            for start in stride(from: 0, to: set.count(split), by: 2_000) {
                let batch = try source(split, Array(start..<start + 2_000))
                for label in batch.labels { found[label] += 1 }
                sum = batch.images.values.reduce(sum) { $0 + Int(($1 * 255).rounded()) }
            }
            let pixels = set.count(split) * set.image.reduce(1, *)
            #expect(found == counts && abs(Double(sum) / Double(pixels) - mean) < 5e-5, "\(set.title), \(split): \(Double(sum) / Double(pixels))")
        }
    }

    @Test func `every class has one name`() {
        for set in datasets.map({ $0.init() }) where !set.classNames.isEmpty {
            #expect(Set(set.classNames).count == set.classes && set.className(set.classes - 1) == set.classNames.last, "\(set.title)")
        }
        #expect(CIFAR10().className(3) == "cat" && CIFAR100().className(19) == "cattle" && FashionMNIST().className(9) == "ankle boot")
        #expect(Procedural().className(3) == "class 3" && CIFAR10().className(10) == "class 10")
    }

    /// The archives of CIFAR hold the names that they were published with.
    @Test(
        .enabled(if: data != nil, "DATA names no folder"),
        arguments: [
            (CIFAR10(), "cifar-10-batches-bin/batches.meta.txt"), (CIFAR100(), "cifar-100-binary/fine_label_names.txt"),
        ] as [(any FileDataset, String)])
    func `names of classes are the published ones`(set: any FileDataset, file: String) throws {
        guard let text = try? String(contentsOfFile: "\(Self.data ?? "")/\(file)", encoding: .utf8) else { return }
        #expect(text.split(whereSeparator: \.isNewline).map { String($0).replacing("_", with: " ") } == set.classNames)
    }

    @Test(.enabled(if: data != nil, "DATA names no folder")) func `pixels and labels are those of the files`() throws {
        let folder = try #require(Self.data)
        if FileManager.default.fileExists(atPath: "\(folder)/mnist") {
            let batch = try read(MNIST(), in: folder, .train, [0, 59_999])
            // The first digit of MNIST is a 5; the sum of its pixels is known from other readers.
            #expect(batch.labels == [5, 8] && batch.images.shape == [2, 28, 28, 1])
            #expect(batch.images[0].reduce(0) { $0 + Int(($1 * 255).rounded()) } == 27_525)
        }
        if FileManager.default.fileExists(atPath: "\(folder)/cifar-100-binary") {
            let batch = try read(CIFAR100Subset(), in: folder, .train, [0, 19_999])
            #expect(batch.labels[0] == 19 && batch.images.shape == [2, 32, 32, 3])  // "cattle", coarse label 11
            let error = try #require(throws: DatasetError.self) { _ = try read(CIFAR100Subset(), in: folder, .train, [20_000]) }
            #expect(error.found.contains("sample 20000"))
        }
    }
}
