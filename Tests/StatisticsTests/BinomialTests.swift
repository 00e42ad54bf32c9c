import Statistics
import Testing

@Suite struct BinomialTests {
    private let rounding = 1e-12

    /// 9 or 10 of 10 at one half: 11 of 1,024; at most 8 is the rest.
    @Test func theTailsAreExact() {
        let test = BinomialTest(9, of: 10, against: 0.5)
        #expect(abs(test.pValue(above: 0) - 11.0 / 1024) < rounding)
        #expect(abs(test.pValue(below: 0) - 1023.0 / 1024) < rounding)
        #expect(abs(test.effect! - 0.4) < rounding)
        // Against 0.9: P(X >= 9) = 10 * 0.9^9 * 0.1 + 0.9^10.
        #expect(abs(BinomialTest(9, of: 10, against: 0.9).pValue(above: 0) - 0.7360989291) < 1e-10)
    }

    /// Every resample of 37 successes is 37 successes: only the exact test takes their number into account.
    @Test func allSuccessesAreJudgedByTheirNumber() {
        #expect(abs(BinomialTest(37, of: 37, against: 0.9).pValue(above: 0) - 0.0202755595904) < 1e-10)
        #expect(BinomialTest(3, of: 3, against: 0.9).pValue(above: 0) > 0.7)
        let interval = BinomialTest(37, of: 37, against: 0.9).interval()
        #expect(interval.lowerBound > 0.0049 && interval.lowerBound < 0.0052 && abs(interval.upperBound - 0.1) < rounding)
    }

    /// Clopper and Pearson's interval of 8 of 10: 0.4439 to 0.9748. It excludes a number exactly where a one-sided p is below 2.5 %.
    @Test func theIntervalInvertsTheTest() {
        let interval = BinomialTest(8, of: 10, against: 0).interval()
        #expect(abs(interval.lowerBound - 0.4439045) < 1e-6 && abs(interval.upperBound - 0.9747893) < 1e-6)
        #expect(BinomialTest(8, of: 10, against: 0.4439).pValue(above: 0) < 0.025 && BinomialTest(8, of: 10, against: 0.444).pValue(above: 0) > 0.025)
        #expect(
            BinomialTest(8, of: 10, against: 0.9749).pValue(below: 0) < 0.025 && BinomialTest(8, of: 10, against: 0.9747).pValue(below: 0) > 0.025)
    }

    @Test func aBoundMovesTheNumberAndTheEndsAreCertain() {
        let test = BinomialTest(0, of: 20, against: 0.05)
        #expect(test.pValue(above: 0) == 1 && test.pValue(above: -0.05) == 1 && test.pValue(below: -0.05) == 1)
        #expect(test.pValue(below: 0.05) == BinomialTest(0, of: 20, against: 0.1).pValue(below: 0))
        #expect(BinomialTest(20, of: 20, against: 1).pValue(below: 0) == 1 && BinomialTest(19, of: 20, against: 1).pValue(below: 0) == 0)
        // 86 of 1,500 are within two points of 5 %, and not within half a point.
        let rate = BinomialTest(86, of: 1500, against: 0.05)
        #expect(rate.pValue(within: 0.02) < 0.05 && rate.pValue(within: 0.005) > 0.5)
    }

    @Test func manyTrialsNeitherOverflowNorVanish() {
        let test = BinomialTest(500_000, of: 1_000_000, against: 0.5)
        #expect(abs(test.pValue(above: 0) - 0.5) < 0.001 && abs(test.pValue(below: 0) - 0.5) < 0.001)
        #expect(BinomialTest(510_000, of: 1_000_000, against: 0.5).pValue(above: 0) < 1e-80)
    }
}
