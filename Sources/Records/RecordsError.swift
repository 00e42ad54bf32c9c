/// A fault in a file of records, with its file and line.
public struct RecordsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file as it was named to the reader.
    public let file: String
    /// The line, from 1; nil for a fault of the whole file.
    public let line: Int?
    /// The fault: what was expected and what was found.
    public let message: String

    /// Makes an error.
    public init(_ file: String, line: Int? = nil, _ message: String) { (self.file, self.line, self.message) = (file, line, message) }

    /// `file:line: message`.
    public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(message)" }
}
