/// A file of a data set that is missing, cut short or not what it should be.
public struct DatasetError: Error, CustomStringConvertible {
    /// The path of the file or folder.
    public let file: String
    /// What was found there.
    public let found: String
    /// A sentence that says what to do.
    public let remedy: String
    /// Says what was found where, and what to do.
    public init(file: String, found: String, remedy: String) { (self.file, self.found, self.remedy) = (file, found, remedy) }
    /// One line.
    public var description: String { "\(file): \(found). \(remedy)" }
}
