import Foundation
import SeededNumbers

/// A valid file, changed in one to four places, mostly in one: input that is still nearly well-formed gets furthest into a parser.
enum Mutation {
    private static let numbers = [
        "0", "-1", "-0.0", "0.5", "1e-400", "1e400", "5e-324", "1.7976931348623157e308", "nan", "inf", "-inf", "9223372036854775807",
        "-9223372036854775808", "9223372036854775808", "4611686018427387904", "18446744073709551615", "2147483648", "100000000", "1/0", "8/255",
        "1/9223372036854775807", "0x1p3", "٣",
    ]
    private static let words = [
        "", " ", "\n", "\t", "\0", "\u{FEFF}", "\r\n", "\"", "'", "[", "]", "{", "}", ":", ": ", ",", "- ", "#", "&a ", "*a", "? ", "|\n", ">",
        "!!int ", "~",
        "null", "true", "<<: ", "---\n", "...\n", "%YAML 1.1\n", "\\", "\\u0000", "\u{301}", "pgd", "include: ", "title: ", "model: ", "[[[[[[[[[[",
    ]

    /// - Parameter others: the seeds from which a part may be spliced in.
    static func mutate(_ data: Data, with others: [Data], _ random: inout Seeded) -> Data {
        var bytes = [UInt8](data)
        for _ in 0..<1 + random.below(1 + random.below(4)) { change(&bytes, others, &random) }
        return Data(bytes.prefix(1 << 20))
    }

    private static func change(_ bytes: inout [UInt8], _ others: [Data], _ random: inout Seeded) {
        let at = random.below(bytes.count + 1), length = 1 + random.below(random.below(8) == 0 ? 200 : 12), end = min(bytes.count, at + length)
        switch random.below(11) {
        case 0: if at < bytes.count { bytes[at] ^= 1 << UInt8(random.below(8)) }
        case 1: if at < bytes.count { bytes[at] = UInt8(random.below(256)) }
        case 2: bytes.removeSubrange(at..<end)
        case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 4, 5: replaceNumber(&bytes, from: at, &random)
        case 6: bytes.insert(contentsOf: (words.randomElement(using: &random) ?? "").utf8, at: at)
        case 7: bytes.insert(contentsOf: (numbers.randomElement(using: &random) ?? "").utf8, at: at)
        case 8: changeLine(&bytes, at, &random)
        case 9:
            let other = [UInt8](others[random.below(others.count)]), from = random.below(other.count + 1)
            bytes.replaceSubrange(at..<end, with: other[from..<min(other.count, from + length)])
        default: bytes.removeSubrange(at..<bytes.count)
        }
    }

    /// Replaces the next number by an extreme one.
    private static func replaceNumber(_ bytes: inout [UInt8], from at: Int, _ random: inout Seeded) {
        guard let start = bytes[at...].firstIndex(where: { (48...57).contains($0) }) else { return }
        let end = bytes[start...].firstIndex { !((48...57).contains($0) || "+-.e/".utf8.contains($0)) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: (numbers.randomElement(using: &random) ?? "").utf8)
    }

    /// Doubles, deletes or moves the line at `at`.
    private static func changeLine(_ bytes: inout [UInt8], _ at: Int, _ random: inout Seeded) {
        let start = (bytes[..<at].lastIndex(of: 10) ?? -1) + 1, end = (bytes[at...].firstIndex(of: 10) ?? bytes.count - 1) + 1
        guard start < end else { return }
        let line = bytes[start..<end]
        switch random.below(3) {
        case 0: bytes.insert(contentsOf: line, at: start)
        case 1: bytes.removeSubrange(start..<end)
        default:
            bytes.removeSubrange(start..<end)
            let places = [0] + bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
            bytes.insert(contentsOf: line, at: places[random.below(places.count)])
        }
    }
}
