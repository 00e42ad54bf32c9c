import Reports
import Statistics
import Testing

private func line(
    _ entry: Table.Entry, unit: String = "percent", except: [Agreement.Exception] = [], theirs: Int? = 10_000, margin: Double? = nil
) throws -> Agreement.Line {
    let table = Table(title: "t", columns: [Table.Column(title: "c", unit: unit, tolerance: 0.001, margin: margin)], rows: [("r", [entry])])
    return try #require(Agreement(table, except: except, theirImages: theirs).lines.first)
}
private let rounding = 1e-9

@Suite struct AgreementTests {
    /// 53.98 % of 10,000 images has a Wilson half-width of 0.98 points; the printed digits add 0.005.
    @Test func aShareOfThePaperHasItsOwnSamplingError() throws {
        let equal = try line(.measured(0.5398, published: "53.98")), tolerance = try #require(equal.tolerance)
        #expect(equal.outcome == .sameAsPrinted && tolerance.seeds == nil && tolerance.ours == nil && tolerance.rounding == 0.005)
        #expect(tolerance.theirs.map { abs($0 - 0.977) < 0.002 } == true && tolerance.unknown == ["seed spread", "our sampling error"])
        #expect(try line(.measured(0.549, published: "53.98")).outcome == .consistent)
        #expect(try line(.measured(0.55, published: "53.98")).outcome == .different)
        #expect(try line(.measured(0.549, published: "53.98"), theirs: nil).outcome == .different)
    }

    @Test func ourSamplingErrorCountsOnTheSideOfThePapersNumber() throws {
        let above = try line(.measured(0.25, interval: 0.10...0.26, published: "0.20"), unit: "")
        #expect(above.outcome == .consistent && above.tolerance.map { abs($0.total - 0.155) < rounding } == true)
        #expect(above.tolerance?.unknown == ["seed spread", "the paper's sampling error"])
        #expect(try line(.measured(0.25, interval: 0.24...0.40, published: "0.20"), unit: "").outcome == .different)
    }

    /// Half of the last printed digit: a number that would be printed the same is equal without further tolerance.
    @Test(arguments: [
        ("0.09", 0.0949, 0.0951), ("2.7e-3", 0.002_749, 0.002_751), ("159", 159.4, 159.6), ("14.7e-2", 0.147_49, 0.147_51),
        ("13.7e-3", 0.01374, 0.01376),
    ])
    func roundingIsHalfAPrintedUnit(printed: String, near: Double, far: Double) throws {
        #expect(try line(.measured(near, published: printed), unit: "").outcome == .sameAsPrinted)
        #expect(try line(.measured(far, published: printed), unit: "").outcome == .different)
    }

    /// The paper's number is one more training: its difference from a mean of k has variance s^2 (1 + 1/k).
    @Test func severalSeedsWidenTheToleranceByTheirSpread() throws {
        let two = try Estimate(seeds: [Estimate(1), Estimate(2)]), three = try Estimate(seeds: [Estimate(1), Estimate(2), Estimate(3)])
        let ofTwo = try #require(try line(.measured(two, published: "9.0"), unit: "").tolerance)
        #expect(ofTwo.seeds.map { abs($0 - 12.706204736174705 * 0.5.squareRoot() * 1.5.squareRoot()) < rounding } == true)
        let ofThree = try #require(try line(.measured(three, published: "9.0"), unit: "").tolerance)
        #expect(ofThree.seeds.map { abs($0 - 4.3026527297494639 * (4 / 3.0).squareRoot()) < rounding } == true)
        #expect(try line(.measured(two, published: "9.0"), unit: "").outcome == .consistent)
        #expect(try line(.measured(three, published: "9.0"), unit: "").outcome == .different)
    }

