import Classification
import Datasets
import Declarations
import Foundation
import Tensors
import Testing

/// The laws of every data set that is read from files; a set is tested by being in the list `datasets`.
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
            for (name, data) in files { try data.write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
            return try #require(throws: DatasetError.self) { try set.open(in: folder) }
        }
    }

    @Test func `a file of another set or version is called by its name`() throws {
        #expect(try complaint(CIFAR10(), ["train.bin": Data()]).found == "no such file; train.bin beside it belongs to CIFAR-100")
        #expect(try complaint(CIFAR10(), ["train-20k.bin.xz": Data()]).found.contains("train-20k.bin.xz beside it belongs to CIFAR-100 subset"))
        let python = try complaint(CIFAR10(), ["data_batch_1": Data(), "batches.meta": Data()]).found
        #expect(python == "found in another form, which cannot be read: it is cut short")
        #expect(try complaint(CIFAR100(), ["train-20k.bin": Data()]).found.contains("belongs to CIFAR-100 subset"))
        let renamed = try complaint(CIFAR10(), ["data_batch_1.bin": Data(count: 153_700_000)]).found
        #expect(renamed == "153700000 bytes, the length of CIFAR-100's train.bin, expected 30730000: too long")
    }

    @Test func `a label out of range and a damaged file are refused by name`() throws {
        var fine = Data(count: 153_700_000)
        fine[2 * 3_074 + 1] = 100
        #expect(try complaint(CIFAR100(), ["train.bin": fine]).found == "label 100 in record 2, expected 0 to 99")
        fine[2 * 3_074 + 1] = 99
        fine[2 * 3_074] = 200  // a coarse label is not read
        #expect(try complaint(CIFAR100(), ["train.bin": fine]).found.hasPrefix("MD5 sum "))
        let damaged = try complaint(MNIST(), ["train-images-idx3-ubyte.gz": Data("no gzip".utf8)])
        #expect(damaged.found.hasPrefix("cannot be unpacked (gzip: ended with status") && damaged.file.hasSuffix(".gz"))
        let head = try complaint(MNIST(), ["train-images-idx3-ubyte": Data(count: 47_040_016)]).found
        #expect(head == "does not begin as the IDX file of 60000 images does")
    }

    @Test func `a subset is cut from the whole file where that is at hand`() throws {
        // Long enough, and wrong: its beginning is read and found to be another.
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

    /// Class counts and mean pixels (0 to 255) that others have published or that were computed apart from this reader.
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
