public import Declarations

/// The statements of a paper's text that its tables and figures repeat: `published/text.yaml`.
public struct PaperText: Declaration {
    /// The errors of reading curves and histograms off the paper's plots.
    public var reading = ReadingError()
    /// Numbers in the text that repeat cells of tables.
    public var numbers: [Number] = []
    /// Radii that the text gives for columns.
    public var radii: [Radius] = []
    /// Columns that the paper calls inversely proportional.
    public var inverse: [Inverse] = []
    /// Models that the paper calls robust.
    public var robust: [Robust] = []
    /// No statements.
    public init() {}
    /// `text`.
    public static var name: String { "text" }

    /// A number in the text that repeats a cell.
    public struct Number: Declaration {
        /// The place in the paper.
        public var source = ""
        /// The id of a table, and the titles of the cell's row and column.
        public var table = "", row = "", column = ""
        /// The number as printed, in the cell's unit.
        public var printed = ""
        /// A number without a cell; all keys are required.
        public init() {}
        /// Every key is required.
        public static var required: [String] { ["source", "table", "row", "column", "printed"] }
    }

    /// A radius that the text gives for a column.
    public struct Radius: Declaration {
        /// The place in the paper.
        public var source = ""
        /// The id of a table, and the title of a column of errors.
        public var table = "", column = ""
        /// The radius as printed.
        public var within = Fraction(0)
        /// A radius without a column; all keys are required.
        public init() {}
        /// Every key is required.
        public static var required: [String] { ["source", "table", "column", "within"] }
    }

    /// A statement that a column is inversely proportional to others.
    public struct Inverse: Declaration {
        /// The place in the paper.
        public var source = ""
        /// The id of a table whose rows are models, and the title of a column.
        public var table = "", column = ""
        /// The titles of the columns that fall where this one rises.
        public var to: [String] = []
        /// A statement about no columns; all keys are required.
        public init() {}
        /// Every key is required.
        public static var required: [String] { ["source", "table", "column", "to"] }
    }

    /// A statement that models are robust.
    public struct Robust: Declaration {
        /// The place in the paper.
        public var source = ""
        /// The names of the models.
        public var models: [String] = []
        /// A statement about no models; both keys are required.
        public init() {}
        /// Both keys are required.
        public static var required: [String] { ["source", "models"] }
    }
}

/// The errors of reading drawings off the paper's plots.
public struct ReadingError: Declaration {
    /// The error of a share, 0 to 1: 0.003 is 0.3 percentage points.
    public var share = 0.003
    /// The relative error of a distance or a bin's edge, 0 to less than 1.
    public var distance = 0.01
    /// 0.3 percentage points and 1 % of the distance.
    public init() {}
    /// Throws `Invalid` for an error out of range.
    public func validate() throws {
        if !(0...1).contains(share) { throw Invalid("share", expected: "a share from 0 to 1") }
        if !(0..<1).contains(distance) { throw Invalid("distance", expected: "a relative error from 0 to less than 1") }
    }
}
