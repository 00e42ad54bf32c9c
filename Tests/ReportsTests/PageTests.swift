import Foundation
import Records
import Reports
import Testing

/// The page of a profile: a single file, and accessible.
@Suite struct PageTests {
    private static func page() throws -> String {
        let table = exampleTable(profile: "smoke"), row = table.rows[0].title, column = table.columns[0].title
        let lines = ["k", "l"].map {
            ProvenanceReport.Line(
                manifest: "t2", row: row, column: column, seed: "0", key: String(repeating: $0, count: 64), job: "train <a>", record: nil)
        }
        let provenance = ProvenanceReport(profile: "smoke", lines: lines)
        let figure = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\"><clipPath id=\"clip0\"></clipPath><path clip-path=\"url(#clip0)\"/></svg>"
        let page = Page(
            title: "A & <b>", profile: "smoke", summary: ["One < two."],
            grids: [Page.Grid(id: "t2", title: table.title, file: "t2.csv", cells: table.cells, provenance: provenance, difference: nil)],
            pictures: ["f1", "f2"].map { Page.Picture(id: $0, title: "Figure \"\($0)\"", file: "f.csv", svg: figure) },
            listings: [
                Page.Listing(id: "claims", title: "Claims", summary: "Two.", header: ["verdict"], rows: [["holds"], ["<script>"]]),
                Page.Listing(id: "none", title: "Nothing", summary: "None.", header: ["a"], rows: []),
            ], provenance: provenance, differences: "no deviation")
        return try page.html
    }
    private static func all(_ pattern: Regex<(Substring, Substring)>, _ text: String) -> [String] { text.matches(of: pattern).map { String($0.1) } }

    @Test func everyLinkLeadsSomewhereInTheFile() throws {
        let html = try Self.page(), ids = Self.all(#/ id="([^"]*)"/#, html)
        #expect(Set(ids).count == ids.count, "an id given twice: \(ids)")
        let links = Self.all(#/ href="([^"]*)"/#, html)
        #expect(links.contains("#job-kkkkkkkkkkkk") && links.contains("#job-llllllllllll"))
        for link in links { #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst())), "\(link)") }
        // The clip paths of two drawings have different IDs.
        #expect(html.contains("id=\"f1-clip0\"") && html.contains("clip-path=\"url(#f2-clip0)\""))
    }

    @Test func nothingIsLoadedAndNoTextIsMarkup() throws {
        let html = try Self.page()
        for word in ["<script", " src=", "@import", "url(http", "<link"] { #expect(!html.contains(word), "\(word)") }
        #expect(html.contains("A &amp; &lt;b&gt;") && html.contains("&lt;script&gt;") && html.contains("train &lt;a&gt;"))
    }

    /// The needs of screen readers: a language, one top heading and no skipped level, names for drawings and scrolling boxes, table headers.
    @Test func thePageIsAccessible() throws {
        let html = try Self.page(), levels = Self.all(/<h([1-6])>/, html).compactMap { Int($0) }
        #expect(html.contains("<html lang=\"en\">") && levels.count { $0 == 1 } == 1 && levels.first == 1)
        for (level, next) in zip(levels, levels.dropFirst()) { #expect(next <= level + 1) }
        #expect(html.components(separatedBy: "<svg ").count == html.components(separatedBy: "<svg role=\"img\" aria-label=\"Figure &quot;f").count)
        #expect(html.components(separatedBy: "<table").count == html.components(separatedBy: "<caption>").count)
        for head in html.components(separatedBy: "<th ").dropFirst() { #expect(head.hasPrefix("scope=\"")) }
        for box in html.components(separatedBy: "class=\"scroll\"").dropFirst() {
            #expect(box.hasPrefix(" tabindex=\"0\" role=\"region\" aria-label=\""))
        }
    }

    /// Text on its background, by the formula of WCAG 2: at least 4.5 to 1.
    @Test func coloursHaveContrast() throws {
        let html = try Self.page()
        func luminance(_ colour: String) -> Double {
            let digits = colour.count == 3 ? colour.map { "\($0)\($0)" }.joined() : colour
            let parts = stride(from: 0, to: 6, by: 2).map { at -> Double in
                let start = digits.index(digits.startIndex, offsetBy: at), value = Double(Int(digits[start...].prefix(2), radix: 16) ?? 0) / 255
                return value <= 0.04045 ? value / 12.92 : Foundation.pow((value + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        }
        let inks = Self.all(/[ {]color: #([0-9a-f]{3,6});/, html),
            papers = Self.all(/background: #([0-9a-f]{3,6});/, html) + Self.all(/background: #([0-9a-f]{3,6}) }/, html)
        #expect(inks.count >= 4 && papers.count >= 4)
        for ink in inks {
            for paper in papers { #expect((luminance(paper) + 0.05) / (luminance(ink) + 0.05) >= 4.5, "\(ink) on \(paper)") }
        }
    }
}
