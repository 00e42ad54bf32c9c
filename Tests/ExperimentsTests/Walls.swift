import Declarations
import Experiments
import Foundation
import Records
import Statistics
import Testing

// Tables and figures beyond the built-in measures: each needs a manifest and one small type, and no other change.

/// A table whose cells read two models (like Table 5): how many times larger the median distance is than another model's.
struct Improvement: Measure {
    var kind: Reading.Kind { .number }
    func needs(_ subject: Subject) throws -> [Need] { [try subject.rows(), try subject.swapped.rows()] }
    func callAsFunction(_ rows: [Rows]) throws -> Reading {
        func mean(_ rows: Rows) -> Double { rows.column("totalQueries").reduce(0, +) / Double(rows.count) }
        return .number(Estimate(mean(rows[0]) / mean(rows[1]), images: rows[0].count))
    }
}

/// A work without images or model (like Table 4): the squares of numbers.
struct Squares: Work {
    var scale = 1.0
    var label: String { "squares times \(scale)" }
    var effort: Effort { Effort(kind: "squares") }
    func prepare(_ workspace: Workspace, _ key: Key) throws -> ([Int]) throws -> Void {
        { samples in
            let rows = samples.map { ($0, [Double($0), scale * Double($0 * $0) + 1e-12]) }
            try workspace.store.write(Rows(columns: ["x", "y"], Dictionary(uniqueKeysWithValues: rows)), key)
        }
    }
}

/// A number of such a work: its last row.
struct LastSquare: Measure {
    var scale = 1.0, count = 5
    var kind: Reading.Kind { .number }
    func needs(_ subject: Subject) -> [Need] {
        var work = Squares()
        work.scale = scale
        return [Need(work, 0..<count)]
    }
    func callAsFunction(_ rows: [Rows]) -> Reading { .number(Estimate(rows[0].column("y").last ?? .nan, images: nil)) }
}

/// A drawing of it: a line, or points, on linear axes.
struct Parabola: Measure {
    var isLine = true
    var kind: Reading.Kind { isLine ? .line : .points }
    func needs(_ subject: Subject) -> [Need] { [Need(Squares(), 2..<7)] }
    func callAsFunction(_ rows: [Rows]) -> Reading {
        let points = zip(rows[0].column("x"), rows[0].column("y")).map { Reading.Point(x: $0, y: $1) }
        return isLine ? .line(points) : .points(points)
    }
}

@Suite(.serialized) struct Walls {
    private static let more: [any Declaration.Type] = [Improvement.self, Squares.self, LastSquare.self, Parabola.self]

    /// Runs the jobs of a manifest in this process, where the types above are registered.
    private func results(_ manifest: String, named id: String) throws -> (text: String, place: String, labels: [String], folder: Folder) {
        let folder = try Folder(), copy = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: paper, toPath: copy)
        for name in ["table1", "figure1", "figure2"] + (manifest.contains("include") ? [] : ["models"]) {
            try FileManager.default.removeItem(atPath: "\(copy)/\(name).yaml")
        }
        try manifest.write(toFile: "\(copy)/\(id).yaml", atomically: true, encoding: .utf8)
        let types = Experiments.types + Self.more, session = try Session(folder: copy, profile: "tiny", ids: [id], types: types)
        let store = Store("\(folder.path)/store"), results = Results(session, folder: "\(folder.path)/results")
        for item in session.plan.items {
            try store.write(Data(try item.job.text.utf8), item.key, "job.json")
            try JobRun(item.key, in: Workspace(folder: store.folder, data: nil, threads: 1, types: types))(item.samples)
        }
        return (try results.write(from: store), results.place, session.plan.items.map(\.label), folder)
    }

    @Test func aCellReadsTwoModels() throws {
        let (text, place, labels, folder) = try results(
            """
            id: table5
            title: Improvement
            include: [models.yaml]
            table:
              rows: [{model: regularised, reference: plain}]
              columns: [{title: improvement, attack: PGD, measure: improvement}]
            """, named: "table5")
        defer { withExtendedLifetime(folder) {} }
        #expect(text.contains("Improvement, on procedural images"), "\(text)")
        // The other model is trained under its own title, not the cell's.
        #expect(labels.sorted() == ["attack plain with PGD", "attack regularised with PGD", "train plain", "train regularised"])
        let cells = try String(contentsOfFile: "\(place)/table5.csv", encoding: .utf8).split(separator: "\n")[1]
        #expect(cells.hasPrefix("tiny,regularised,improvement,,measured,"))
    }

    @Test func aTableWithoutAModel() throws {
        let (text, place, labels, folder) = try results(
            """
            id: table4
            title: Squares
            table:
              each: {measure: lastSquare}
              rows: [{title: five}, {title: nine, measure: {lastSquare: {count: 9, scale: 0.5}}}]
              columns: [{title: last}]
            """, named: "table4")
        defer { withExtendedLifetime(folder) {} }
        #expect(text.hasPrefix("Squares\n"), "a table without data names none: \(text)")
        #expect(labels == ["squares times 1.0", "squares times 0.5"])
        let csv = try String(contentsOfFile: "\(place)/table4.csv", encoding: .utf8)
        // Rows store Double: a summand of 1e-12 survives.
        #expect(csv.contains("five,last,,measured,16.000000000001,") && csv.contains("nine,last,,measured,32.000000000001,"), "\(csv)")
    }

    @Test func aFigureOfLinesAndPointsOnLinearAxes() throws {
        let (_, place, labels, folder) = try results(
            """
            id: figure9
            title: Parabola
            figure:
              x: {title: x}
              y: {title: y}
              panels: [{title: both}]
              series: [{title: line, measure: parabola}, {title: points, measure: {parabola: {isLine: false}}}]
            """, named: "figure9")
        defer { withExtendedLifetime(folder) {} }
        #expect(labels == ["squares times 1.0"])
        let csv = try String(contentsOfFile: "\(place)/figure9.csv", encoding: .utf8)
        #expect(csv.contains("x,1,linear") && csv.contains(",2.0,,4.000000000001,") && csv.contains(",6.0,,36.000000000001,"), "\(csv)")
        #expect(FileManager.default.fileExists(atPath: "\(place)/figure9.png"))
        // Exactly the requested samples, which are not the first.
        let rows = try String(contentsOfFile: "\(place)/rows/squares-times-1.0.csv", encoding: .utf8)
        #expect(rows.hasPrefix("index,x,y\n2,2.0,") && rows.split(separator: "\n").count == 6)
    }
}
