/// Small pictures in rows and groups, with text under each.
public struct Mosaic: Sendable, Equatable {
    /// A picture and its text.
    public struct Tile: Sendable, Equatable {
        /// The picture; each of its pixels becomes a square.
        public var picture: Pixels
        /// Lines of text under it.
        public var words: [String]
        /// A picture with text.
        public init(_ picture: Pixels, _ words: [String]) { (self.picture, self.words) = (picture, words) }
    }
    /// A row with its title on the left.
    public struct Row: Sendable, Equatable {
        /// The title.
        public var title: String
        /// The groups from left to right, each a tile for each heading.
        public var groups: [[Tile]]
        /// A row of these groups.
        public init(_ title: String, _ groups: [[Tile]]) { (self.title, self.groups) = (title, groups) }
    }
    /// The title above all rows.
    public var title: String
    /// The headings of a group's tiles, above the first row.
    public var headings: [String]
    /// The rows, from top to bottom.
    public var rows: [Row]
    /// A line of small print.
    public var note: String
    /// Rows of pictures.
    public init(title: String, headings: [String], rows: [Row], note: String) {
        (self.title, self.headings, self.rows, self.note) = (title, headings, rows, note)
    }

    // In points; a point is two pixels.
    private static let margin = 12.0, side = 48.0, space = 4.0, letter = 8.5, line = 11.0, scale = 2.0

    /// The drawing: pictures about 48 points high, whose pixels are whole numbers of pixels wide.
    public func pixels() -> Pixels {
        let tiles = rows.flatMap(\.groups).joined(), lines = Double(tiles.map(\.words.count).max() ?? 0) * Self.line
        func factor(_ picture: Pixels) -> Int { max(1, Int(Self.side * Self.scale) / picture.height) }
        func size(_ extent: (Pixels) -> Int) -> Double { Double(tiles.map { extent($0.picture) * factor($0.picture) }.max() ?? 0) / Self.scale }
        let (width, height) = (size(\.width), size(\.height)), tile = width + Self.space, group = tile * Double(headings.count) + 3 * Self.space
        let titles = (rows.map { Text($0.title, at: Point(0, 0), size: 10).width }.max() ?? 0) + 2 * Self.margin
        let top = 44.0, step = height + lines + 10, groups = Double(rows.map(\.groups.count).max() ?? 0)
        var scene = Scene(width: (titles + groups * group + Self.margin).rounded(.up), height: (top + Double(rows.count) * step + 24).rounded(.up))
        var places: [(picture: Pixels, at: Point)] = []
        scene.text(Text.fitting(title, at: Point(Self.margin, 19), size: 13, width: scene.width - 2 * Self.margin, anchor: .start, bold: true))
        for (index, row) in rows.enumerated() {
            let above = top + Double(index) * step
            scene.text(Text(row.title, at: Point(Self.margin, above + height / 2 + 3.5), size: 10))
            for (number, tiles) in row.groups.enumerated() {
                for (column, one) in tiles.enumerated() {
                    let left = (titles + Double(number) * group + Double(column) * tile).rounded(), middle = left + width / 2
                    func put(_ text: String, _ y: Double, _ colour: Colour = .ink) {
                        scene.text(Text.fitting(text, at: Point(middle, y), size: Self.letter, width: tile, anchor: .middle, colour: colour))
                    }
                    if index == 0, column < headings.count { put(headings[column], above - 5, .faintInk) }
                    for (place, word) in one.words.enumerated() { put(word, above + height + Double(place + 1) * Self.line - 1) }
                    places.append((one.picture, Point(left, above)))
                }
            }
        }
        scene.text(
            Text.fitting(
                note, at: Point(Self.margin, scene.height - 8), size: Self.letter, width: scene.width - 2 * Self.margin, anchor: .start,
                colour: .faintInk))
        var drawn = scene.pixels(scale: Self.scale)
        for (picture, at) in places {
            drawn.paste(picture, times: factor(picture), left: Int(at.x * Self.scale), top: Int(at.y * Self.scale))
        }
        return drawn
    }
}

extension Pixels {
    /// Puts a picture on this one, each of its pixels as a square of `times` by `times`; anything beyond the edges is left out.
    mutating func paste(_ picture: Pixels, times: Int, left: Int, top: Int) {
        var values = values
        for y in max(0, top)..<max(0, top, min(height, top + picture.height * times)) {
            for x in max(0, left)..<max(0, left, min(width, left + picture.width * times)) {
                let from = ((y - top) / times * picture.width + (x - left) / times) * 3, to = (y * width + x) * 3
                for colour in 0..<3 { values[to + colour] = picture.values[from + colour] }
            }
        }
        self = Pixels(width: width, height: height, values: values)
    }
}
