import Plots
import Reports
import Testing

private func table(_ value: Table.Entry, tolerance: Double? = 1, images: Int? = 500, row: String = "undefended") -> Table {
    Table(title: "t", columns: [Table.Column(title: "error", unit: "percent", tolerance: tolerance, images: images)], rows: [(row, [value])])
}
private func verdict(_ old: Table, _ new: Table) throws -> [Difference.Verdict] {
    try new.difference(from: old.csv, file: "old.csv").changes.map(\.verdict)
}

@Suite struct DifferenceTests {
    @Test func nothingMoved() throws {
        let difference = try exampleTable().difference(from: exampleTable().csv, file: "old.csv")
        #expect(!difference.deviates && difference.count(.same) == difference.changes.count)
        #expect(difference.text == "Table 2: CIFAR-10 & friends: no deviation, 12 the same bits\n")
    }

    @Test func verdicts() throws {
        let old = table(.measured(0.5))
        #expect(try verdict(old, table(.measured(0.5.nextUp))) == [.within])
        #expect(try verdict(old, table(.measured(0.51))) == [.within])  // one per cent point is the tolerance
        #expect(try verdict(old, table(.measured(0.5101))) == [.beyond])
        #expect(try verdict(old, table(.measured(0.48))) == [.beyond])
        #expect(try verdict(old, table(.measured(0.5.nextUp), tolerance: nil)) == [.beyond])
        #expect(try verdict(old, table(.measured(0.5), images: 400)) == [.within])
        #expect(try verdict(old, table(.measured(.nan))) == [.beyond])
        #expect(try verdict(table(.measured(.nan)), table(.measured(.nan))) == [.same])
        #expect(try verdict(table(.measured(.infinity)), table(.measured(.infinity))) == [.same])
        #expect(try verdict(table(.measured(.infinity)), table(.measured(0.5))) == [.beyond])
        #expect(try verdict(old, table(.missing("gone"))) == [.missing])
        #expect(try verdict(table(.missing("not yet")), old) == [.new])
        #expect(try verdict(old, table(.measured(0.5), row: "another")) == [.new, .missing])
        #expect(try verdict(table(.quoted("4.8")), table(.quoted("4.9"))) == [.beyond])
        #expect(try verdict(old, table(.measured(0.5, published: "4.07"))) == [.same])
    }

    @Test func onlyLossAndExcessFail() throws {
        #expect(try !table(.measured(0.505)).difference(from: table(.measured(0.5)).csv, file: "").deviates)
        #expect(try table(.measured(0.6)).difference(from: table(.measured(0.5)).csv, file: "").deviates)
        #expect(try table(.missing).difference(from: table(.measured(0.5)).csv, file: "").deviates)
        #expect(try !table(.measured(0.5)).difference(from: table(.missing).csv, file: "").deviates)
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
        #expect(try change(exampleFigure()).verdict == .same)
        #expect(try change(exampleFigure(stretch: 1.0001)).verdict == .within)  // one step of 2 % passes another's place
        let far = try change(exampleFigure(shift: 0.03))
        #expect(far.verdict == .beyond && abs((far.difference ?? 0) - 3) < 1e-9)
        let unlike = FigureReport(
            title: "",
            panels: [
                FigureReport.Panel(
                    title: "curves", x: AxisSpec(""), y: AxisSpec(""), series: [FigureReport.Series("undefended", .histogram([]), tolerance: 100)])
            ])
        #expect(try change(unlike).verdict == .beyond)
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
        let old = figure([0.25, 0.5, 0.25], tolerance: nil).csv
        #expect(try figure([0.25, 0.5, 0.25], tolerance: nil).difference(from: old, file: "").changes[0].verdict == .same)
        #expect(try figure([0.25, 0.625, 0.125], tolerance: 0.125).difference(from: old, file: "").changes[0].verdict == .within)
        #expect(try figure([0.25, 0.625, 0.125], tolerance: 0.1).difference(from: old, file: "").changes[0].verdict == .beyond)
        #expect(try figure([0.25, 0.5], tolerance: 1).difference(from: old, file: "").changes[0].verdict == .beyond)
    }
}
