import Statistics
import Testing

/// Unordered numbers without repetition, in 0..<1.
private func scattered(_ count: Int, _ salt: Int = 0) -> [Double] { (0..<count).map { Double(($0 * 7919 + salt * 104_729) % 10_007) / 10_007 } }

@Suite struct BootstrapTests {
    @Test func theObservedStatisticsAreThoseOfTheSamples() throws {
        let samples = [scattered(1200), scattered(1200, 1)]
        for statistic in [Statistic.mean, .median, .quantile99] {
            let bootstrap = try Bootstrap(samples, of: statistic, resamples: 10)
            #expect(bootstrap.observed == (try samples.map { try statistic($0) }))
        }
    }

    /// A difference by a constant is the same in every resample only where both sides are resampled with the same images.
    @Test(arguments: [Statistic.mean, .median, .quantile99]) func bothSidesAreResampledWithTheSameImages(statistic: Statistic) throws {
        let values = scattered(1001).map { ($0 * 1024).rounded() }
        let difference = try Bootstrap([values, values.map { $0 + 8 }], of: statistic, resamples: 400).difference(0, 1)
        let rounding = 1e-9
        #expect(difference.effect.map { abs($0 + 8) < rounding } == true)
        #expect(abs(difference.interval().lowerBound + 8) < rounding && abs(difference.interval().upperBound + 8) < rounding)
    }

    /// Counting draws gives the same as sorting each resample; the resamples are known from the means of indicators of the images.
    @Test(arguments: [(Statistic.median, 10), (.median, 11), (.median, 1), (.mean, 7), (.share, 9), (.quantile99, 1000)])
    func everyResampleIsFoldedAsIfItWereWrittenOut(statistic: Statistic, count: Int) throws {
        let values = statistic == .share ? (0..<count).map { Double($0 % 3 == 0 ? 1 : 0) } : scattered(count).map { $0 < 0.2 ? .infinity : $0 }
        let resampled = try Bootstrap([values], of: statistic, resamples: 20).resampled[0]
        let indicators = (0..<count).map { image in (0..<count).map { $0 == image ? 1.0 : 0 } }
        let draws = try Bootstrap(indicators, of: .share, resamples: 20).resampled
        for resample in 0..<20 {
            let written = (0..<count).flatMap { image in
                [Double](repeating: values[image], count: Int((draws[image][resample] * Double(count)).rounded()))
            }
            #expect(written.count == count)
            let expected = try statistic(written), rounding = 1e-12
            #expect(resampled[resample] == expected || abs(resampled[resample] - expected) < rounding)
        }
    }

    @Test func theDrawsDependOnSeedAndResampleAlone() throws {
        let values = scattered(50)
        let some = try Bootstrap([values], of: .mean, resamples: 10).resampled[0],
            more = try Bootstrap([values], of: .mean, resamples: 30).resampled[0]
        #expect(some == Array(more.prefix(10)) && Set(more).count == 30)
        #expect(try Bootstrap([values], of: .mean, resamples: 10, seed: "another").resampled[0] != some)
        // The bits of one draw: a changed resample would change every printed p-value.
        #expect(some[0] == 0.4675167382832018, "\(some[0])")
    }

    /// The standard error of a mean is sigma / sqrt n: all images are equally likely, and draws are independent.
    @Test func theSpreadOfAMeanIsItsStandardError() throws {
        let bootstrap = try Bootstrap([scattered(400)], of: .mean)
        let expected = try (standardDeviation(scattered(400)) * (399.0 / 400).squareRoot()) / 400.0.squareRoot()
        let spread = try standardDeviation(bootstrap.resampled[0]), fiveStandardErrors = 5 / (2.0 * 10_000).squareRoot()
        #expect(abs(spread / expected - 1) < fiveStandardErrors)
        let interval = bootstrap.interval(of: 0), normal = 1.96 * expected
        #expect(abs(interval.lowerBound - (bootstrap.observed[0] - normal)) < 0.1 * normal)
        #expect(abs(interval.upperBound - (bootstrap.observed[0] + normal)) < 0.1 * normal)
    }

