import Foundation
import Reports
import Statistics
import Testing

/// A table with every kind of entry; `shift` moves one error.
func exampleTable(shift: Double = 0, profile: String = "smoke") -> Table {
    Table(
        title: "Table 2: CIFAR-10 & friends", profile: profile,
        columns: [
            Table.Column(title: "clean error", unit: "percent", tolerance: 1, images: 500),
            Table.Column(title: "median l2 distance", unit: "", tolerance: 0.02, images: 64),
            Table.Column(title: "max ‖∇f‖₂,∞", unit: "", tolerance: nil, images: 200),
            Table.Column(title: "Madry et al. 2018", unit: "percent", tolerance: nil),
        ],
        rows: [
            (
                "undefended",
                [
                    .measured(0.0407 + shift, interval: 0.03...0.06, published: "4.07"), .measured(0.0912345, published: "0.09"),
                    .measured(13.7, published: "13.70"), .quoted("4.8"),
                ]
            ),
            (
                "l2 TV (ε = 0.01)",
                [.measured(0.5, published: "3.58"), .measured(.infinity, beyond: 1.6613, published: ">90"), .measured(85_213_000), .quoted(nil)]
            ),
            ("l2 TV | pipes, \"quotes\"", [.missing("not run under smoke"), .measured(.infinity), .missing, .quoted("x_y")]),
        ])
}

@Suite struct TableTests {
    /// The cells of the other table that were measured, and no others, stand after the paper's numbers.
    @Test func numbersOfAnotherReadingFollowThePapers() throws {
        var table = exampleTable()
        let plain = table.markdown
        table.otherReading = try OtherReading(profile: "code", csv: exampleTable(shift: 0.01).csv, file: "table.csv")
        #expect(table.markdown.contains("4.07; code: 5.1)") && table.markdown.contains("8.52e7 (code: 8.52e7)"), "\(table.markdown)")
        #expect(!table.markdown.contains("not run under smoke (code") && table.csv == exampleTable().csv)
        #expect(table.latex.contains("4.07; code: 5.1)") && !plain.contains("code"))
    }

    @Test func writings() throws {
        let table = exampleTable()
        try Snapshot.expect(table.markdown, "table.md")
        try Snapshot.expect(table.latex, "table.tex")
        try Snapshot.expect(table.plain, "table.txt")
        try Snapshot.expect(table.csv, "table.csv")
        #expect(table.artefacts(named: "table2").map(\.name) == ["table2.csv", "table2.md", "table2.tex"])
        #expect(table.artefacts(named: "table2")[0].data == Data(table.csv.utf8))
    }

    /// Made-up rows of one, two and three seeds: mean, standard deviation and k, and nothing more where there is one seed.
    @Test(arguments: [1, 2, 3]) func seedsAreShownByMeanAndStandardDeviation(seeds: Int) throws {
        func entry(_ values: [Double], published: String? = nil) throws -> Table.Entry {
            .measured(
                try Estimate(seeds: values.prefix(seeds).map { Estimate($0, interval: $0 - 0.02...$0 + 0.02, beyond: 2, images: 500) }),
                published: published)
        }
        let table = Table(
            title: "Seeds", profile: "smoke",
            columns: [
                Table.Column(title: "error", unit: "percent", tolerance: 1, images: 500), Table.Column(title: "median", unit: "", tolerance: nil),
            ],
            rows: [
                ("a", [try entry([0.4, 0.6, 0.5], published: "51.0"), try entry([1, 2, 3])]),
                ("b", [try entry([0.25, 0.25, 0.25]), try entry([1, .infinity, .infinity])]), ("c", [.missing("not run"), .quoted("x")]),
            ])
        try Snapshot.expect(table.markdown + table.plain + table.latex + table.csv, "table-seeds-\(seeds).txt")
        #expect(try Cell.read(table.csv, file: "t.csv") == table.cells)
        #expect(table.markdown.contains("±") == (seeds > 1) && table.markdown.contains("over \(seeds) training seeds") == (seeds > 1))
    }

