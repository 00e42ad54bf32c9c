import Declarations
public import Records

/// One column against another, from work without a model, as a line or as points.
public struct Drawing: Measure {
    /// The form of a drawing.
    public enum Style: String, Codable, Sendable, CaseIterable { case line, points }
    /// The column of the horizontal coordinate.
    public var x = ""
    /// The column of the vertical coordinate.
    public var y = ""
    /// `points`, or `line` for points joined by straight lines in the order of the rows.
    public var style = Style.line
    /// A drawing of no columns; both are required.
    public init() {}
    /// Both columns are required.
    public static var required: [String] { ["x", "y"] }
    /// A line or points.
    public var kind: Reading.Kind { style == .line ? .line : .points }
    /// The rows of the cell's work. Throws `Lacking` for a cell without one, and `Refused` for work without these columns.
    public func needs(_ subject: Subject) throws -> [Need] { [try subject.workRows(x, y)] }
    /// A point for each row.
    public func callAsFunction(_ rows: [Rows]) -> Reading {
        let points = zip(rows[0].column(x), rows[0].column(y)).map { Reading.Point(x: $0, y: $1) }
        return style == .line ? .line(points) : .points(points)
    }
}