    /// Smaller in expectation and in nearly every resample: p-values count the resamples on the wrong side, plus one for the sample itself.
    @Test func pValuesCountTheResamplesOnTheWrongSide() throws {
        let bootstrap = try Bootstrap([[1, 2, 3, 4], [2, 3, 4, 5]], of: .mean, resamples: 99), difference = bootstrap.difference(0, 1)
        #expect(difference.effect == -1)
        #expect(difference.pValue(below: 0) == 0.01 && difference.pValue(above: 0) == 1)
        #expect(difference.twoSidedPValue == 0.02)
        #expect(difference.pValue(below: -2) == 1 && difference.pValue(above: -2) == 0.01)
        #expect(difference.pValue(within: 1.5) == 0.01 && difference.pValue(within: 0.5) == 1)
        #expect(bootstrap.difference(0, 1, factor: 0.25).pValue(below: 0) > 0.9)
    }

    /// An interval and a one-sided p come from one distribution: one excludes 0 exactly where the other is at most 2.5 %.
    @Test func intervalAndPValueAgree() throws {
        let noise = scattered(60, 3)
        var excluded = 0
        for shift in stride(from: 0.0, through: 0.3, by: 0.01) {
            let difference = try Bootstrap([scattered(60), noise.map { $0 + shift }], of: .median, resamples: 999).difference(0, 1)
            let excludes = difference.interval().upperBound < 0
            #expect(excludes == (difference.pValue(below: 0) <= 0.025), "at \(shift)")
            excluded += excludes ? 1 : 0
        }
        #expect(excluded > 0 && excluded < 31)
    }

    @Test func failedSearchesStayAndTwoOfThemAreUndecidable() throws {
        // Eight of ten searches fail on the right: its median is infinite in nearly every resample, the left one's never.
        let right = [1, 2] + [Double](repeating: .infinity, count: 8), left = (1...10).map(Double.init)
        let decided = try Bootstrap([left, right], of: .median).difference(0, 1)
        #expect(decided.effect == -.infinity && decided.interval().lowerBound == -.infinity && decided.pValue(below: 0) < 0.05)
        let both = try Bootstrap([right, right], of: .median).difference(0, 1)
        #expect(both.effect == nil && both.count.undecidable > 9000)
        #expect(both.interval() == -.infinity ... .infinity)
        #expect(both.pValue(below: 0) == 1 && both.pValue(above: 0) == 1 && both.pValue(within: 1) > 0.9)
    }

    @Test func whatCannotBeBootstrappedIsRefused() throws {
        #expect(throws: StatisticsError.maximumHasNoBootstrap) { try Bootstrap([[1, 2]], of: .maximum) }
        #expect(throws: StatisticsError.tooFew(999, needed: 1000)) { try Bootstrap([scattered(999)], of: .quantile99) }
        #expect(throws: StatisticsError.unequalLengths(2, 1)) { try Bootstrap([[1, 2], [1]], of: .mean) }
        #expect(throws: StatisticsError.empty) { try Bootstrap([], of: .mean) }
        #expect(throws: StatisticsError.empty) { try Bootstrap([[]], of: .mean) }
        #expect(throws: StatisticsError.notANumber(at: 1)) { try Bootstrap([[0, .nan]], of: .mean) }
        #expect(throws: StatisticsError.negativeInfinity(at: 0)) { try Bootstrap([[-.infinity]], of: .mean) }
        #expect(throws: StatisticsError.notZeroOrOne(at: 1)) { try Bootstrap([[1, 0.5]], of: .share) }
    }

    @Test func theMaximumOfFewValuesIsStillAMaximum() throws {
        #expect(try Statistic.maximum([1, 3, 2]) == 3 && Statistic.share([0, 1, 1, 0]) == 0.5)
        #expect(try Statistic.quantile99((1...1000).map(Double.init)) == 990)
        #expect(throws: StatisticsError.tooFew(3, needed: 1000)) { try Statistic.quantile99([1, 2, 3]) }
    }
}
