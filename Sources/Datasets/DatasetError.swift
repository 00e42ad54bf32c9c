/// A file of a data set that is missing, cut short or not what it should be.
public struct DatasetError: Error, CustomStringConvertible {
    /// The path of the file or folder.
    public let file: String
    /// The fault that was found.
    public let found: String
    /// The remedy, one sentence.
    public let remedy: String
    /// True if nothing is there, rather than something wrong.
    public let isAbsent: Bool
    /// An error at a file or folder, with its fault and remedy.
    public init(file: String, found: String, remedy: String, isAbsent: Bool = false) {
        (self.file, self.found, self.remedy, self.isAbsent) = (file, found, remedy, isAbsent)
    }
    /// One line with file, fault and remedy.
    public var description: String { "\(file): \(found). \(remedy)" }
}
