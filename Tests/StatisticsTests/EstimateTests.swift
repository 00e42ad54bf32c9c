import Statistics
import Testing

@Suite struct EstimateTests {
    @Test func oneSeedKeepsItsSamplingError() throws {
        let one = try Estimate(seeds: [Estimate(0.4, interval: 0.36...0.44, images: 500)])
        #expect(one == Estimate(0.4, interval: 0.36...0.44, images: 500))
        #expect(one.standardDeviation == nil && one.seeds == [0.4] && one.sampling == 0.36...0.44)
    }

    @Test func twoSeedsHaveAMeanAndOneDegreeOfFreedom() throws {
        let two = try Estimate(seeds: [Estimate(0.4, interval: 0.36...0.44, images: 500), Estimate(0.6, interval: 0.56...0.64, images: 500)])
        let rounding = 1e-12, half = 12.706204736174705 * 0.1
        #expect(two.value == 0.5 && two.seeds == [0.4, 0.6] && two.images == 500)
        #expect(abs(two.standardDeviation! - 0.02.squareRoot()) < rounding)
        #expect(abs(two.interval!.lowerBound - (0.5 - half)) < rounding && abs(two.interval!.upperBound - (0.5 + half)) < rounding)
        #expect(abs(two.sampling!.lowerBound - 0.46) < rounding && abs(two.sampling!.upperBound - 0.54) < rounding)
    }

    @Test func threeSeeds() throws {
        let three = try Estimate(seeds: [1, 2, 3].map { Estimate($0, images: $0 == 2 ? 10 : 20) })
        let rounding = 1e-9, half = 4.3026527297494639 / 3.0.squareRoot()
        #expect(three.value == 2 && three.standardDeviation == 1 && three.images == nil && three.sampling == nil)
        #expect(abs(three.interval!.upperBound - 2 - half) < rounding)
    }

    /// The mean with one failed search is infinite, but at least the mean with the largest radius tried in its place.
    @Test func aFailedSearchOfOneSeedLeavesABound() throws {
        let failed = try Estimate(seeds: [Estimate(1), Estimate(.infinity, beyond: 5)])
        #expect(failed.value == .infinity && failed.beyond == 3 && failed.interval == nil && failed.standardDeviation == nil)
        #expect(try Estimate(seeds: [Estimate(1), Estimate(.infinity)]).beyond == nil)
    }

    @Test func seedsThatAgreeToTheLastDigitShowNoSpread() throws {
        let same = try Estimate(seeds: [Estimate(5), Estimate(5)])
        #expect(same.value == 5 && same.standardDeviation == 0 && same.interval == nil)
        #expect(try Estimate(seeds: [Estimate(5), Estimate(.nan)]).value.isNaN)
        #expect(throws: StatisticsError.empty) { try Estimate(seeds: []) }
    }
}

@Suite struct CurveBandTests {
    private func points(_ pairs: [(Double, Double)]) -> [CurvePoint] { pairs.map { CurvePoint(x: $0.0, y: $0.1) } }

    @Test func stepsAreReadBetweenTheirPoints() throws {
        let band = try CurveBand(steps: [points([(0, 0.5), (2, 1)]), points([(1, 0.25), (2, 0.75), (3, 1)])])
        #expect(band.low == points([(0, 0), (1, 0.25), (2, 0.75), (3, 1)]))
        #expect(band.high == points([(0, 0.5), (1, 0.5), (2, 1), (3, 1)]))
        #expect(band.mean == points([(0, 0.25), (1, 0.375), (2, 0.875), (3, 1)]))
    }

    /// A model on which every search failed has a curve without points: it counts as 0 everywhere.
    @Test func aCurveWithoutPointsIsZero() throws {
        #expect(try CurveBand(steps: [[], points([(1, 0.5)])]).mean == points([(1, 0.25)]))
        #expect(throws: StatisticsError.empty) { try CurveBand(steps: []) }
    }

    @Test func oneCurveIsItsOwnBand() throws {
        let curve = points([(0, 0.1), (1, 0.2)]), band = try CurveBand(steps: [curve])
        #expect(band.mean == curve && band.low == curve && band.high == curve)
    }

    @Test func linesAreReadWhereAllOfThemAre() throws {
        let band = try CurveBand(lines: [points([(0, 0), (4, 4)]), points([(1, 5), (3, 3), (5, 9)])])
        #expect(band.mean == points([(1, 3), (3, 3), (4, 5)]))
        #expect(band.low == points([(1, 1), (3, 3), (4, 4)]) && band.high == points([(1, 5), (3, 3), (4, 6)]))
        #expect(throws: StatisticsError.empty) { try CurveBand(lines: [[], curve]) }
    }
    private var curve: [CurvePoint] { points([(0, 0)]) }

    @Test func histogramsAreAveragedBinByBin() throws {
        #expect(try meanHistogram([[0.5, 0.5, 0], [0.25, 0.5, 0.25]]) == [0.375, 0.5, 0.125])
        #expect(throws: StatisticsError.unequalLengths(1, 2)) { try meanHistogram([[1], [0, 1]]) }
        #expect(throws: StatisticsError.empty) { try meanHistogram([]) }
    }
}
