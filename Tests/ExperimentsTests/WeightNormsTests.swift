import Experiments
import Foundation
import Records
import Statistics
import Testing

/// Numbers of a model that need no images, and pairs of numbers of the same images.
@Suite struct WeightNormsTests {
    private static let table = """
        id: section6
        title: Products and correlations
        include: [models.yaml]
        table:
          rows: [{model: plain}, {model: regularised}]
          columns:
            - {title: product, measure: product}
            - {title: normalised, measure: {product: {of: {weightNorm: {normalised: true}}}}}
            - {title: largest, measure: {maximum: {of: weightNorm}}}
            - {title: correlation, attack: PGD, measure: rankCorrelation}
            - {title: correlation of fooled images, attack: PGD, measure: {rankCorrelation: {among: fooled}}}
        """
    private static let figure = """
        id: equation37
        title: Estimated and measured distances
        include: [models.yaml]
        figure:
          x: {title: estimate, scale: logarithmic}
          y: {title: distance, scale: logarithmic}
          each: {attack: PGD, measure: scatter}
          panels: [{model: plain}]
          series: [{title: all}, {title: fooled, measure: {scatter: {among: fooled}}}]
        """

    /// The test paper with these two manifests alone.
    private func paper(in folder: Folder, _ replace: (String, with: String)? = nil) throws -> String {
        let copy = "\(folder.path)/Paper"
        try FileManager.default.copyItem(atPath: ExperimentsTests.paper, toPath: copy)
        for name in ["table1", "figure1", "figure2"] { try FileManager.default.removeItem(atPath: "\(copy)/\(name).yaml") }
        for (id, manifest) in [("section6", Self.table), ("equation37", Self.figure)] {
            let text = replace.map { manifest.replacing($0.0, with: $0.with) } ?? manifest
            try text.write(toFile: "\(copy)/\(id).yaml", atomically: true, encoding: .utf8)
        }
        return copy
    }

    private func run(_ command: String, _ paper: String, _ folder: Folder, _ more: [String] = []) throws -> (status: Int32, text: String) {
        let places = ["--store", "\(folder.path)/store", "--results", "\(folder.path)/results"]
        return try ExperimentsTests.run([command, "--experiments", paper, "--profile", "tiny"] + places + more)
    }

    @Test func tableAndFigureAreThoseOfTheRows() throws {
        let folder = try Folder(), outcome = try run("run", try paper(in: folder), folder), place = "\(folder.path)/results/Paper/tiny"
        #expect(outcome.status == 0, "\(outcome.text)")
        func read(_ name: String) throws -> CSVTable {
            try CSVTable(parsing: String(contentsOfFile: "\(place)/\(name).csv", encoding: .utf8), file: name)
        }
        func column(_ name: String, _ column: String) throws -> [Double] {
            let table = try read(name), index = try #require(table.header.firstIndex(of: column))
            return table.rows.compactMap { Double($0[index]) }
        }
        let values = try column("section6", "value"), layers = try column("rows/weight-norms-of-plain", "norm")
        let normalised = try column("rows/weight-norms-of-plain", "normalised"), rounding = 1e-12
        // A stem, three blocks of two convolutions, two transitions and the linear layer.
        #expect(layers.count == 10 && layers.allSatisfy { $0 > 0 })
        #expect(abs(values[0] / layers.reduce(1, *) - 1) < rounding && abs(values[1] / normalised.reduce(1, *) - 1) < rounding)
        #expect(values[2] == layers.max())
        // Every convolution is followed by a normalisation; the linear layer is not.
        #expect(layers.last == normalised.last && zip(layers, normalised).dropLast().allSatisfy { $0 != $1 })

        // Ten images are attacked, so ten are estimated, though more are classified.
        let estimates = try column("rows/firstOrderDistance-of-plain-at-clean-images", "estimate")
        let distances = try column("rows/attack-plain-with-PGD", "distance"), correct = try column("rows/attack-plain-with-PGD", "correct")
        let found = try column("rows/attack-plain-with-PGD", "found"), fooled = estimates.indices.filter { correct[$0] == 1 && found[$0] == 1 }
        #expect(estimates.count == 10)
        let figure = try read("equation37"), named = Dictionary(grouping: figure.rows.filter { $0[0] == "points" }) { $0[2] }
        let drawn = named.mapValues { $0.map { [$0[4], $0[6]].compactMap { Double($0) } } }
        let pairs = zip(estimates, distances).map { [$0, $1] }, all = pairs.filter { $0.allSatisfy(\.isFinite) }
        #expect(drawn["all"] == all)
        #expect(drawn["fooled"] ?? [] == fooled.map { pairs[$0] }.filter { $0.allSatisfy(\.isFinite) })
        #expect(try values[3] == rankCorrelation(estimates, distances))
        // The title gives the numbers of images by row only if they differ.
        let images = try column("section6", "images").map { Int($0) }, ofRows = [images[4], images[9]]
        #expect(ofRows[0] == fooled.count)
        #expect(outcome.text.contains("n by row: \(ofRows[0]), \(ofRows[1]))") == (ofRows[0] != ofRows[1]), "\(outcome.text)")
        #expect(figure.rows.filter { $0[0] == "series" }.map { $0[7] } == [all, drawn["fooled"] ?? []].map { "\($0.count)" }, "n is of the points")
        // Another run on other threads gives the same bytes.
        let other = try Folder(), again = try run("run", try paper(in: other), other, ["--threads", "3", "--jobs", "1"])
        #expect(again.status == 0, "\(again.text)")
        #expect(try results(other) == results(folder))
    }

    @Test(arguments: [
        ("attack: PGD, measure: rankCorrelation", "measure: rankCorrelation", "has no attack"),
        ("measure: rankCorrelation", "measure: {rankCorrelation: {x: queries}}", "queries is not a quantity that clean images have as well"),
        ("measure: rankCorrelation", "measure: {rankCorrelation: {y: weightNorm}}", "weightNorm is not a number for each image"),
        ("measure: scatter}", "measure: {scatter: {y: {column: {name: norm}}}}}", "/scatter/y: a mapping is not a number for each image"),
        ("measure: {maximum: {of: weightNorm}}", "measure: {median: {of: weightNorm, among: fooled}}", "weightNorm is not of images"),
        ("each: {attack: PGD, measure: scatter}", "each: {measure: scatter}", "has no attack"),
        ("rows: [{model: plain}, {model: regularised}]", "rows: [{title: none}]", "has no model"),
        ("measure: product}", "measure: {product: {of: distance}}}", "has no attack"),
    ]) func whatCannotBePairedOrMultipliedIsRefusedWhenPlanning(old: String, new: String, expected: String) throws {
        let folder = try Folder(), outcome = try run("plan", try paper(in: folder, (old, with: new)), folder)
        #expect(outcome.status != 0 && outcome.text.contains(expected), "\(outcome.text)")
    }
}
