public import Foundation

/// NumPy's file of named arrays: a zip archive of `.npy` files (numpy.lib.format, version 1.0), stored without compression and dated 1980, so that
/// the same arrays give the same bytes.
public enum NPZ {
    /// An array in row-major order.
    public struct Array: Sendable, Equatable {
        /// The numbers, little endian.
        let bytes: Data
        /// NumPy's name for their type.
        let type: String
        /// The extent of each dimension.
        public let shape: [Int]

        private init<Number: BitwiseCopyable>(_ values: [Number], _ type: String, _ shape: [Int]) {
            precondition(shape.reduce(1, *) == values.count, "as many numbers as the shape says")
            (bytes, self.type, self.shape) = (values.withUnsafeBytes { Data($0) }, type, shape)
        }
        /// An array of type float32.
        public init(_ values: [Float], shape: [Int]) { self.init(values, "<f4", shape) }
        /// A vector of type float64.
        public init(_ values: [Double]) { self.init(values, "<f8", [values.count]) }
        /// A vector of type int64.
        public init(_ values: [Int]) { self.init(values.map(Int64.init), "<i8", [values.count]) }

        /// The array as an `.npy` file.
        var file: Data {
            let extents = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
            var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
            // Pad the header so that the numbers begin at a multiple of 64 bytes.
            header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
            return Data([0x93]) + Data("NUMPY".utf8) + [1, 0] + bytes16(header.utf8.count) + Data(header.utf8) + bytes
        }
    }

    /// The error for arrays that do not fit into an archive of 4 GiB.
    public struct TooLarge: Error, CustomStringConvertible {
        /// The size and the limit, in one line.
        public let description: String
    }

    /// The archive of these arrays, in order. Throws `TooLarge`.
    public static func encode(_ arrays: [(name: String, array: Array)]) throws -> Data {
        let size = arrays.reduce(0) { $0 + $1.array.bytes.count + 1024 + 4 * $1.name.utf8.count }
        if size > UInt32.max { throw TooLarge(description: "\(size) bytes of arrays are too many for an npz file, which holds 4 GiB") }
        var archive = Data(capacity: size), directory = Data()
        for (name, array) in arrays {
            let file = array.file, path = Data("\(name).npy".utf8), place = archive.count
            // Version 2.0, stored, 1 January 1980.
            let entry =
                bytes16(20) + bytes16(0) + bytes16(0) + bytes16(0) + bytes16(0x21) + bytes32(CRC32.checksum(file)) + bytes32(UInt32(file.count))
                + bytes32(UInt32(file.count)) + bytes16(path.count) + bytes16(0)
            archive += bytes32(0x0403_4B50) + entry + path + file
            // No comment, first disk, a binary file without attributes.
            directory +=
                bytes32(0x0201_4B50) + bytes16(20) + entry + bytes16(0) + bytes16(0) + bytes16(0) + bytes32(0) + bytes32(UInt32(place)) + path
        }
        let end =
            bytes32(0x0605_4B50) + bytes16(0) + bytes16(0) + bytes16(arrays.count) + bytes16(arrays.count) + bytes32(UInt32(directory.count))
            + bytes32(UInt32(archive.count)) + bytes16(0)
        return archive + directory + end
    }
}

/// The checksum of zip archives: polynomial 0xEDB88320, reflected.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    static func checksum(_ data: Data) -> UInt32 {
        let table = table
        return ~data.withUnsafeBytes { bytes in bytes.reduce(~UInt32(0)) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 } }
    }
}

private func bytes16(_ value: Int) -> Data { withUnsafeBytes(of: UInt16(value).littleEndian) { Data($0) } }
private func bytes32(_ value: UInt32) -> Data { withUnsafeBytes(of: value.littleEndian) { Data($0) } }
