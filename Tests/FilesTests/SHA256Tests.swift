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
}
