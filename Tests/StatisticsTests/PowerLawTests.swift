import Statistics
import Testing

@Suite struct PowerLawTests {
    @Test func anExactLawHasNoWidth() throws {
        let x = [1.0, 2, 5, 10], law = try PowerLaw(x: x, y: x.map { 3 / ($0 * $0) })
        #expect(abs(law.exponent + 2) < 1e-12)
        #expect(try #require(law.interval).upperBound - #require(law.interval).lowerBound < 1e-11)
    }

    /// y = x^1 with errors of +-log 2 about it: slope and standard error by the formulas of a straight line, t with one degree of freedom.
    @Test func theIntervalIsThatOfAStraightLine() throws {
        let law = try PowerLaw(x: [1, 2, 4], y: [2, 1, 8])
        #expect(abs(law.exponent - 1) < 1e-12)
        // Residuals (log 2)(2/3, -4/3, 2/3), spread 2 (log 2)^2, t 12.7062.
        let half = 12.706204736 * (24.0 / 9 / 2).squareRoot()
        #expect(abs(try #require(law.interval).upperBound - (1 + half)) < 1e-6)
    }

    @Test func oneXIsRefused() {
        #expect(throws: StatisticsError.self) { try PowerLaw(x: [2, 2], y: [1, 3]) }
        #expect(throws: StatisticsError.self) { try PowerLaw(x: [1, 2], y: [1]) }
    }
}
