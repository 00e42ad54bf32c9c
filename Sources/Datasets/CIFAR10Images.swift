// The opened files of CIFAR-10: bytes in planes on disk, converted to floats in rows of pixels when read.

import Classification
import Foundation
import Tensors

/// The images of CIFAR-10, kept as bytes; value = byte / 255.
struct CIFAR10Images: ImageSource {
    /// Whole, verified files, in the order of the samples.
    let train: [Data], test: [Data]

    func callAsFunction(_ split: Split, _ samples: [Int]) throws -> LabelledImages {
        let batches = split == .train ? train : test, count = batches.count * CIFAR10File.records, plane = 32 * 32
        for sample in samples where !(0..<count ~= sample) {
            throw DatasetError(
                file: CIFAR10.folderName, found: "no sample \(sample) in the \(split) set",
                remedy: "Its samples are 0 to \(count - 1): use fewer images.")
        }
        let scale = (0...255).map { Float($0) / 255 }
        var labels: [Int] = []
        labels.reserveCapacity(samples.count)
        let values = [Float](unsafeUninitializedCapacity: samples.count * plane * 3) { buffer, filled in
            for (row, sample) in samples.enumerated() {
                let (batch, record) = sample.quotientAndRemainder(dividingBy: CIFAR10File.records)
                batches[batch].withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
                    let start = record * CIFAR10File.recordLength
                    labels.append(Int(bytes[start]))
                    for pixel in 0..<plane {
                        for channel in 0..<3 {
                            buffer[(row * plane + pixel) * 3 + channel] = scale[Int(bytes[start + 1 + channel * plane + pixel])]
                        }
                    }
                }
            }
            filled = samples.count * plane * 3
        }
        return LabelledImages(images: Tensor(shape: [samples.count, 32, 32, 3], values: values), labels: labels, samples: samples)
    }
}
