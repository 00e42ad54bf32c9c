public import Attacks
public import Declarations
public import Training

/// A table is rows by columns, a figure panels by series; the cell takes each part from the row, else the column, else `each`.
public struct Grid: Declaration {
    public var each = Heading(), rows: [Heading] = [], columns: [Heading] = [], panels: [Heading] = [], series: [Heading] = []
    /// What the axes of a figure say.
    public var x: String?, y: String?
    public init() {}

    /// Rows, or panels in a figure.
    public var down: [Heading] { rows + panels }
    /// Columns, or series in a figure.
    public var across: [Heading] { columns + series }
    /// The cell at a place of `down` and one of `across`.
    public func cell(_ i: Int, _ j: Int) -> Heading { down[i].over(across[j]).over(each) }
}

/// What a row, column, panel or series says of its cells: a number is a measure of a model on the images that an attack left.
public struct Heading: Declaration {
    public var title: String?
    public var model: Named<Recipe>?
    public var attack: Named<Declared<any MinimumNormAttack>>?
    @Declared public var measure: (any Measure)? = nil
    /// `percent` shows a share times 100; any other word is printed as it stands.
    public var unit: String?
    /// How far a number may lie from its baseline and from the paper's, in the column's unit.
    public var tolerance: Double?
    /// The column is the published one; nothing is run.
    public var quoted = false
    /// The paper has no such row or column: a number of this project's own.
    public var unpublished = false
    public init() {}

    /// The title, else what names it.
    public var label: String { title ?? model?.name ?? attack?.name ?? "" }

    /// This heading, and what it leaves open taken from a lower one.
    public func over(_ lower: Heading) -> Heading {
        var cell = self
        cell.model = model ?? lower.model
        cell.attack = attack ?? lower.attack
        cell.measure = measure ?? lower.measure
        cell.unit = unit ?? lower.unit
        cell.tolerance = tolerance ?? lower.tolerance
        cell.quoted = quoted || lower.quoted
        cell.unpublished = unpublished || lower.unpublished
        return cell
    }
}
