/// A number of bytes, formatted for reading.
public struct ByteCount: CustomStringConvertible, Sendable {
    private let bytes: Int
    /// Formats a number of bytes.
    public init(_ bytes: Int) { self.bytes = bytes }

    /// As in "1234 bytes", "56 kB" or "78 MB".
    public var description: String {
        switch bytes {
        case ..<10_000: "\(bytes) bytes"
        case ..<10_000_000: "\(bytes / 1000) kB"
        case ..<10_000_000_000: "\(bytes / 1_000_000) MB"
        default: "\(bytes / 1_000_000_000) GB"
        }
    }
}
