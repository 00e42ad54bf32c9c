import Plots
import Reports
import Statistics
import Testing

private func table(_ value: Table.Entry, tolerance: Double? = 1, images: Int? = 500, row: String = "undefended") -> Table {
    Table(title: "t", columns: [Table.Column(title: "error", unit: "percent", tolerance: tolerance, images: images)], rows: [(row, [value])])
}
private func movement(_ old: Table, _ new: Table) throws -> [Difference.Movement] {
    try new.difference(from: old.csv, file: "old.csv").changes.map(\.movement)
}
/// Two stored tables under declared tolerances.
private func stored(_ old: String, _ new: String, _ tolerances: [String: Double] = ["error": 1]) throws -> Difference {
    try Difference(title: "t", from: (old, "old.csv"), to: (new, "new.csv"), tolerances: tolerances)
}

@Suite struct DifferenceTests {
    @Test func nothingMoved() throws {
        let difference = try exampleTable().difference(from: exampleTable().csv, file: "old.csv")
        #expect(!difference.deviates && difference.count(.same) == difference.changes.count)
        #expect(difference.text == "Table 2: CIFAR-10 & friends: no deviation, 12 the same bits\n")
    }

    @Test func movements() throws {
        let old = table(.measured(0.5))
        #expect(try movement(old, table(.measured(0.5.nextUp))) == [.within])
        #expect(try movement(old, table(.measured(0.51))) == [.within])  // one per cent point is the tolerance
        #expect(try movement(old, table(.measured(0.5101))) == [.beyond])
        #expect(try movement(old, table(.measured(0.48))) == [.beyond])
        #expect(try movement(old, table(.measured(0.5.nextUp), tolerance: nil)) == [.beyond])
        #expect(try movement(old, table(.measured(0.5), images: 400)) == [.within])
        #expect(try movement(old, table(.measured(.nan))) == [.beyond])
        #expect(try movement(table(.measured(.nan)), table(.measured(.nan))) == [.same])
        #expect(try movement(table(.measured(.infinity)), table(.measured(.infinity))) == [.same])
        #expect(try movement(table(.measured(.infinity)), table(.measured(0.5))) == [.beyond])
        #expect(try movement(old, table(.missing("gone"))) == [.missing])
        #expect(try movement(table(.missing("not yet")), old) == [.new])
        #expect(try movement(old, table(.measured(0.5), row: "another")) == [.new, .missing])
        #expect(try movement(table(.quoted("4.8")), table(.quoted("4.9"))) == [.beyond])
        #expect(try movement(table(.missing("not yet")), table(.missing("not run"))) == [.within])
    }

    /// Only identical bits count as "the same bits": one changed field at a time.
    @Test func everyFieldIsCompared() throws {
        let entry = Table.Entry.measured(0.5, interval: 0.4...0.6, published: "4.07"), old = table(entry)
        #expect(try movement(old, old) == [.same])
        #expect(try movement(old, table(.measured(0.5, interval: 0.4...0.6, published: "40.7"))) == [.beyond])
        #expect(try movement(old, table(.measured(0.5, interval: 0.4...0.6))) == [.beyond])
        #expect(try movement(old, table(.measured(0.5, interval: 0.4...0.605, published: "4.07"))) == [.within])
        #expect(try movement(old, table(.measured(0.5, interval: 0.3...0.6, published: "4.07"))) == [.beyond])
        #expect(try movement(old, table(.measured(0.5, published: "4.07"))) == [.beyond])
        #expect(try movement(old, table(entry, images: 400)) == [.within])
        #expect(try movement(table(.measured(.infinity, beyond: 2)), table(.measured(.infinity, beyond: 2.005))) == [.within])
        #expect(try movement(table(.measured(.infinity, beyond: 2)), table(.measured(.infinity, beyond: 3))) == [.beyond])
        let text = old.csv
        for (field, changed, expected) in [
            (",percent,", ",share,", Difference.Movement.beyond), (",measured,50.0,", ",measured,50.5,", .within), (",500,", ",400,", .within),
            (",4.07,", ",4.08,", .beyond), (",40.0,60.0,", ",10.0,60.0,", .beyond),
        ] {
            let new = text.replacing(field, with: changed)
            #expect(new != text)
            #expect(try stored(text, new).changes.map(\.movement) == [expected], "\(field) became \(changed)")
        }
    }

