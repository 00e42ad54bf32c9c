import Files
import Foundation
import Testing

@Suite struct MD5Tests {
    /// The test suite of RFC 1321, section A.5.
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"), ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"),
        (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
    ]) func `the sums of the standard's test suite`(text: String, sum: String) { #expect(Disk.md5(Data(text.utf8)) == sum) }

    @Test func `every length around a block agrees with the system's md5sum`() throws {
        let folder = NSTemporaryDirectory() + "md5-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for length in [55, 56, 57, 63, 64, 65, 119, 120, 121, 1_000] {
            let data = Data((0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + length) }), path = "\(folder)/\(length)"
            try data.write(to: URL(filePath: path))
            let text = try ChildProcess.output(of: "md5sum", [path], limit: 60)
            #expect(text.hasPrefix(Disk.md5(data)), "\(length) bytes")
        }
    }

    /// A slice keeps the indices of the whole data.
    @Test(arguments: [0, 1, 63, 64, 65, 1000]) func `a slice has the checksums of its bytes`(_ length: Int) {
        let data = Data((0..<2000).map { UInt8(truncatingIfNeeded: $0 * 7) }), slice = data[100..<100 + length]
        #expect(Disk.md5(slice) == Disk.md5(Data(slice)) && Disk.sha256(slice) == Disk.sha256(Data(slice)))
    }
}