    @Test func thePartsAddAsSquaresAndRoundingOnTop() throws {
        let estimate = try Estimate(seeds: [Estimate(0.5, interval: 0.47...0.53), Estimate(0.502, interval: 0.472...0.532)])
        let tolerance = try #require(try line(.measured(estimate, published: "60.0")).tolerance)
        let parts = try [#require(tolerance.seeds), #require(tolerance.ours), #require(tolerance.theirs)]
        #expect(abs(tolerance.total - (parts.map { $0 * $0 }.reduce(0, +).squareRoot() + 0.05)) < rounding && abs(parts[1] - 3) < rounding)
        #expect(tolerance.unknown == [])
    }

    private static let margins: [(ours: Double, seeds: Int, margin: Double?, outcome: Agreement.Outcome)] = [
        (0.0420, 3, 1.0, .equivalent), (0.0420, 1, 1.0, .consistent), (0.0420, 3, 0.4, .inconclusive), (0.0420, 3, nil, .consistent),
        (0.0500, 3, 1.0, .inconclusive), (0.0700, 3, 1.0, .different), (0.0700, 1, 1.0, .different), (0.0700, 3, nil, .different),
        (0.0407, 3, 1.0, .sameAsPrinted),
    ]

    /// Ours is the mean of three seeds with a t interval of 0.5 points around it, against a printed 4.07 without sampling error.
    @Test(arguments: margins) func aMarginDividesEquivalentConsistentAndInconclusive(
        ours: Double, seeds: Int, margin: Double?, outcome: Agreement.Outcome
    ) throws {
        // Three seeds at ours and half a step on either side: t(2) s sqrt(4/3) = 0.5 points.
        let step = 0.005 / (4.3026527297494639 * (4 / 3.0).squareRoot())
        let ofSeeds = seeds == 1 ? [ours] : [ours - step, ours, ours + step]
        let estimate = try Estimate(seeds: ofSeeds.map { Estimate($0, interval: $0 - 0.002...$0 + 0.002) })
        let found = try line(.measured(estimate, published: "4.07"), theirs: nil, margin: margin)
        #expect(found.outcome == outcome, "\(found)")
        #expect(found.margin == margin)
    }

    @Test func cellsThatAreDeclaredNotComparableSayWhy() throws {
        let misprint = Agreement.Exception(row: "r", column: "c", reason: "a misprint")
        let excluded = try line(.measured(0.5, published: "50"), except: [misprint])
        #expect(excluded.outcome == .notComparable && excluded.reason == "a misprint" && excluded.tolerance == nil)
        #expect(try line(.measured(0.5, published: "50"), except: [.init(column: "c", reason: "x")]).outcome == .notComparable)
        #expect(try line(.measured(0.5, published: "50"), except: [.init(row: "other", column: "c", reason: "x")]).outcome == .sameAsPrinted)
    }

    @Test func boundsAreKeptOrNot() throws {
        #expect(try line(.measured(0.91, published: ">90")).outcome == .consistent)
        #expect(try line(.measured(0.89, published: "> 90")).outcome == .different)
        #expect(try line(.measured(0.5, published: "≥50")).outcome == .consistent && line(.measured(0.5, published: "<50")).outcome == .different)
        #expect(try line(.measured(0.91, interval: 0.88...0.93, published: ">90")).outcome == .inconclusive)
        #expect(try line(.measured(0.99, interval: 0.97...1, published: ">90")).outcome == .consistent)
    }

    @Test func whatIsNoNumberIsNotDecided() throws {
        #expect(try line(.measured(0.5, published: "n/a")).outcome == .inconclusive)
        #expect(try line(.measured(.nan, published: "50")).outcome == .inconclusive)
        let table = Table(
            title: "", columns: [Table.Column(title: "c", unit: "", tolerance: nil)], rows: [("r", [.measured(1)]), ("q", [.quoted("4.8")])])
        #expect(Agreement(table).lines.isEmpty)
    }

    @Test func aFailedSearchIsOnlyKnownToExceedTheLargestRadius() throws {
        #expect(try line(.measured(.infinity, beyond: 0.6, published: "50")).outcome == .different)
        #expect(try line(.measured(.infinity, beyond: 0.4, published: "50")).outcome == .inconclusive)
        #expect(try line(.measured(.infinity, published: "50")).outcome == .inconclusive)
        #expect(try line(.measured(.infinity, beyond: 0.95, published: ">90")).outcome == .consistent)
        #expect(try line(.measured(.infinity, beyond: 0.6, published: ">90")).outcome == .inconclusive)
        #expect(try line(.measured(.infinity, beyond: 0.6, published: "<50")).outcome == .different)
    }

    @Test func writings() throws {
        let agreement = Agreement(
            exampleTable(profile: "paper"), except: [.init(row: "undefended", column: "max ‖∇f‖₂,∞", reason: "another function")])
        try Snapshot.expect(agreement.markdown, "agreement.md")
        try Snapshot.expect(agreement.csv, "agreement.csv")
    }
}
