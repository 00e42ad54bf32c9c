/// A file of a data set that is missing, cut short or not what it should be.
public struct DatasetError: Error, CustomStringConvertible {
    /// The path of the file or folder.
    public let file: String
    /// The fault that was found.
    public let found: String
    /// A sentence with the remedy.
    public let remedy: String
    /// An error at a file or folder, with its fault and remedy.
    public init(file: String, found: String, remedy: String) { (self.file, self.found, self.remedy) = (file, found, remedy) }
    /// One line with file, fault and remedy.
    public var description: String { "\(file): \(found). \(remedy)" }
}
