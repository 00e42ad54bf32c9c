import Reports
import Testing

private func compared(_ value: Table.Entry, tolerance: Double? = 1) -> Comparison {
    Comparison(Table(title: "t", columns: [Table.Column(title: "c", unit: "percent", tolerance: tolerance)], rows: [("r", [value])]))
}

@Suite struct ComparisonTests {
    @Test func verdicts() {
        #expect(compared(.measured(0.5398, published: "53.98")).lines[0].verdict == .agrees)
        #expect(compared(.measured(0.55, published: "53.98")).lines[0].verdict == .differs)
        #expect(compared(.measured(0.91, published: ">90")).lines[0].verdict == .agrees)
        #expect(compared(.measured(0.89, published: "> 90")).lines[0].verdict == .differs)
        #expect(compared(.measured(0.0027, published: "2.7e-1")).lines[0].verdict == .agrees)
        #expect(compared(.measured(0.5, published: "50"), tolerance: nil).lines[0].verdict == .undecided)
        #expect(compared(.measured(0.5, published: "n/a")).lines[0].verdict == .undecided)
        #expect(compared(.measured(.nan, published: "50")).lines[0].verdict == .undecided)
        #expect(
            compared(.measured(0.5, published: "≥50")).lines[0].verdict == .agrees
                && compared(.measured(0.5, published: "<50")).lines[0].verdict == .differs)
        #expect(compared(.measured(0.5)).lines.isEmpty && compared(.quoted("4.8")).lines.isEmpty)
    }

    @Test func aFailedSearchIsOnlyKnownToLieBeyondTheLargestRadius() {
        #expect(compared(.measured(.infinity, beyond: 0.6, published: "50")).lines[0].verdict == .differs)
        #expect(compared(.measured(.infinity, beyond: 0.4, published: "50")).lines[0].verdict == .undecided)
        #expect(compared(.measured(.infinity, published: "50")).lines[0].verdict == .undecided)
        #expect(compared(.measured(.infinity, beyond: 0.95, published: ">90")).lines[0].verdict == .agrees)
        #expect(compared(.measured(.infinity, beyond: 0.6, published: ">90")).lines[0].verdict == .undecided)
        #expect(compared(.measured(.infinity, beyond: 0.6, published: "<50")).lines[0].verdict == .differs)
    }

    @Test func writings() throws {
        try Snapshot.expect(Comparison(exampleTable(profile: "paper")).markdown, "comparison.md")
        try Snapshot.expect(Comparison(exampleTable(profile: "paper")).csv, "comparison.csv")
    }
}