    /// A tolerance edited into the result files has no effect.
    @Test func onlyTheDeclaredToleranceCounts() throws {
        let old = table(.measured(0.5)).csv, moved = table(.measured(0.9), tolerance: 1000).csv
        let difference = try stored(old, moved)
        #expect(difference.deviates && difference.changes[0].tolerance == 1)
        #expect(difference.changes[0].note.contains("tolerance 1000.0 in the results, 1.0 in the manifest"), "\(difference.changes[0].note)")
        // The same numbers with another tolerance in one file or in both, or with none, deviate as well.
        let wide = table(.measured(0.5), tolerance: 1000).csv
        for (from, to) in [(old, wide), (wide, old), (wide, wide)] { #expect(try stored(from, to).deviates) }
        #expect(try stored(old, old, [:]).deviates)
        #expect(try !stored(old, old).deviates)
        let figure = exampleFigure(), lax = figure.csv.replacing(",40,2.5,", with: ",40,1000.0,")
        #expect(lax != figure.csv)
        let declared = [["curves", "undefended"]: 2.5, ["curves", "l2 TV, ε = 0.01"]: 2.5]
        #expect(try !figure.difference(from: figure.csv, file: "f.csv", tolerances: declared).deviates)
        #expect(try FigureReport(csv: lax, file: "f.csv").difference(from: figure.csv, file: "f.csv", tolerances: declared).count(.beyond) == 2)
        #expect(try figure.difference(from: figure.csv, file: "f.csv", tolerances: [:]).deviates)
    }

    @Test func aRowThatIsDoubledIsRefusedWithItsLine() throws {
        let text = table(.measured(0.5)).csv, line = text.split(separator: "\n")[1]
        let error = #expect(throws: ReportError.self) { try stored(text, text + line + "\n") }
        #expect(error?.description == "new.csv:3: the cell undefended / error is given twice, first in line 2")
    }

    @Test(arguments: [
        ("published numbers", ",published,0.1,,53.6,", ",published,0.1,,53.7,"), ("x ", "x,1,log10,", "x,1,linear,"),
        ("title", "Figure 2", "Figure 3"),
        ("y ", ",misclassified", ",classified"), ("unit", "y,1,linear,percent", "y,1,linear,"),
    ]) func everyFieldOfAFigureIsCompared(note: String, old: String, new: String) throws {
        let text = exampleFigure().csv, changed = text.replacing(old, with: new, maxReplacements: 1)
        #expect(changed != text)
        let difference = try exampleFigure().difference(from: changed, file: "old.csv")
        #expect(difference.deviates)
        #expect(difference.changes.contains { $0.movement == .beyond && $0.note.contains(note) }, "\(difference.text)")
    }

    @Test func bandsMoveByTheirEnds() throws {
        func figure(_ high: Double, _ shape: Figure.Shape = .points([Point(2, 1), Point(1, 1)])) -> FigureReport {
            let band = high.isNaN ? [] : [Figure.Band(x: 1, low: 0.5, high: high)]
            let series = FigureReport.Series("s", shape, tolerance: 0.25, band: band)
            return FigureReport(title: "f", panels: [FigureReport.Panel(x: AxisSpec("x"), y: AxisSpec("y"), series: [series])])
        }
        func movement(_ old: FigureReport, _ new: FigureReport) throws -> Difference.Movement {
            try new.difference(from: old.csv, file: "").changes[0].movement
        }
        #expect(try movement(figure(1.5), figure(1.5)) == .same)
        #expect(try movement(figure(1.5), figure(1.75)) == .within)
        #expect(try movement(figure(1.5), figure(2)) == .beyond)
        #expect(try movement(figure(1.5), figure(.nan)) == .beyond)
        #expect(try movement(figure(1.5), figure(1.5, .points([Point(2, 1.25), Point(1, 1)]))) == .within)
        #expect(try movement(figure(1.5), figure(1.5, .points([Point(2, 2), Point(1, 1)]))) == .beyond)
        #expect(try movement(figure(1.5), figure(1.5, .points([Point(2, 1)]))) == .beyond)
        #expect(try movement(figure(1.5), figure(1.5, .line([Point(2, 1), Point(1, 1)]))) == .beyond)
    }

    @Test func onlyLossAndExcessFail() throws {
        #expect(try !table(.measured(0.505)).difference(from: table(.measured(0.5)).csv, file: "").deviates)
        #expect(try table(.measured(0.6)).difference(from: table(.measured(0.5)).csv, file: "").deviates)
        #expect(try table(.missing).difference(from: table(.measured(0.5)).csv, file: "").deviates)
        #expect(try !table(.measured(0.5)).difference(from: table(.missing).csv, file: "").deviates)
    }

    /// Against the paper a margin counts, not a tolerance; "as printed" is within half of the last printed digit, or beyond a printed bound.
    @Test(arguments: [
        (0.04071, "4.07", nil, Difference.Movement.same), (0.0408, "4.07", 0.5, .within), (0.0408, "4.07", nil, .beyond),
        (0.05, "4.07", 0.5, .beyond),
        (0.93, ">90", nil, .same), (0.88, ">90", 1, .beyond), (0.89, ">90", 1, .within),
    ]) func thePaperIsComparedByMargins(value: Double, printed: String, margin: Double?, expected: Difference.Movement) throws {
        let ours = table(.measured(value, published: printed), tolerance: 9), margins = margin.map { ["error": $0] } ?? [:]
        let difference = try Difference(title: "t", fromPaperTo: ours.csv, file: "new.csv", margins: margins)
        #expect(difference.changes.map(\.movement) == [expected] && difference.changes[0].old == printed)
        #expect(try Difference(title: "t", fromPaperTo: table(.measured(value)).csv, file: "new.csv", margins: [:]).changes.isEmpty)
    }

    @Test func thePapersCurvesAreComparedWithOurs() throws {
        let difference = exampleFigure().differenceFromPaper(margins: [["curves", "undefended"]: 60])
        let change = try #require(difference.changes.first)
        // The curve read off the plot is at 6 % where ours begins, at 0.01.
        #expect(change.movement == .within && change.difference.map { $0 > 1 && $0 < 60 } == true, "\(change)")
        #expect(exampleFigure().differenceFromPaper(margins: [:]).changes.first?.movement == .beyond)
    }

    /// Several seeds are samples of a method: their difference has a test, and so has the claim that it is below the tolerance.
    @Test func severalSeedsAreTested() throws {
        func seeds(_ values: [Double]) throws -> Table {
            table(.measured(try Estimate(seeds: values.map { Estimate($0) })))
        }
        let change = try #require(try seeds([0.55, 0.56, 0.57]).difference(from: seeds([0.5, 0.51, 0.52]).csv, file: "").changes.first)
        #expect(change.tests.map(\.name) == ["Welch p", "equivalence p"] && change.tests[0].value < 0.01 && change.tests[1].value > 0.9, "\(change)")
        #expect(try table(.measured(0.51)).difference(from: table(.measured(0.5)).csv, file: "").changes[0].tests == [])
    }

    /// A curve that is a distribution function is compared as one.
    @Test func distributionsHaveDistances() throws {
        let change = try exampleFigure(stretch: 1.5).difference(from: exampleFigure().csv, file: "").changes[0]
        #expect(change.tests.map(\.name) == ["Kolmogorov-Smirnov", "Wasserstein", "Kolmogorov-Smirnov p"], "\(change.tests)")
        #expect(change.tests[0].value > 0.05 && change.tests[0].value < 1 && change.tests[1].value > 0.1 && change.tests[2].value > 0.01)
        #expect(try exampleFigure().difference(from: exampleFigure().csv, file: "").changes[0].tests == [])
    }

    @Test func text() throws {
        let old = exampleTable(), new = exampleTable(shift: 0.02, profile: "laptop")
        let rows = new.rows.dropLast().map { ($0.title, $0.entries) } + [("fresh", new.rows[2].entries)]
        let changed = Table(title: new.title, profile: new.profile, columns: new.columns, rows: rows)
        try Snapshot.expect(try changed.difference(from: old.csv, file: "old.csv").text, "difference.txt")
        try Snapshot.expect(try exampleFigure(shift: 0.03).difference(from: exampleFigure().csv, file: "old.csv").text, "figure-difference.txt")
    }

    @Test func curvesMoveByTheirLargestDistance() throws {
        func change(_ new: FigureReport) throws -> Difference.Change { try new.difference(from: exampleFigure().csv, file: "old.csv").changes[0] }
        #expect(try change(exampleFigure()).movement == .same)
        #expect(try change(exampleFigure(stretch: 1.0001)).movement == .within)  // one step of 2 % moves past another
        let far = try change(exampleFigure(shift: 0.03))
        #expect(far.movement == .beyond && abs((far.difference ?? 0) - 3) < 1e-9)
        let unlike = FigureReport(
            title: "",
            panels: [
                FigureReport.Panel(
                    title: "curves", x: AxisSpec(""), y: AxisSpec(""), series: [FigureReport.Series("undefended", .histogram([]), tolerance: 100)])
            ])
        #expect(try change(unlike).movement == .beyond)
    }

    @Test func barsMoveByTheLargestBar() throws {
        func figure(_ heights: [Double], tolerance: Double?) -> FigureReport {
            let bins = heights.enumerated().map { Figure.Bin(low: Double($0), high: Double($0 + 1), height: $1) }
            return FigureReport(
                title: "f",
                panels: [
                    FigureReport.Panel(x: AxisSpec("x"), y: AxisSpec("y"), series: [FigureReport.Series("s", .histogram(bins), tolerance: tolerance)])
                ])
        }
        func movement(_ heights: [Double], tolerance: Double?) throws -> Difference.Movement {
            let old = figure([0.25, 0.5, 0.25], tolerance: tolerance).csv
            return try figure(heights, tolerance: tolerance).difference(from: old, file: "").changes[0].movement
        }
        #expect(try movement([0.25, 0.5, 0.25], tolerance: nil) == .same)
        #expect(try movement([0.25, 0.625, 0.125], tolerance: 0.125) == .within)
        #expect(try movement([0.25, 0.625, 0.125], tolerance: 0.1) == .beyond)
        #expect(try movement([0.25, 0.5], tolerance: 1) == .beyond)
    }
}
