import Mustache
import Records

/// All results of a profile as one HTML file that needs neither a network nor scripts.
///
/// `template` uses the property names of this type and of those nested in it.
public struct Page: Sendable {
    /// A table with a link from each number to the jobs behind it.
    public struct Grid: Sendable {
        let id: String, title: String, file: String, columns: [String], rows: [Row]
    }
    struct Row: Sendable { let title: String, cells: [Entry] }
    struct Entry: Sendable {
        let text: String, href: String?, more: [Link], paper: String?, gates: String?, interval: String?, movement: String, movementText: String?
    }
    struct Link: Sendable { let href: String, number: Int }
    /// A figure's drawing, and its file of numbers.
    public struct Picture: Sendable {
        let id: String, title: String, file: String, svg: String
        /// A figure whose drawing is `svg`.
        public init(id: String, title: String, file: String, svg: String) {
            (self.id, self.title, self.file) = (id, title, file)
            // Several drawings share one page, so that their clip paths need unique names.
            self.svg = svg.replacing("clip", with: "\(id)-clip").replacing("\(id)-clip-path=", with: "clip-path=")
                .replacing("<\(id)-clipPath", with: "<clipPath").replacing("</\(id)-clipPath", with: "</clipPath")
                .replacing("<svg ", with: "<svg role=\"img\" aria-label=\"\(HTML.attribute(title))\" ", maxReplacements: 1)
        }
    }
    /// Rows of plain text under a heading.
    public struct Listing: Sendable {
        let id: String, title: String, summary: String, header: [String], rows: [Line], isEmpty: Bool
        /// A list with a name for each column.
        public init(id: String, title: String, summary: String, header: [String], rows: [[String]]) {
            (self.id, self.title, self.summary, self.header) = (id, title, summary, header)
            (self.rows, isEmpty) = (rows.map { Line(words: $0) }, rows.isEmpty)
        }
    }
    struct Line: Sendable { let words: [String] }
    /// A job behind some cells.
    struct Job: Sendable { let id: String, key: String, label: String, commit: String, machine: String, date: String, seconds: String }

    let title: String, profile: String, summary: [String]
    let grids: [Grid], pictures: [Picture], listings: [Listing], jobs: [Job], differences: String

    /// A page of these parts.
    /// - Parameters:
    ///   - summary: sentences at the top.
    ///   - listings: claims, gates, errata and the like, in order.
    ///   - differences: the comparison with the baselines as text.
    public init(
        title: String, profile: String, summary: [String], grids: [Grid], pictures: [Picture], listings: [Listing], provenance: ProvenanceReport?,
        differences: String
    ) {
        (self.title, self.profile, self.summary) = (title, profile, summary)
        (self.grids, self.pictures, self.listings, self.differences) = (grids, pictures, listings, differences)
        jobs = unique((provenance?.lines ?? []).map(\.key)).compactMap { key in
            provenance?.lines.first { $0.key == key }.map { line in
                Job(
                    id: Self.anchor(key), key: String(key.prefix(12)), label: line.job,
                    commit: line.commit.isEmpty ? "" : line.commit.prefix(12) + (line.changed == "yes" ? ", with changes" : ""),
                    machine: [line.machine, line.instructions].filter { !$0.isEmpty }.joined(separator: ", "), date: line.date,
                    seconds: line.seconds)
            }
        }
    }

    static func anchor(_ key: String) -> String { "job-\(key.prefix(12))" }

    /// The page as HTML. Throws what the template's parser throws.
    public var html: String { get throws { try MustacheTemplate(string: Self.template).render(self) } }
}

extension Page.Grid {
    /// A stored table: its cells, the jobs behind each, and its changes since the baseline.
    public init(id: String, title: String, file: String, cells: [Cell], provenance: ProvenanceReport?, difference: Difference?) {
        (self.id, self.title, self.file) = (id, title, file)
        let columns = unique(cells.map(\.column)), byPlace = Dictionary(cells.map { ([$0.row, $0.column], $0) }) { first, _ in first }
        let lines = Dictionary(grouping: (provenance?.lines ?? []).filter { $0.manifest == id }) { [$0.row, $0.column] }
        let changes = Dictionary((difference?.changes ?? []).map { ($0.what, $0) }) { first, _ in first }
        self.columns = columns.map { column in
            let own = cells.filter { $0.column == column }, unit = own.first?.unit ?? "", images = unique(own.compactMap(\.images))
            return column + (unit.isEmpty ? "" : " [\(Numbers.sign(unit))]")
                + (images.isEmpty ? "" : ", n = \(images.map(String.init).joined(separator: ", "))")
        }
        rows = unique(cells.map(\.row)).map { row in
            Page.Row(
                title: row,
                cells: columns.map { column in
                    guard let cell = byPlace[[row, column]] else { return Page.Entry(missing: "") }
                    let change = changes["\(row) / \(column)"]
                    return Page.Entry(cell, keys: unique((lines[[row, column]] ?? []).map(\.key)), movement: change?.movement)
                })
        }
    }
}

extension Page.Entry {
    init(missing text: String) {
        self.init(text: text, href: nil, more: [], paper: nil, gates: nil, interval: nil, movement: "", movementText: nil)
    }

    init(_ cell: Cell, keys: [String], movement: Difference.Movement?) {
        let links = keys.map { "#" + Page.anchor($0) }
        let sign: (String, String)? =
            switch movement {
            case .same, nil: nil
            case .within: ("within", "moved within its tolerance")
            case .beyond: ("beyond", "moved beyond its tolerance")
            case .new: ("new", "not in the baseline")
            case .missing: ("beyond", "gone")
            }
        let interval = cell.low.flatMap { low in
            cell.high.map { "95 % interval \(Numbers.shown(low, unit: cell.unit)) to \(Numbers.shown($0, unit: cell.unit))" }
        }
        self.init(
            text: cell.kind == .quoted
                ? cell.published.map { "\($0) (quoted, not run)" } ?? "" : cell.shown + (cell.reason.isEmpty ? "" : " (\(cell.reason))"),
            href: links.first, more: links.dropFirst().enumerated().map { Page.Link(href: $1, number: $0 + 2) },
            paper: cell.kind == .quoted ? nil : cell.published,
            gates: cell.basis.failedGates.isEmpty ? nil : cell.basis.failedGates.joined(separator: ", "), interval: interval,
            movement: sign?.0 ?? "", movementText: sign?.1)
    }
}

/// Escapes text for an HTML attribute.
enum HTML {
    static func attribute(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
    }
}
