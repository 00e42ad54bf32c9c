import Reports
import Statistics
import Testing

/// [rows][seeds][images]: rows of constant difference over the same images.
private func rows(_ levels: [Double?], seeds: Int = 1) -> [[[Double]]] {
    func images(_ level: Double) -> [Double] { (0..<50).map { Double($0) / 10 + level } }
    return levels.map { level in
        guard let level else { return [] }
        return (0..<seeds).map { images(level * (1 + 0.01 * Double($0))) }
    }
}

@Suite struct OrderingsTests {
    private let names = ["a", "b", "c", "d"]
    private func orderings(_ printed: [String?], _ values: [[[Double]]], _ statistic: Statistic = .median, unit: String = "") throws -> Orderings {
        try Orderings(
            title: "Table", profile: "smoke", rows: names,
            columns: [Orderings.Column(title: "q", unit: unit, statistic: statistic, printed: printed, values: values)])
    }

    @Test func everyPairIsCountedBySign() throws {
        // Printed 1 < 2 < 3 < 4; ours swap b and c.
        let all = try orderings(["1", "2", "3", "4"], rows([1, 3, 2, 4]))
        #expect(all.pairs.count == 6 && all.count() == (5, 6))
        let lost = try #require(all.pairs.first { $0.isShared == false })
        #expect((lost.smaller, lost.larger) == ("b", "c") && lost.p.map { $0 < 0.001 } == true)
        #expect(lost.ours.map { abs($0.smaller - $0.larger - 1) < 1e-9 } == true)
    }

    @Test func printedTiesAndOpenBoundsAreNoOrderings() throws {
        #expect(try orderings(["1", "1.0", "2", nil], rows([1, 2, 3, 4])).pairs.map { $0.smaller + $0.larger } == ["ac", "bc"])
        // ">90" is more than 59.8 and more than 90, but may or may not be more than 95.
        let bounds = try orderings([">90", "59.8", "95", "90"], rows([4, 1, 3, 2]))
        #expect(Set(bounds.pairs.map { $0.smaller + $0.larger }) == ["ba", "bc", "bd", "da", "dc"])
        #expect(try orderings(["<1", "≤1", "1", "≥ 1"], rows([1, 2, 3, 4])).pairs.map { $0.smaller + $0.larger } == ["ac", "ad"])
    }

    @Test func aTieOfOursSharesNothingAndARowThatWasNotRunIsNotCounted() throws {
        let all = try orderings(["1", "2", "3", "4"], rows([1, 1, nil, 2]))
        #expect(all.count() == (2, 3) && all.pairs.count == 6)
        #expect(all.summary.contains("(3 more were not run)"))
    }

    @Test func pValuesAreThoseOfThePairedBootstrapOrOfStudentsT() throws {
        let values = rows([1, 2, 3, 4]), one = try orderings(["1", "2", "3", "4"], values)
        #expect(one.pairs[0].p == (try Bootstrap([values[0][0], values[1][0]], of: .median).difference(0, 1).twoSidedPValue))
        let three = try orderings(["1", "2", "3", "4"], rows([1, 2, 3, 4], seeds: 3))
        let student = try StudentTest([1, 1.01, 1.02]).twoSidedPValue, rounding = 1e-9
        #expect(three.pairs[0].p.map { abs($0 - student) < rounding } == true)
        #expect(try orderings(["1", "2", "3", "4"], values, .maximum).pairs.allSatisfy { $0.p == nil && $0.isShared == true })
    }

    @Test func oneColumnOfFifteenPairsAsInThePaper() throws {
        let printed = ["0.37", "0.21", "0.11", "0.10", "0.47", "0.46"], levels = [2.73, 1.81, 1.61, 1.45, 0.591, 0.475]
        let all = try Orderings(
            title: "Table 2", profile: "laptop", rows: (1...6).map(String.init),
            columns: [Orderings.Column(title: "mean model gradient", statistic: .mean, printed: printed, values: rows(levels))])
        #expect(all.count() == (7, 15))
    }

    @Test func writings() throws {
        let all = try Orderings(
            title: "Table 2", profile: "smoke", rows: names,
            columns: [
                Orderings.Column(
                    title: "error | clean", unit: "percent", statistic: .share, printed: ["4.07", "3.87", "3.58", "4.13"],
                    values: [20, 18, 30, 22].map { wrong in [(0..<100).map { $0 < wrong ? 1 : 0 }] }),
                Orderings.Column(title: "median", statistic: .median, printed: ["0.09", "0.19", ">0.30", nil], values: rows([1, 2, 3, nil])),
                Orderings.Column(title: "max", statistic: .maximum, printed: ["85.21", "35.77", "32.13", "4.10"], values: rows([4, 3, 2, 1])),
            ])
        try Snapshot.expect(all.markdown, "orderings.md")
        try Snapshot.expect(all.csv, "orderings.csv")
        try Snapshot.expect(all.plain, "orderings.txt")
        #expect(all.artefacts(named: "orderings").map(\.name) == ["orderings.csv", "orderings.md"])
    }
}
