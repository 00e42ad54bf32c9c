/// Tables whose cells are coloured by the difference of two numbers: orange above, blue below, nearly white where they agree. Colour-blind readers
/// can tell the hues apart, and in greyscale the extremes are darkest.
public struct HeatMap: Sendable, Equatable {
    /// A cell: its degree from -4, far below, to 4, far above, and its text.
    public struct Cell: Sendable, Equatable {
        /// -4...4; degrees beyond are clamped.
        public var degree: Int
        /// A few letters.
        public var text: String
        /// A cell of this degree.
        public init(degree: Int, text: String) { (self.degree, self.text) = (degree, text) }
    }
    /// A table.
    public struct Part: Sendable, Equatable {
        /// The title above it, and those of the columns.
        public var title: String, columns: [String]
        /// The rows, each with one cell per column.
        public var rows: [Row]
        /// A table of these rows.
        public init(title: String, columns: [String], rows: [Row]) { (self.title, self.columns, self.rows) = (title, columns, rows) }
    }
    /// A row with its title.
    public struct Row: Sendable, Equatable {
        /// The title.
        public var title: String
        /// A cell for each column; nil where there is nothing to compare.
        public var cells: [Cell?]
        /// A row of these cells.
        public init(_ title: String, _ cells: [Cell?]) { (self.title, self.cells) = (title, cells) }
    }
    /// The title above all tables.
    public var title: String
    /// The tables, from top to bottom.
    public var parts: [Part]
    /// Labels of the nine degrees, from -4 to 4.
    public var legend: [String]
    /// A line of small print.
    public var note: String
    /// Tables from top to bottom.
    public init(title: String, parts: [Part], legend: [String], note: String) {
        precondition(legend.count == 9, "there are nine degrees")
        (self.title, self.parts, self.legend, self.note) = (title, parts, legend, note)
    }

    /// The colour of a degree, -4...4.
    public static func colour(_ degree: Int) -> Colour {
        let end = degree < 0 ? (0x4C, 0x9D, 0xCB) : (0xE6, 0x8A, 0x3E), share = min(4, abs(degree))
        func mix(_ to: Int) -> UInt32 { UInt32((0xF7 * (4 - share) + to * share) / 4) }
        return Colour(mix(end.0) << 16 | mix(end.1) << 8 | mix(end.2))
    }

    // In points.
    private static let cell = (width: 46.0, height: 22.0), margin = 16.0, letter = 10.0

    /// The tables laid out, as wide as the widest one.
    public var scene: Scene {
        func width(_ text: String) -> Double { Text(text, at: Point(0, 0), size: Self.letter).width }
        let titles = min(260, parts.flatMap { $0.rows.map { width($0.title) } }.max() ?? 0) + 10
        let heads = parts.map { part in min(170, part.columns.map(width).max() ?? 0) + 12 }
        let columns = Double(max(9, parts.map(\.columns.count).max() ?? 0))
        let heights = zip(parts, heads).map { 26 + $1 + Double($0.rows.count) * Self.cell.height + 18 }
        var scene = Scene(width: 2 * Self.margin + titles + columns * Self.cell.width, height: 104 + heights.reduce(0, +))
        let left = Self.margin + titles, whole = scene.width - 2 * Self.margin
        func put(_ text: String, _ at: Point, _ size: Double, _ width: Double, _ anchor: Text.Anchor = .start, bold: Bool = false, up: Bool = false) {
            scene.text(Text.fitting(text, at: at, size: size, width: width, anchor: anchor, bold: bold, upwards: up))
        }
        func box(_ x: Double, _ y: Double, _ colour: Colour) {
            let corners = Rectangle(left: x, top: y, width: Self.cell.width, height: Self.cell.height).corners
            scene.fill([corners], colour)
            scene.stroke([corners + corners.prefix(1)], Stroke(.paper, width: 1.5))
        }
        put(title, Point(Self.margin, 24), 14, whole, bold: true)
        for (index, text) in legend.enumerated() {
            let x = left + Double(index) * Self.cell.width
            box(x, 38, Self.colour(index - 4))
            put(text, Point(x + Self.cell.width / 2, 53), Self.letter, Self.cell.width - 4, .middle)
        }
        var top = 70.0
        for (part, head) in zip(parts, heads) {
            put(part.title, Point(Self.margin, top + 16), 12, whole, bold: true)
            top += 26 + head
            for (column, text) in part.columns.enumerated() {
                put(text, Point(left + (Double(column) + 0.5) * Self.cell.width + 3.5, top - 5), Self.letter, head - 8, up: true)
            }
            for row in part.rows {
                put(row.title, Point(left - 8, top + 14.5), Self.letter, titles - 10, .end)
                for (column, cell) in row.cells.enumerated() {
                    guard let cell else { continue }
                    let x = left + Double(column) * Self.cell.width
                    box(x, top, Self.colour(max(-4, min(4, cell.degree))))
                    put(cell.text, Point(x + Self.cell.width / 2, top + 14.5), Self.letter, Self.cell.width - 4, .middle)
                }
                top += Self.cell.height
            }
            top += 18
        }
        put(note, Point(Self.margin, scene.height - 10), 9, whole)
        return scene
    }
}
