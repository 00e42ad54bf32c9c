public import Attacks
public import Datasets
public import Declarations

/// The cells of a table or figure. A cell takes each property from its row (or panel), else from its column (or series), else from `each`.
public protocol Grid: Declaration {
    var each: Heading { get }
    /// Rows, or panels.
    var down: [Heading] { get }
    /// Columns, or series.
    var across: [Heading] { get }
    /// The keys of the two sides in a manifest.
    static var sides: (down: String, across: String) { get }
    /// True for a kind of reading that it can show.
    static func shows(_ kind: Reading.Kind) -> Bool
}

extension Grid {
    /// The cell at index `i` of `down` and `j` of `across`.
    public func cell(_ i: Int, _ j: Int) -> Heading { down[i].over(across[j]).over(each) }
}

/// A table of numbers, rows by columns.
public struct TableGrid: Grid {
    /// The properties of cells that neither the row nor the column gives.
    public var each = Heading()
    /// The rows, at least one.
    public var rows: [Heading] = []
    /// The columns, at least one.
    public var columns: [Heading] = []
    /// Single cells that cannot be compared with the paper's.
    public var notComparable: [IncomparableCell] = []
    /// Checks of the table's attacks against one another.
    public var gates: [Gate] = []
    /// An empty grid, which does not validate.
    public init() {}
    /// A table needs rows and columns.
    public static var required: [String] { ["rows", "columns"] }
    /// The rows.
    public var down: [Heading] { rows }
    /// The columns.
    public var across: [Heading] { columns }
    /// `rows` and `columns`.
    public static var sides: (down: String, across: String) { ("rows", "columns") }
    /// A table shows numbers only.
    public static func shows(_ kind: Reading.Kind) -> Bool { kind == .number }

    /// Throws `Invalid` for a table without rows or columns.
    public func validate() throws {
        if rows.isEmpty { throw Invalid("rows", expected: "a list of at least one row") }
        if columns.isEmpty { throw Invalid("columns", expected: "a list of at least one column") }
    }
}

/// A cell that cannot be compared with the paper's, for example because of a misprint.
public struct IncomparableCell: Declaration {
    /// Titles of row and column, and the reason.
    public var row = "", column = "", reason = ""
    /// An exception without titles; all three are required.
    public init() {}
    /// Row, column and reason are required.
    public static var required: [String] { ["row", "column", "reason"] }
}

/// A figure of drawings, panels by series.
public struct FigureGrid: Grid {
    /// The properties of drawings that neither the panel nor the series gives.
    public var each = Heading()
    /// The panels, at least one.
    public var panels: [Heading] = []
    /// The series of each panel, at least one.
    public var series: [Heading] = []
    /// The horizontal axis of every panel.
    public var x = FigureAxis()
    /// The vertical axis of every panel.
    public var y = FigureAxis()
    /// An empty grid, which does not validate.
    public init() {}
    /// A figure needs panels and series.
    public static var required: [String] { ["panels", "series"] }
    /// The panels.
    public var down: [Heading] { panels }
    /// The series.
    public var across: [Heading] { series }
    /// `panels` and `series`.
    public static var sides: (down: String, across: String) { ("panels", "series") }
    /// A figure shows everything but single numbers.
    public static func shows(_ kind: Reading.Kind) -> Bool { kind != .number }

    /// Throws `Invalid` for a figure without panels or series.
    public func validate() throws {
        if panels.isEmpty { throw Invalid("panels", expected: "a list of at least one panel") }
        if series.isEmpty { throw Invalid("series", expected: "a list of at least one series") }
    }
}

/// An axis of a figure.
public struct FigureAxis: Declaration {
    /// The spacing of the axis.
    public enum Scale: String, Codable, Sendable, CaseIterable { case linear, logarithmic }
    /// The label of the axis; may be empty.
    public var title = ""
    /// The spacing, `linear` or `logarithmic`.
    public var scale = Scale.linear
    /// True for the same range in all panels, so that they can be compared; false for a range for each panel.
    public var shared = false
    /// A linear axis without a title.
    public init() {}
}

/// The properties of a row, column, panel or series. A cell is a measure of a model on the images that an attack produced.
public struct Heading: Declaration {
    /// The title; by default the name of the model, attack or data.
    public var title: String?
    /// The model, by name or in full.
    public var model: Named<Declared<any Model>>?
    /// A second model: for ratios, for images that both models get right, or as the source of transferred images.
    public var reference: Named<Declared<any Model>>?
    /// The attack, by name or in full; without one the images stay clean.
    public var attack: Named<Declared<any MinimumNormAttack>>?
    /// The data set of the images; by default the model's.
    public var data: Named<Declared<any Dataset>>?
    /// Work without a model, such as a toy problem, whose rows the cell reads.
    @Declared public var work: (any Work)? = nil
    /// The measure that computes the cell's number or drawing from its rows.
    @Declared public var measure: (any Measure)? = nil
    /// `percent` shows a share times 100; any other word is printed as it is.
    public var unit: String?
    /// How far a number may differ from its baseline, in the column's unit.
    public var tolerance: Double?
    /// The difference from the paper's number that would matter, in the column's unit: the margin of a test of equivalence, declared before the run.
    public var margin: Double?
    /// The significant digits that a number is printed with, 1...17; by default one decimal of a percentage and three digits of anything else.
    public var digits: Int?
    /// True if the published numbers are shown and nothing is run.
    public var quoted = false
    /// True if the paper does not have this row or column.
    public var unpublished = false
    /// The reason why the numbers cannot be compared with the paper's.
    public var notComparable: String?
    /// A heading that leaves every property open.
    public init() {}

    /// Throws `Invalid` for a negative or non-finite tolerance, a margin that is not above 0, digits out of range and an empty title.
    public func validate() throws {
        if let tolerance, !(tolerance >= 0 && tolerance.isFinite) { throw Invalid("tolerance", expected: "a finite number of at least 0") }
        if let margin, !(margin > 0 && margin.isFinite) { throw Invalid("margin", expected: "a finite number above 0") }
        if let digits, !(1...17 ~= digits) { throw Invalid("digits", expected: "a whole number from 1 to 17") }
        if title?.isEmpty == true { throw Invalid("title", expected: "a title of at least one letter") }
    }

    /// The title, else the name of the model, attack or data; empty without any.
    public var label: String { title ?? model?.name ?? attack?.name ?? data?.name ?? "" }

    /// This heading, with every property that it leaves open taken from `lower`.
    public func over(_ lower: Heading) -> Heading {
        var cell = self
        cell.model = model ?? lower.model
        cell.reference = reference ?? lower.reference
        cell.attack = attack ?? lower.attack
        cell.data = data ?? lower.data
        cell.work = work ?? lower.work
        cell.measure = measure ?? lower.measure
        cell.unit = unit ?? lower.unit
        cell.tolerance = tolerance ?? lower.tolerance
        cell.margin = margin ?? lower.margin
        cell.digits = digits ?? lower.digits
        cell.quoted = quoted || lower.quoted
        cell.unpublished = unpublished || lower.unpublished
        cell.notComparable = notComparable ?? lower.notComparable
        return cell
    }
}
