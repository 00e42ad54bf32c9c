import Foundation
import Records
import Testing

/// A strict reader of stored zip archives of NumPy arrays: throws where one violates the formats.
private struct Archive {
    struct Broken: Error, CustomStringConvertible { let description: String }
    var arrays: [(name: String, header: String, numbers: [UInt8])] = []

    init(_ data: Data) throws {
        let bytes = [UInt8](data)
        func number(_ place: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
        func demand(_ condition: Bool, _ what: String) throws { if !condition { throw Broken(description: what) } }
        let end = bytes.count - 22
        try demand(end >= 0 && number(end, 4) == 0x0605_4B50 && number(end + 20, 2) == 0, "the archive ends with its record")
        let count = number(end + 10, 2)
        try demand(number(end + 8, 2) == count && number(end + 4, 4) == 0, "one disk")
        var entry = number(end + 16, 4), local = 0
        try demand(entry + number(end + 12, 4) == end, "the directory is just before its record")
        let directory = entry
        for _ in 0..<count {
            try demand(number(entry, 4) == 0x0201_4B50, "an entry of the directory")
            let size = number(entry + 24, 4), length = number(entry + 28, 2)
            try demand(number(entry + 20, 4) == size && number(entry + 10, 2) == 0, "stored without compression")
            try demand(number(entry + 12, 2) == 0 && number(entry + 14, 2) == 0x21, "no date but the first")
            try demand(number(entry + 42, 4) == local && number(local, 4) == 0x0403_4B50, "a file begins where the last one ends")
            try demand(Array(bytes[entry + 6..<entry + 32]) == Array(bytes[local + 4..<local + 30]), "both headers agree")
            let name = String(decoding: bytes[local + 30..<local + 30 + length], as: UTF8.self)
            try demand(name == String(decoding: bytes[entry + 46..<entry + 46 + length], as: UTF8.self) && name.hasSuffix(".npy"), "its name")
            let file = Array(bytes[local + 30 + length..<local + 30 + length + size])
            try demand(number(entry + 16, 4) == Int(Self.checksum(file)), "its checksum")
            try demand(Array(file[0..<8]) == [0x93] + Array("NUMPY".utf8) + [1, 0], "an array of version 1.0")
            let header = 10 + Int(file[8]) + Int(file[9]) << 8
            try demand(header % 64 == 0 && file[header - 1] == UInt8(ascii: "\n"), "numbers begin at a multiple of 64")
            let text = String(decoding: file[10..<header], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            arrays.append((String(name.dropLast(4)), text, Array(file[header...])))
            (entry, local) = (entry + 46 + length, local + 30 + length + size)
        }
        try demand(entry == end && local == directory, "nothing beside the files and their directory")
    }

    /// Bit by bit, from the definition of the polynomial.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = ~UInt32(0)
        for byte in bytes {
            for bit in 0..<8 {
                let isSet = (sum ^ UInt32(byte >> bit)) & 1 == 1
                sum = isSet ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
            }
        }
        return ~sum
    }
}

@Suite struct NPZTests {
    private let arrays: [(name: String, array: NPZ.Array)] = [
        ("images", NPZ.Array((0..<24).map { Float($0) / 8 }, shape: [2, 3, 2, 2])), ("labels", NPZ.Array([7, -1])),
        ("distances", NPZ.Array([0.25, .infinity])), ("none", NPZ.Array([Float](), shape: [0, 3])), ("scalar", NPZ.Array([Float(1)], shape: [])),
    ]

    @Test func aStrictReaderFindsEveryArray() throws {
        #expect(Archive.checksum(Array("123456789".utf8)) == 0xCBF4_3926, "the check value of the checksum's definition")
        let read = try Archive(try NPZ.encode(arrays)).arrays
        #expect(read.map(\.name) == ["images", "labels", "distances", "none", "scalar"])
        #expect(
            read.map(\.header) == [
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 2, 2), }", "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (), }",
            ])
        let floats = (0..<24).map { place in Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(read[0].numbers[4 * place + $1]) << (8 * $1) }) }
        #expect(floats == (0..<24).map { Float($0) / 8 })
        #expect(read[1].numbers == [7, 0, 0, 0, 0, 0, 0, 0] + Array(repeating: 255, count: 8))
        #expect(Array(read[2].numbers.suffix(8)) == [0, 0, 0, 0, 0, 0, 0xF0, 0x7F] && read[3].numbers == [] && read[4].numbers.count == 4)
    }

    @Test func theSameArraysGiveTheSameBytes() throws { #expect(try NPZ.encode(arrays) == NPZ.encode(arrays)) }

    @Test func anEmptyArchiveIsOne() throws { #expect(try Archive(try NPZ.encode([])).arrays.isEmpty) }
}
