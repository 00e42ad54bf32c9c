import Classification
import Datasets
import Foundation
import Tensors
import Testing

/// A folder that lives as long as the test.
func withFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.path + "/datasets-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}

@Suite struct CIFAR10Tests {
    /// The folder that DATA names, if it contains CIFAR-10.
    static let data = ProcessInfo.processInfo.environment["DATA"].flatMap {
        FileManager.default.fileExists(atPath: "\($0)/cifar-10-batches-bin/test_batch.bin") ? $0 : nil
    }

    /// The error on opening a folder whose one file has these bytes.
    private func complaint(about bytes: Data?) throws -> DatasetError {
        try withFolder { folder in
            try bytes?.write(to: URL(fileURLWithPath: "\(folder)/data_batch_1.bin"))
            let error = try #require(throws: DatasetError.self) { try CIFAR10().open(in: folder) }
            #expect(error.file == "\(folder)/data_batch_1.bin")
            #expect(error.remedy.contains("make data") && error.remedy.contains("DATA="))
            return error
        }
    }

    @Test func `what is wrong with a file is said with its name and how to get it`() throws {
        let right = Data(repeating: 7, count: 30_730_000)
        #expect(try complaint(about: nil).found == "no such file")
        #expect(try complaint(about: right.prefix(1_000_000)).found == "1000000 bytes, expected 30730000: cut short")
        #expect(try complaint(about: right + [0]).found == "30730001 bytes, expected 30730000: too long")
        #expect(try complaint(about: right).found.hasPrefix("SHA-256 sum "))
        var label = right
        label[3 * 3_073] = 10
        #expect(try complaint(about: label).found == "label 10 in record 3, expected 0 to 9")
    }

    @Test func `a folder that is not there, or none`() {
        #expect { try CIFAR10().open(in: "/no/such/folder") } throws: { "\($0)".contains("/no/such/folder: no such folder") }
        #expect { try CIFAR10().open(in: nil) } throws: { "\($0)".contains("no data folder was given") }
    }

    @Test func `what is known without data`() {
        #expect(CIFAR10().count(.train) == 50_000 && CIFAR10().count(.test) == 10_000)
        #expect(CIFAR10().checksum == "cee91656-a591ca11-bbe85965-014e562d-755304fc-8e2eb146")
    }

    @Test(.enabled(if: data != nil, "DATA names no folder with CIFAR-10")) func `the real images are read in order, from planes to pixels`() throws {
        let folder = try #require(Self.data)
        let source = try CIFAR10().open(in: folder), samples = [0, 9_999, 10_000, 49_999]
        let batch = try source(.train, samples)
        #expect(batch.images.shape == [4, 32, 32, 3] && batch.samples == samples)
        for (row, sample) in samples.enumerated() {
            let file = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/cifar-10-batches-bin/data_batch_\(sample / 10_000 + 1).bin"))
            let record = [UInt8](file[sample % 10_000 * 3_073..<(sample % 10_000 + 1) * 3_073])
            #expect(batch.labels[row] == Int(record[0]))
            let image = batch.images[row]
            for pixel in 0..<1_024 {
                for channel in 0..<3 { #expect(image[pixel * 3 + channel] == Float(record[1 + channel * 1_024 + pixel]) / 255) }
            }
        }
        let error = try #require(throws: DatasetError.self) {
            let beyond = try source(.test, [10_000])
            Issue.record("labels \(beyond.labels)")
        }
        #expect(error.found.contains("sample 10000"))
        let outer = try source(.test, [3]), inner = try read(CIFAR10(), in: "\(folder)/cifar-10-batches-bin", .test, [3])
        #expect(outer.images == inner.images)
    }

    @Test(.enabled(if: data != nil, "DATA names no folder with CIFAR-10")) func `channel means and class counts are the known ones`() throws {
        let source = try CIFAR10().open(in: Self.data)
        var sums = [0.0, 0, 0], classes = [Int](repeating: 0, count: 10)
        for start in stride(from: 0, to: 50_000, by: 2_000) {
            let batch = try source(.train, Array(start..<start + 2_000))
            for (index, value) in batch.images.values.enumerated() { sums[index % 3] += Double(value) }
            for label in batch.labels { classes[label] += 1 }
        }
        #expect(classes == Array(repeating: 5_000, count: 10))
        for (sum, known) in zip(sums, [125.307, 122.950, 113.865]) { #expect(abs(sum / (50_000 * 1_024) * 255 - known) < 0.0006) }  // as printed
    }
}
