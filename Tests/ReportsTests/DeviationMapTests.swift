import Plots
import Reports
import Testing

@Suite struct DeviationMapTests {
    /// One cell of a table whose column has no unit; missing if `value` is nil.
    private func cell(_ value: Double?, _ published: String?, row: String = "r", column: String = "c") -> Cell {
        let entry = value.map { Table.Entry.measured($0, published: published) } ?? .missing
        return Table(title: "t", columns: [Table.Column(title: column, unit: "", tolerance: nil)], rows: [(row, [entry])]).cells[0]
    }

    @Test(arguments: [
        (0.0, "2", -4, "0.0"), (0.25, "2", -4, "0.12"), (0.5, "2", -3, "0.25"), (0.3, "59.8e-2", -1, "0.50"), (1.59, "2", -1, "0.80"),
        (1.6, "2", -1, "0.80"), (1.62, "2", 0, "0.81"),
        (2.5, "2.0", 0, "1.2"), (2.51, "2", 1, "1.3"), (4.01, "2", 2, "2.0"), (16, "2", 3, "8.0"), (16.1, "2", 4, "8.1"), (2000, "2", 4, "1000"),
    ]) func aFactorHasADegree(ours: Double, printed: String, degree: Int, text: String) throws {
        var map = DeviationMap(profile: "p")
        map.add(title: "t", [cell(ours, printed)])
        #expect(try #require(map.picture.parts.first?.rows.first?.cells.first) == HeatMap.Cell(degree: degree, text: text))
    }

    @Test func whatCannotBeComparedIsLeftOut() {
        var map = DeviationMap(profile: "p")
        map.add(title: "none", [cell(nil, nil), cell(1, nil), cell(1, ">90"), cell(1, "0"), cell(1, "n/a"), cell(.infinity, "1"), cell(.nan, "1")])
        #expect(map.isEmpty)
        map.add(
            title: "t",
            [cell(1, "1", column: "a"), cell(1, ">9", column: "b"), cell(1, nil, row: "s", column: "a"), cell(2, "1", row: "u", column: "d")])
        let part = map.picture.parts[0]
        #expect(!map.isEmpty && part.columns == ["a", "d"] && part.rows.map(\.title) == ["r", "u"])
        #expect(part.rows.map { $0.cells.map { $0 != nil } } == [[true, false], [false, true]])
    }
}
