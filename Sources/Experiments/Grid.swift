public import Attacks
public import Datasets
public import Declarations

/// The cells of a table or figure. A cell takes each part from its heading down the side, else the one across the top, else `each`.
public protocol Grid: Declaration {
    var each: Heading { get }
    /// Rows, or panels.
    var down: [Heading] { get }
    /// Columns, or series.
    var across: [Heading] { get }
    /// The keys under which these stand in a manifest.
    static var sides: (down: String, across: String) { get }
    /// Whether it can show such a reading.
    static func shows(_ kind: Reading.Kind) -> Bool
}

extension Grid {
    /// The cell at a place of `down` and one of `across`.
    public func cell(_ i: Int, _ j: Int) -> Heading { down[i].over(across[j]).over(each) }
}

/// Rows by columns of numbers.
public struct TableGrid: Grid {
    public var each = Heading(), rows: [Heading] = [], columns: [Heading] = []
    /// Single cells that cannot be compared with the paper's.
    public var notComparable: [IncomparableCell] = []
    public init() {}
    public static var required: [String] { ["rows", "columns"] }
    public var down: [Heading] { rows }
    public var across: [Heading] { columns }
    public static var sides: (down: String, across: String) { ("rows", "columns") }
    public static func shows(_ kind: Reading.Kind) -> Bool { kind == .number }

    public func validate() throws {
        if rows.isEmpty { throw Invalid("rows", expected: "a list of at least one row") }
        if columns.isEmpty { throw Invalid("columns", expected: "a list of at least one column") }
    }
}

/// A cell that cannot be compared with the paper's, such as a misprint.
public struct IncomparableCell: Declaration {
    /// Titles, and the reason.
    public var row = "", column = "", reason = ""
    public init() {}
    public static var required: [String] { ["row", "column", "reason"] }
}

/// Panels by series of drawings.
public struct FigureGrid: Grid {
    public var each = Heading(), panels: [Heading] = [], series: [Heading] = [], x = FigureAxis(), y = FigureAxis()
    public init() {}
    public static var required: [String] { ["panels", "series"] }
    public var down: [Heading] { panels }
    public var across: [Heading] { series }
    public static var sides: (down: String, across: String) { ("panels", "series") }
    public static func shows(_ kind: Reading.Kind) -> Bool { kind != .number }

    public func validate() throws {
        if panels.isEmpty { throw Invalid("panels", expected: "a list of at least one panel") }
        if series.isEmpty { throw Invalid("series", expected: "a list of at least one series") }
    }
}

/// An axis of a figure.
public struct FigureAxis: Declaration {
    public enum Scale: String, Codable, Sendable, CaseIterable { case linear, logarithmic }
    public var title = "", scale = Scale.linear
    public init() {}
}

/// The properties of a row, column, panel or series: a cell is a measure of a model on the images that an attack left.
public struct Heading: Declaration {
    public var title: String?
    public var model: Named<Declared<any Model>>?
    public var attack: Named<Declared<any MinimumNormAttack>>?
    /// The images, where they are not those of the model's data set.
    public var data: Named<Declared<any Dataset>>?
    @Declared public var measure: (any Measure)? = nil
    /// `percent` shows a share times 100; any other word is printed as it is.
    public var unit: String?
    /// How far a number may lie from its baseline, in the column's unit.
    public var tolerance: Double?
    /// The numbers are the published ones; nothing is run.
    public var quoted = false
    /// The paper has no such row or column: numbers of this project's own.
    public var unpublished = false
    /// The reason why the numbers cannot be compared with the paper's.
    public var notComparable: String?
    public init() {}

    public func validate() throws {
        if let tolerance, !(tolerance >= 0 && tolerance.isFinite) { throw Invalid("tolerance", expected: "a finite number of at least 0") }
        if title?.isEmpty == true { throw Invalid("title", expected: "a title of at least one letter") }
    }

    /// The title, else the name of the model or attack.
    public var label: String { title ?? model?.name ?? attack?.name ?? data?.name ?? "" }

    /// This heading, with whatever it leaves open taken from a lower one.
    public func over(_ lower: Heading) -> Heading {
        var cell = self
        cell.model = model ?? lower.model
        cell.attack = attack ?? lower.attack
        cell.data = data ?? lower.data
        cell.measure = measure ?? lower.measure
        cell.unit = unit ?? lower.unit
        cell.tolerance = tolerance ?? lower.tolerance
        cell.quoted = quoted || lower.quoted
        cell.unpublished = unpublished || lower.unpublished
        cell.notComparable = notComparable ?? lower.notComparable
        return cell
    }
}
