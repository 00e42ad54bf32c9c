import Crypto
public import Foundation

extension Disk {
    /// The SHA-256 sum of `data`: 64 hexadecimal digits in lower case.
    public static func sha256(_ data: some DataProtocol) -> String { text(SHA256.hash(data: data)) }

    /// The SHA-256 sum of the file at `path`, read a megabyte at a time: 64 hexadecimal digits in lower case. Throws `FileError`.
    public static func sha256(ofFile path: String) throws -> String {
        var sum = SHA256()
        try readChunks(path) { sum.update(bufferPointer: $0) }
        return text(sum.finalize())
    }

    private static func text(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
