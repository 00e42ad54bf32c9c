/// The numbers of the same table under another profile, for a paper that can be read in two ways.
public struct OtherReading: Sendable, Equatable {
    /// The other profile's name.
    public let profile: String
    private var shown: [[String]: String] = [:]

    /// The measured cells of a table's CSV file. Throws `ReportError` and what the CSV reader throws.
    public init(profile: String, csv: String, file: String) throws {
        self.profile = profile
        for cell in try Cell.read(csv, file: file) where cell.kind == .measured { shown[[cell.row, cell.column]] = cell.shown }
    }

    /// A cell's number for reading; nil where it was not measured.
    subscript(row: String, column: String) -> String? { shown[[row, column]] }
}