    /// Wide tables wrap their headings, are transposed or split into blocks; no number is ever lost.
    @Test(arguments: [(2, 12), (6, 12), (12, 2), (3, 30)]) func noLineIsTooLongForATerminal(rows: Int, columns: Int) {
        let table = Table(
            title: "Wide", profile: "smoke",
            columns: (0..<columns).map { Table.Column(title: "a rather long heading \($0)", unit: "percent", tolerance: nil, images: 64) },
            rows: (0..<rows).map { row in
                ("a model of number \(row)", (0..<columns).map { .measured(Double(100 * row + $0) / 1000, published: "0.\(row)") })
            })
        let plain = table.plain
        for line in plain.split(separator: "\n") { #expect(line.count <= 120) }
        for row in 0..<rows {
            for column in 0..<columns { #expect(plain.contains("\(Double(100 * row + column) / 10) (0.\(row))")) }
        }
        #expect(plain.components(separatedBy: "n = 64").count - 1 == columns, "a heading is broken inside its number of images, or is lost")
    }

    /// A table as wide as the paper's second, with failed gates: in LaTeX it is split into parts that fit a page of 345 points, each with the titles
    /// of its rows, and no number is lost.
    @Test(arguments: [1, 2, 4, 12, 30]) func inLaTeXAWideTableStandsInPartsThatFitAPage(columns: Int) {
        var basis = Table.Basis()
        basis.failedGates = ["APGD, 50 steps"]
        let table = Table(
            title: "Wide", profile: "smoke",
            columns: (0..<columns).map { Table.Column(title: "median l2 distance \($0)", unit: "percent", tolerance: nil, images: 500) },
            rows: (0..<6).map { row in
                (
                    "l2 TV .\(row) + Lipschitz .1",
                    (0..<columns).map {
                        .measured(Estimate(Double(100 * row + $0) / 1000, images: 500), published: "0.\(row)", basis: $0 == 0 ? basis : Table.Basis())
                    }
                )
            })
        let latex = table.latex, parts = latex.components(separatedBy: "\\toprule").count - 1
        #expect(latex.contains("\\begin{table*}") == (columns > 2) && latex.contains("\\end{table*}") == (columns > 2))
        #expect(latex.components(separatedBy: "\\bottomrule").count - 1 == parts)
        for row in 0..<6 {
            #expect(latex.components(separatedBy: "l2 TV .\(row) + Lipschitz .1 & ").count - 1 == parts, "each part repeats the titles")
            for column in 0..<columns {
                let mark = column == 0 ? "\\textsuperscript{a}" : ""
                #expect(latex.contains(" & \(Double(100 * row + column) / 10)\(mark) (0.\(row))"))
            }
        }
        #expect(latex.contains("\\textsuperscript{a} APGD, 50 steps found significantly more") && !latex.contains("[gate"))
        // A digit in 8-point type is 4.25 points wide, and columns are 8 points apart.
        for body in latex.components(separatedBy: "\\midrule").dropFirst() {
            let line = body.split(separator: "\n")[0].replacing("\\textsuperscript{a}", with: "a").replacing("\\\\", with: "")
            let width = line.split(separator: "&").reduce(0) { $0 + 4.25 * Double($1.trimmingCharacters(in: .whitespaces).count) + 8 }
            #expect(width <= 345, "\(line)")
        }
    }

    @Test func csvReadsBackExactly() throws {
        var state: UInt64 = 1
        func draw() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 8
        }
        let awkward = ["a,b", "\"q\"", "two\nlines", " spaces ", "ε λ ‖", "", "=1+1", "plain"]
        func title() -> String { awkward[Int(draw() % 8)] + "\(draw() % 1000)" }
        for _ in 0..<200 {
            let values =
                (0..<3).map { _ in Double(bitPattern: draw() << 8 | draw() & 0xFF) }.map { $0.isNaN ? -0.0 : $0 } + [
                    .infinity, 0.1 + 0.2, .leastNonzeroMagnitude,
                ]
            let columns = (0..<6).map { _ in
                Table.Column(
                    title: title(), unit: draw() % 2 == 0 ? "percent" : "", tolerance: draw() % 2 == 0 ? nil : 0.3, images: draw() % 2 == 0 ? nil : 12
                )
            }
            let table = Table(
                title: title(), profile: title(), columns: columns,
                rows: [
                    (title(), values.map { .measured($0, interval: $0 < 0 ? $0...0 : 0...$0, published: draw() % 2 == 0 ? nil : "1.0") }),
                    (title(), (0..<6).map { _ in .quoted(title()) }),
                    (title(), (0..<6).map { _ in .missing(title()) }),
                ])
            #expect(try Cell.read(table.csv, file: "t.csv") == table.cells)
        }
    }

    @Test func aCellIsInItsUnitAndNotRounded() throws {
        let cell = try #require(exampleTable().cells.first)
        #expect(cell.value == 4.07 && cell.low == 3 && cell.unit == "percent" && cell.images == 500 && cell.tolerance == 1)
    }

    @Test func repeatedTitlesStayApart() {
        let column = Table.Column(title: "c", unit: "", tolerance: nil)
        let table = Table(title: "", columns: [column, column], rows: [("r", [.missing, .missing]), ("r", [.missing, .missing])])
        #expect(Set(table.cells.map { "\($0.row)/\($0.column)" }) == ["r/c", "r/c (2)", "r (2)/c", "r (2)/c (2)"])
    }

    @Test(arguments: [
        ("13.7", "thirteen", "value is a number or empty, not \"thirteen\""),
        ("measured", "guessed", "entry is measured, quoted, missing, not \"guessed\""),
        (",1.0,4.07", ",-1.0,4.07", "a tolerance is at least 0, not -1.0"), (",500,", ",-5,", "images is a count or empty, not \"-5\""),
        ("profile,row", "row,profile", "the columns of a table are"),
    ])
    func damageIsNamed(old: String, new: String, message: String) throws {
        let text = exampleTable().csv
        let damaged = text.replacing(old, with: new, maxReplacements: 1)
        #expect(damaged != text)
        let error = #expect(throws: ReportError.self) { try Cell.read(damaged, file: "table2.csv") }
        #expect(error?.description.hasPrefix("table2.csv:") == true && error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func manyClassesAreCountedByTheirRange() {
        func notes(_ classes: [Int]) -> String {
            var basis = Table.Basis()
            basis.classes = classes
            let entry = Table.Entry.measured(Estimate(0.5, images: classes.reduce(0, +)), basis: basis)
            return Table(title: "t", columns: [Table.Column(title: "c", unit: "", tolerance: nil)], rows: [("r", [entry])]).markdown
        }
        #expect(notes([3, 1, 2]).contains("Images of each class: n = 6: 3 1 2."))
        #expect(notes([7] + Array(repeating: 2, count: 99)).contains("Images of each class: n = 205: 2 to 7."))
    }

    @Test(arguments: [
        (0.417, 5, "0.41700"), (2.3980815, 5, "2.3981"), (0.999996, 5, "1.0000"), (0.0, 5, "0.0000"), (0.0, 1, "0"), (12.6, 1, "13"),
        (123_456.7, 5, "123457"), (1.2e-7, 5, "1.20e-7"), (-0.03125, 2, "-0.031"),
    ])
    func aColumnCanAskForItsDigits(value: Double, digits: Int, shown: String) {
        let table = Table(
            title: "t", columns: [Table.Column(title: "c", unit: "", tolerance: nil, digits: digits)], rows: [("r", [.measured(value)])])
        #expect(table.markdown.contains("| r | \(shown) |"), "\(table.markdown)")
    }

    @Test(arguments: [
        (0.0, "", "0"), (0.30000000000000004, "", "0.300"), (0.0027, "", "0.00270"), (0.00027, "", "2.70e-4"), (159.4, "", "159"), (99.96, "", "100"),
        (9.996, "", "10.0"),
        (123_456, "", "1.23e5"), (-0.5, "", "-0.500"), (.infinity, "", "> R"), (.nan, "", "undefined"), (0.5398, "percent", "54.0"),
        (-0.0000001, "percent", "0.0"),
    ])
    func threeDigitsArePrinted(value: Double, unit: String, shown: String) {
        let table = Table(title: "t", columns: [Table.Column(title: "c", unit: unit, tolerance: nil)], rows: [("r", [.measured(value)])])
        #expect(table.markdown.contains("| r | \(shown) |"), "\(table.markdown)")
    }

    /// Titles that LaTeX, Markdown or a terminal would misinterpret.
    @Test func noTitleBreaksATable() throws {
        let column = Table.Column(title: "error_[%]\nin `ms`", unit: "m_s^2", tolerance: nil)
        let titles = ["[l2] TV", "* starred", "c\n\nd", "a|b <i>x</i>", "\u{1B}[31mred", "--", "&\u{301}"]
        let table = Table(title: "Two\n\nlines\n", profile: "[p]", columns: [column], rows: titles.map { ($0, [.measured(1)]) })
        #expect(
            table.latex.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                $0.contains("&") || $0.contains("caption") || $0.contains("Profile")
            }
                == [
                    "\\caption{Two lines.}",
                    "& \\begin{tabular}[b]{@{}r@{}}error\\_[\\%] in \\\\ "
                        + "\\textasciigrave{}ms\\textasciigrave{} [m\\_s\\textasciicircum{}2]\\end{tabular} \\\\",
                    "{[l2] TV} & 1.00 \\\\", "{* starred} & 1.00 \\\\", "c d & 1.00 \\\\", "a$|$b $<$i$>$x$<$/i$>$ & 1.00 \\\\",
                    "?[31mred & 1.00 \\\\",
                    "-- & 1.00 \\\\", "\\&\u{301} & 1.00 \\\\", "Profile: [p].",
                ])
        let markdown = table.markdown.split(separator: "\n")
        #expect(markdown.count == 3 + titles.count + 1, "a line for each row")
        #expect(markdown[0] == "**Two lines**" && markdown[6] == "| a\\|b \\<i>x\\</i> | 1.00 |" && markdown[4] == "| \\* starred | 1.00 |")
        #expect(table.plain.split(separator: "\n").count == 3 + titles.count + 1 && !table.plain.contains("\u{1B}"))
        #expect(try Cell.read(table.csv, file: "t.csv").map(\.row) == titles, "the stored titles are whole")
    }

    @Test(
        arguments: [
            ("4.07", 4.07), ("2.7e-3", 2.7e-3), ("14.7e-2", 0.147), ("1,000", 1000), ("1,234,567.5", 1_234_567.5), ("59.8 %", 59.8), (">90", 90),
            ("≤ 0.5", 0.5),
            ("−1", -1), ("", nil), ("53,98", nil), ("n/a", nil), ("inf", nil), ("nan", nil), ("0x10", nil), (">", nil), ("1e999", nil), (",5", nil),
            ("1,", nil),
        ] as [(String, Double?)]) func aPrintedNumberIsDecimal(text: String, value: Double?)
    { #expect(Numbers.printed(text)?.value == value) }

    @Test func thousandImagesEarnASecondDecimal() {
        let table = Table(
            title: "t", columns: [Table.Column(title: "c", unit: "percent", tolerance: nil, images: 1000)], rows: [("r", [.measured(0.53984)])])
        #expect(table.markdown.contains("| r | 53.98 |"))
    }
}
