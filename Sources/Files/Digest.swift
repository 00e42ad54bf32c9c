// The final steps that MD5 (RFC 1321) and SHA-256 (FIPS 180-4) share: both pad the stream to whole blocks of 64 bytes and print 32-bit words.

/// The bytes after a stream of `length` bytes: a one bit, zeros, and the number of bits as 8 bytes that end a block of 64.
func padding(length: UInt64, bigEndian: Bool) -> [UInt8] {
    let bits = length * 8
    return [0x80] + [UInt8](repeating: 0, count: (119 - Int(length % 64)) % 64)
        + withUnsafeBytes(of: bigEndian ? bits.bigEndian : bits.littleEndian, Array.init)
}

/// Eight hexadecimal digits in lower case for each word.
func hexadecimal(_ words: [UInt32]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: words.flatMap { word in (0..<8).map { digits[Int(word >> (28 - 4 * UInt32($0)) & 15)] } }, as: UTF8.self)
}
