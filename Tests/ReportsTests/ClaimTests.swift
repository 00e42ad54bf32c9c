import Reports
import Testing

private func quantity(_ value: Double?, _ interval: ClosedRange<Double>? = nil) -> Claim.Quantity {
    Claim.Quantity("q", value: value, interval: interval)
}
private func verdict(_ left: Claim.Quantity, _ relation: Claim.Relation, _ right: Claim.Quantity) -> Claim.Verdict {
    Claim("c", left, relation, right).verdict
}

@Suite struct ClaimTests {
    @Test func orders() {
        #expect(verdict(quantity(1), .less(), quantity(2)) == .holds)
        #expect(verdict(quantity(2), .less(), quantity(1)) == .doesNotHold)
        #expect(verdict(quantity(1), .less(), quantity(1)) == .doesNotHold)
        #expect(verdict(quantity(1, 0.5...1.5), .less(), quantity(2, 1.6...3)) == .holds)
        #expect(verdict(quantity(1, 0.5...1.7), .less(), quantity(2, 1.6...3)) == .undecided)
        #expect(verdict(quantity(4, 3.5...5), .less(), quantity(2, 1.6...3)) == .doesNotHold)
        #expect(verdict(quantity(4, 3.5...5), .greater(), quantity(2, 1.6...3)) == .holds)
        #expect(verdict(quantity(1), .less(factor: 0.5), quantity(1.9)) == .doesNotHold)
        #expect(verdict(quantity(1), .less(factor: 0.5), quantity(2.1)) == .holds)
        #expect(verdict(quantity(0.3), .less(), quantity(.infinity)) == .holds)
        #expect(verdict(quantity(.infinity), .less(), quantity(.infinity)) == .undecided)
        #expect(verdict(quantity(nil), .less(), quantity(2)) == .undecided)
        #expect(verdict(quantity(.nan), .less(), quantity(2)) == .undecided)
        #expect(verdict(quantity(1), .within(0.5), quantity(1.5)) == .holds)
        #expect(verdict(quantity(1), .within(0.4), quantity(1.5)) == .doesNotHold)
        #expect(verdict(quantity(1, 0.9...1.2), .within(0.5), quantity(1.5)) == .undecided)
    }

    /// Turning a claim round never changes its verdict.
    @Test func lessAndGreaterMirror() {
        let values = [0.0, 1, 1.5, 2, .infinity], ranges = values.flatMap { low in values.filter { $0 >= low }.map { low...$0 } }
        for left in ranges {
            for right in ranges {
                #expect(
                    verdict(quantity(left.lowerBound, left), .less(), quantity(right.lowerBound, right))
                        == verdict(quantity(right.lowerBound, right), .greater(), quantity(left.lowerBound, left)))
            }
        }
    }

    @Test func aFailedSearchInATableIsOnlyKnownToLieBeyondTheLargestRadius() {
        let column = Table.Column(title: "median", unit: "", tolerance: nil)
        let table = Table(
            title: "", columns: [column], rows: [("a", [.measured(.infinity, beyond: 2)]), ("b", [.measured(1)]), ("c", [.measured(3)])])
        let (a, b, c) = (Claim.Quantity(table.cells[0]), Claim.Quantity(table.cells[1]), Claim.Quantity(table.cells[2]))
        #expect(verdict(b, .less(), a) == .holds && verdict(a, .less(), b) == .doesNotHold)
        #expect(verdict(c, .less(), a) == .undecided && verdict(a, .less(), a) == .undecided)
    }

    @Test func writings() throws {
        let cells = exampleTable().cells
        let report = ClaimReport(
            title: "Claims of the paper", profile: "smoke",
            claims: [
                Claim("regularization moves the median away", source: "Table 2", Claim.Quantity(cells[1]), .less(), Claim.Quantity(cells[5])),
                Claim("clean error hardly changes", Claim.Quantity(cells[0]), .within(2), Claim.Quantity(cells[4])),
                Claim(
                    "error falls", Claim.Quantity("a", unit: "percent", value: 0.5, interval: 0.4...0.6, images: 64), .less(factor: 0.5),
                    Claim.Quantity("b", unit: "percent", value: 0.9, images: 64)),
            ])
        try Snapshot.expect(report.markdown, "claims.md")
        try Snapshot.expect(report.csv, "claims.csv")
        try Snapshot.expect(report.plain, "claims.txt")
    }
}
