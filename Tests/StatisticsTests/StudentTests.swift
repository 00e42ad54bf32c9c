import Statistics
import Testing

@Suite struct StudentTTests {
    private let toTenDigits = 1e-10

    /// Quantiles computed to 30 digits (mpmath, regularised incomplete beta function).
    @Test(
        arguments: [
            (1, 0.95, 6.3137515146750431), (1, 0.975, 12.706204736174705), (1, 0.6, 0.32491969623290633), (1, 0.9995, 636.61924876871962),
            (2, 0.95, 2.9199855803537257), (2, 0.975, 4.3026527297494639), (2, 0.6, 0.28867513459481288), (2, 0.9995, 31.599054576443621),
            (3, 0.95, 2.3533634348018239), (3, 0.975, 3.1824463052837096), (4, 0.95, 2.1318467863266503), (4, 0.975, 2.7764451051977944),
            (7, 0.95, 1.8945786050900074), (7, 0.975, 2.3646242515927853), (9, 0.95, 1.8331129326562372), (9, 0.975, 2.2621571627982055),
            (9, 0.6, 0.26095533647391101), (9, 0.9995, 4.7809125859311391), (10, 0.95, 1.8124611228116764), (10, 0.975, 2.2281388519862747),
            (30, 0.95, 1.6972608865939578), (30, 0.975, 2.0422724563012383),
        ] as [(Int, Double, Double)])
    func quantilesOfTables(degrees: Int, level: Double, expected: Double) {
        let t = StudentT(degreesOfFreedom: degrees)
        #expect(abs(t.quantile(level) / expected - 1) < toTenDigits, "\(t.quantile(level))")
        #expect(abs(t.quantile(1 - level) / -expected - 1) < toTenDigits)
        #expect(abs(t.cumulative(expected) - level) < toTenDigits && abs(t.cumulative(-expected) - (1 - level)) < toTenDigits)
    }

    @Test(arguments: [1, 2, 3, 8, 31]) func theDistributionIsSymmetricAndRises(degrees: Int) {
        let t = StudentT(degreesOfFreedom: degrees), rounding = 1e-15
        #expect(t.cumulative(0) == 0.5 && t.cumulative(.infinity) == 1 && t.cumulative(-.infinity) == 0)
        var last = 0.0
        for step in -100...100 {
            let value = Double(step) / 20, chance = t.cumulative(value)
            #expect(chance > last && abs(chance + t.cumulative(-value) - 1) < rounding)
            last = chance
        }
    }
}

@Suite struct StudentTestTests {
    @Test func twoSeeds() throws {
        let test = try StudentTest([-0.11, 0.09]), rounding = 1e-12
        // The standard error is |a - b| / 2 = 0.1; with one degree of freedom, P(T < -0.1) = 1/2 - atan(0.1) / pi.
        #expect(abs(test.effect! + 0.01) < rounding)
        #expect(abs(test.interval().lowerBound + 0.01 + 0.1 * 12.706204736174705) < rounding)
        #expect(abs(test.interval().upperBound + 0.01 - 0.1 * 12.706204736174705) < rounding)
        #expect(abs(test.pValue(below: 0) - (0.5 - 0.09966865249116204 / Double.pi)) < rounding)
        #expect(abs(test.pValue(below: 0) + test.pValue(above: 0) - 1) < rounding)
    }

    /// Student's own ten differences of hours of sleep (1908, Biometrika 6): mean 1.58, t = 4.0621, two-sided p 0.00283.
    @Test func studentsSleep() throws {
        let test = try StudentTest([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]), digits = 5e-6
        #expect(abs(test.effect! - 1.58) < digits && abs(test.twoSidedPValue - 0.002833) < digits)
        #expect(abs(test.interval().lowerBound - 0.700114) < digits && abs(test.interval().upperBound - 2.459886) < digits)
    }

    @Test func equivalenceIsTwoOneSidedTests() throws {
        let test = try StudentTest([2.5, 2.9, 2.7])
        #expect(test.pValue(within: 5) == test.pValue(below: 5) && test.pValue(within: 5) < 0.05)
        #expect(test.pValue(within: 2.7) > 0.4 && test.pValue(within: 1) > 0.9)
    }

    @Test func withoutAKnownSpreadNothingIsSaid() throws {
        for differences: [Double] in [[-1, -1, -1], [-0.1, -0.1, -0.1], [-.infinity, 1], [-.infinity, .infinity]] {
            let test = try StudentTest(differences)
            #expect(test.standardDeviation == nil && test.interval() == -.infinity ... .infinity, "\(differences)")
            #expect(test.pValue(below: 0) == 1 && test.pValue(above: 0) == 1 && test.pValue(within: 100) == 1)
        }
        #expect(try StudentTest([-.infinity, 1]).effect == -.infinity && StudentTest([-.infinity, .infinity]).effect == nil)
        #expect(throws: StatisticsError.tooFew(1, needed: 2)) { try StudentTest([1]) }
        #expect(throws: StatisticsError.notANumber(at: 1)) { try StudentTest([1, .nan]) }
    }

    @Test func theStandardDeviationDividesByNLessOne() throws {
        #expect(try standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]) == (32.0 / 7).squareRoot())
        #expect(try standardDeviation([0.1, 0.1, 0.1]) == 0 && standardDeviation([1, .infinity]) == .infinity)
    }
}

@Suite struct HolmTests {
    @Test func eachStepMultipliesByWhatIsLeft() {
        // Holm's procedure on .01, .04, .03, .005: 4 x .005, 3 x .01, 2 x .03, then .06 again.
        let adjusted = holm([0.01, 0.04, 0.03, 0.005]), expected = [0.03, 0.06, 0.06, 0.02], rounding = 1e-15
        for (a, b) in zip(adjusted, expected) { #expect(abs(a - b) < rounding) }
        #expect(holm([]) == [] && holm([0.3]) == [0.3] && holm([0.9, 0.8]) == [1, 1])
        #expect(holm([0.02, 0.02]) == [0.04, 0.04])
    }

    @Test func theOrderOfTheFamilyDoesNotMatter() {
        let values = [0.2, 0.001, 0.04, 0.04, 0.9, 0.012]
        let forwards = holm(values), backwards = holm(values.reversed())
        #expect(forwards == backwards.reversed())
        for (value, adjusted) in zip(values, forwards) { #expect(adjusted >= value && adjusted <= 1) }
    }
}
