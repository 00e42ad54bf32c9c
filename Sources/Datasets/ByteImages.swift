import Classification
import Foundation
import Tensors

/// The opened files of a data set, kept as bytes; value = byte / 255.
struct ByteImages: ImageSource {
    /// A field of every record of a file: record i has it at `start` + i * `stride`.
    struct Field: Sendable { let data: Data, start: Int, stride: Int }
    /// Verified images in the order of their samples; `arePlanes`: channel by channel instead of pixel by pixel.
    struct Records: Sendable { let count: Int, pixels: Field, labels: Field, arePlanes: Bool }

    /// `stamps`: the state, when opened, of the files that are mapped into memory.
    let files: ImageFiles, parts: [(split: Split, records: Records, stamps: [Stamp])]

    func callAsFunction(_ split: Split, _ samples: [Int]) throws -> LabelledImages {
        // Before reading, since a mapped file cut short would crash the process; and after, since it may have changed in between.
        try checkUnchanged(split)
        let images = try read(split, samples)
        try checkUnchanged(split)
        return images
    }

    /// Throws `DatasetError` if a file has been changed or replaced since its checksum was verified.
    private func checkUnchanged(_ split: Split) throws {
        for part in parts where part.split == split {
            if let changed = part.stamps.first(where: { !$0.isCurrent }) {
                throw DatasetError(
                    file: changed.path, found: "changed while a job read it",
                    remedy: "Results computed so far are kept. Leave the file unchanged and run again.")
            }
        }
    }

    private func read(_ split: Split, _ samples: [Int]) throws -> LabelledImages {
        let records = parts.filter { $0.split == split }.map(\.records), count = files.count(split)
        for sample in samples where !(0..<count ~= sample) {
            throw DatasetError(
                file: files.folders[0], found: "no sample \(sample) in the \(split) set",
                remedy: "Its samples are 0 to \(count - 1): use fewer images.")
        }
        let scale = (0...255).map { Float($0) / 255 }, length = files.length, channels = files.image[2], plane = length / channels
        var labels: [Int] = []
        labels.reserveCapacity(samples.count)
        let values = [Float](unsafeUninitializedCapacity: samples.count * length) { buffer, filled in
            for (row, sample) in samples.enumerated() {
                var part = 0, record = sample
                while record >= records[part].count {
                    record -= records[part].count
                    part += 1
                }
                let pixels = records[part].pixels, label = records[part].labels, step = records[part].arePlanes ? plane : 1
                labels.append(Int(label.data[label.start + record * label.stride]))
                pixels.data.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
                    let start = pixels.start + record * pixels.stride, stride = records[part].arePlanes ? 1 : channels
                    for pixel in 0..<plane {
                        for channel in 0..<channels {
                            buffer[(row * plane + pixel) * channels + channel] = scale[Int(bytes[start + pixel * stride + channel * step])]
                        }
                    }
                }
            }
            filled = samples.count * length
        }
        return LabelledImages(images: Tensor(shape: [samples.count] + files.image, values: values), labels: labels, samples: samples)
    }
}
