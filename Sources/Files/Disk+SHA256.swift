public import Foundation

extension Disk {
    /// The SHA-256 checksum of `data`: 64 hexadecimal digits in lower case.
    public static func sha256(_ data: some DataProtocol) -> String {
        var sum = SHA256()
        for region in data.regions { region.withUnsafeBytes { sum.update($0) } }
        return sum.finalize()
    }

    /// The SHA-256 checksum of the file at `path`, read a megabyte at a time: 64 hexadecimal digits in lower case. Throws `FileError`.
    public static func sha256(ofFile path: String) throws -> String {
        var sum = SHA256()
        try readChunks(path) { sum.update($0) }
        return sum.finalize()
    }
}
