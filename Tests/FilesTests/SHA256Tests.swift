import Files
import Foundation
import Testing

@Suite struct SHA256Tests {
    // FIPS 180-2, appendix B.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
    ]) func agreesWithTheStandard(text: String, sum: String) { #expect(Disk.sha256(Data(text.utf8)) == sum) }

    @Test func aFilesSumIsThatOfItsBytes() throws {
        let folder = try Folder(), data = Data(repeating: UInt8(ascii: "a"), count: 3_000_000)
        try Disk.write(data, to: folder.path + "/a")
        #expect(try Disk.sha256(ofFile: folder.path + "/a") == Disk.sha256(data))
        try Disk.write(Data(repeating: UInt8(ascii: "a"), count: 1_000_000), to: folder.path + "/a")
        #expect(try Disk.sha256(ofFile: folder.path + "/a") == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    /// Every length around the ends of a block, compared with the system's program.
    @Test func agreesWithTheSystemAtOddLengths() throws {
        let folder = try Folder(), lengths = Array(0...130) + [191, 192, 1000, 65_535, 65_537, 1_048_575, 1_048_577]
        for length in lengths {
            let data = Data((0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 256) })
            try Disk.write(data, to: "\(folder.path)/\(length)")
            #expect(try Disk.sha256(ofFile: "\(folder.path)/\(length)") == Disk.sha256(data))
        }
        let command = "cd '\(folder.path)' && sha256sum \(lengths.map(String.init).joined(separator: " "))"
        let lines = try ChildProcess.output(of: "/bin/sh", ["-c", command], limit: 300).split(separator: "\n")
        #expect(lines.count == lengths.count)
        for line in lines {
            let words = line.split(separator: " ")
            #expect(try Disk.sha256(ofFile: "\(folder.path)/\(words[1])") == words[0], "\(words[1]) bytes")
        }
    }
}
