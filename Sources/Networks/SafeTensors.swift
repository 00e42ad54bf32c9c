public import Foundation
import Files
import Tensors

/// Weight files in the safetensors format (https://github.com/huggingface/safetensors): the header's length (8 bytes, little endian), the header in
/// JSON, then the numbers, float32, little endian. This project's files have two checksums in their metadata: `sha256` of the numbers and `header` of
/// everything else in the header. Files from elsewhere have none, and older files of this project only the first.
public enum SafeTensors {
    /// A file that is damaged, incomplete or in another format.
    public struct Damaged: Error, CustomStringConvertible {
        /// The fault, in one line.
        public let description: String
        /// An error with this fault.
        public init(description: String) { self.description = description }
    }

    /// The file's bytes; `metadata` is stored in its `__metadata__`.
    public static func encode(_ parameters: Parameters, metadata: [String: String] = [:]) throws -> Data {
        var header: [String: Any] = [:], numbers = Data(capacity: parameters.count * 4)
        for (name, tensor) in zip(parameters.names, parameters.tensors) {
            let start = numbers.count
            tensor.values.withUnsafeBytes { numbers.append(contentsOf: $0) }
            header[name] = ["dtype": "F32", "shape": tensor.shape, "data_offsets": [start, numbers.count]]
        }
        var metadata = metadata
        metadata["format"] = "pt"
        metadata["order"] = parameters.names.joined(separator: " ")
        metadata["sha256"] = Disk.sha256(numbers)
        metadata["header"] = try checksum(header, metadata)
        header["__metadata__"] = metadata
        var text = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - text.count % 8) % 8))
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text + numbers
    }

    /// The checksum of a header, computed without the entry that holds it.
    private static func checksum(_ header: [String: Any], _ metadata: [String: String]) throws -> String {
        let covered = header.merging(["__metadata__": metadata.filter { $0.key != "header" }]) { $1 }
        return Disk.sha256(try JSONSerialization.data(withJSONObject: covered, options: [.sortedKeys, .withoutEscapingSlashes]))
    }

    /// Reads a file's parameters and metadata. Throws `Damaged`, also for integers and half-precision numbers. Files from elsewhere may lack
    /// metadata.
    public static func decode(_ data: Data) throws -> (parameters: Parameters, metadata: [String: String]) {
        func damaged(_ what: String) -> Damaged { Damaged(description: what) }
        guard data.count >= 8 else { throw damaged("\(data.count) bytes are too few for a safetensors file") }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(data[data.startIndex + $1]) << (8 * UInt64($1)) }
        guard length <= UInt64(data.count - 8) else { throw damaged("the header is cut short: \(length) bytes declared, \(data.count - 8) present") }
        let start = data.startIndex + 8 + Int(length), numbers = data[start...]
        guard let header = try? JSONSerialization.jsonObject(with: data[data.startIndex + 8..<start]) as? [String: Any] else {
            throw damaged("the header is not JSON")
        }
        let metadata = header["__metadata__"] as? [String: String] ?? [:]
        if let sum = metadata["sha256"], sum != Disk.sha256(numbers) { throw damaged("the numbers do not match the checksum in the header") }
        if let sum = metadata["header"], try checksum(header, metadata) != sum {
            throw damaged("the header does not match its own checksum")
        }
        var entries: [(name: String, start: Int, tensor: Tensor)] = []
        for (name, value) in header where name != "__metadata__" {
            guard let entry = value as? [String: Any], let type = entry["dtype"] as? String, let shape = entry["shape"] as? [Int],
                let offsets = entry["data_offsets"] as? [Int], offsets.count == 2
            else { throw damaged("tensor \(name) has no type, shape and offsets") }
            if type == "I64", shape.isEmpty { continue }  // PyTorch's num_batches_tracked
            guard type == "F32" else { throw damaged("tensor \(name) is \(type), expected F32") }
            let bytes = shape.reduce((4, false)) { (product: (Int, Bool), extent) in  // and whether it overflowed
                let (value, overflow) = product.0.multipliedReportingOverflow(by: extent)
                return (value, product.1 || overflow || extent < 0)
            }
            guard !bytes.1, offsets[0] >= 0, offsets[1] <= numbers.count, offsets[1] >= offsets[0], offsets[1] - offsets[0] == bytes.0 else {
                throw damaged("tensor \(name) of shape \(shape) does not fit its bytes \(offsets)")
            }
            let values = [Float](unsafeUninitializedCapacity: bytes.0 / 4) { buffer, filled in
                numbers.copyBytes(to: UnsafeMutableRawBufferPointer(buffer), from: start + offsets[0]..<start + offsets[1])
                filled = bytes.0 / 4
            }
            entries.append((name, offsets[0], Tensor(shape: shape, values: values)))
        }
        entries.sort { ($0.start, $0.name) < ($1.start, $1.name) }
        return (Parameters(names: entries.map(\.name), tensors: entries.map(\.tensor)), metadata)
    }
}
