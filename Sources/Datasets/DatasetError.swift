/// A file of a data set that is missing, cut short or not what it should be.
public struct DatasetError: Error, CustomStringConvertible {
    public let file: String, found: String, remedy: String
    public init(file: String, found: String, remedy: String) { (self.file, self.found, self.remedy) = (file, found, remedy) }
    public var description: String { "\(file): \(found). \(remedy)" }
}
