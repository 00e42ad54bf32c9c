import Statistics
import Testing

/// The chance that a fair coin thrown `count` times falls heads exactly `k` times, by Pascal's triangle in Double: exact to count 50.
private func pascal(_ count: Int) -> [Double] {
    (0..<count).reduce([1.0]) { row, _ in zip([0] + row, row + [0]).map { $0 / 2 + $1 / 2 } }
}

@Suite struct IntervalTests {
    /// (p - s/n)^2 = z^2 p (1 - p) / n at both ends: the equation that the interval solves.
    @Test(arguments: [(1, 10), (5, 10), (81, 263), (499, 500), (3000, 10_000)]) func wilsonSolvesItsEquation(successes: Int, count: Int) {
        let interval = wilsonInterval(successes, of: count), n = Double(count)
        for p in [interval.lowerBound, interval.upperBound] {
            let left = (p - Double(successes) / n) * (p - Double(successes) / n), right = normal95 * normal95 * p * (1 - p) / n
            #expect(abs(left - right) < 1e-12)
        }
        #expect(interval.contains(Double(successes) / n))
    }

    @Test func wilsonKnownValues() {
        // Newcombe 1998, Statistics in Medicine 17, table I: 81/263 gives 0.2553 to 0.3662; 0/20 gives 0 to 0.1611.
        let newcombe = wilsonInterval(81, of: 263), none = wilsonInterval(0, of: 20), digits = 5e-5
        #expect(abs(newcombe.lowerBound - 0.2553) < digits && abs(newcombe.upperBound - 0.3662) < digits)
        #expect(none.lowerBound == 0 && abs(none.upperBound - 0.1611) < digits)
        #expect(wilsonInterval(20, of: 20).upperBound == 1)
    }

    @Test func theMediansIntervalCoversWhatItPromisesAndNoNarrowerOneDoes() throws {
        for count in 1...50 {
            let chances = pascal(count), interval = try medianInterval((1...count).map(Double.init))
            func missing(_ rank: Int) -> Double { 2 * chances[..<rank].reduce(0, +) }  // outside the values of this rank from either end
            guard let interval else {
                #expect(missing(1) > 0.05)
                continue
            }
            let rank = Int(interval.lowerBound), slack = 1e-12
            #expect(Int(interval.upperBound) == count + 1 - rank)
            #expect(missing(rank) <= 0.05 + slack)
            #expect(missing(rank + 1) > 0.05 || rank + 1 > count - rank)
        }
    }

    @Test func theMediansIntervalOfManyAndOfFailures() throws {
        // Normal approximation: n/2 -+ 0.98 sqrt(n); 10,000 coins do not underflow.
        let many = try #require(try medianInterval((1...10_000).map(Double.init)))
        #expect(abs(many.lowerBound - 4902) <= 1 && abs(many.upperBound - 5099) <= 1)
        let censored = try #require(try medianInterval([1, 2, 3, 4, 5, 6, 7, .infinity, .infinity, .infinity] as [Float]))
        #expect(censored.lowerBound == 2 && censored.upperBound == .infinity)
        #expect(try medianInterval([1, 2, 3, 4, 5] as [Float]) == nil)
    }
}

@Suite struct PairedTests {
    @Test func theSignTestIsTheCoinsTwoTails() {
        for count in 1...40 {
            let chances = pascal(count)
            for k in 0...count {
                let tails = min(1, 2 * chances[...min(k, count - k)].reduce(0, +)), slack = 1e-12
                #expect(abs(signTest(k, count - k) - (2 * k == count ? 1 : tails)) < slack)
            }
        }
        #expect(signTest(0, 0) == 1)
        #expect(signTest(0, 2000) == 0 || signTest(0, 2000) < 1e-300)
    }

    @Test func aOneSidedTestIsOneTailOfTheCoin() {
        for count in 0...30 {
            let chances = pascal(count), slack = 1e-12
            for higher in 0...count {
                let atMost = chances[...higher].reduce(0, +), atLeast = chances[higher...].reduce(0, +)
                #expect(abs(signTest(count - higher, higher, .less) - atMost) < slack)
                #expect(abs(signTest(count - higher, higher, .greater) - atLeast) < slack)
            }
        }
    }

    @Test func mcNemarsAlternativeIsAboutTheFirstModelsErrors() throws {
        // The first model is right on five images that the second gets wrong, and wrong on one that it gets right: P(at most 1 of 6) = 7/64.
        let first = [true, true, true, true, true, false, true], second = [false, false, false, false, false, true, true]
        #expect(try abs(mcNemarTest(first, second, .less) - 7.0 / 64) < 1e-15)
        #expect(try abs(mcNemarTest(first, second, .greater) - 63.0 / 64) < 1e-15)
        #expect(try abs(mcNemarTest(first, second) - 14.0 / 64) < 1e-15)
    }

    @Test func onlyPairsThatDifferSayAnything() throws {
        #expect(try signTest([1, 1, 1, 1, 1, 0, .infinity] as [Float], [2, 2, 2, 2, 2, 0, .infinity]) == signTest(5, 0))
        let first = [true, true, true, true, true, true, false, true], second = [false, false, false, false, false, false, false, true]
        #expect(try abs(mcNemarTest(first, second) - 2.0 / 64) < 1e-15)  // six to none
        #expect(try mcNemarTest(first, first) == 1)
        #expect(throws: StatisticsError.unequalLengths(8, 1)) { try mcNemarTest(first, [true]) }
        #expect(throws: StatisticsError.notANumber(at: 0)) { try signTest([1.0], [.nan]) }
    }
}

@Suite struct RankCorrelationTests {
    @Test func itSeesOrderAndNothingElse() throws {
        #expect(try rankCorrelation([1, 2, 3, 4.0], [1, 10, 100, .infinity]) == 1)
        #expect(try rankCorrelation([1, 2, 3, 4.0], [9, 3, 2, -1]) == -1)
        let x = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110.0], y = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17.0]
        #expect(abs(try rankCorrelation(x, y) + 29.0 / 165) < 1e-15)  // 1 - 6 x 194 / (10 x 99)
    }

    @Test func tiesShareTheirMeanRank() throws {
        // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 x 5).
        #expect(abs(try rankCorrelation([1, 2, 2, 3.0], [1, 2, 3, 4]) - 4.5 / (4.5 * 5).squareRoot()) < 1e-15)
        // Symmetric, with the ties on the other side.
        #expect(try rankCorrelation([1, 2, 3, 4.0], [7, 8, 8, 9]) == rankCorrelation([7, 8, 8, 9.0], [1, 2, 3, 4]))
        #expect(throws: StatisticsError.constant) { try rankCorrelation([1, 1, 1.0], [1, 2, 3]) }
        #expect(throws: StatisticsError.unequalLengths(1, 2)) { try rankCorrelation([1.0], [1, 2]) }
    }

    /// Counting draws gives the same as writing out and ranking each resample; the draws are those of any bootstrap with this seed.
    @Test func theIntervalIsThatOfResamplesWrittenOut() throws {
        let x = [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3], y = [2.0, 7, 1, 8, 2, 8, 1, .infinity, 2, .infinity], resamples = 199
        let indicators = x.indices.map { image in x.indices.map { $0 == image ? 1.0 : 0 } }
        let draws = try Bootstrap(indicators, of: .share, resamples: resamples, seed: "some").resampled
        let written = try (0..<resamples).map { resample in
            let images = x.indices.flatMap { [Int](repeating: $0, count: Int((draws[$0][resample] * 10).rounded())) }
            return try rankCorrelation(images.map { x[$0] }, images.map { y[$0] })
        }.sorted()
        // 2.5 % of 200: the fifth from either end.
        let interval = try #require(try rankCorrelationInterval(x, y, resamples: resamples, seed: "some")), rounding = 1e-12
        #expect(abs(interval.lowerBound - written[4]) < rounding && abs(interval.upperBound - written[resamples - 5]) < rounding)
    }

    /// Values by pair replace the correlation in tests of a mean: their mean is the correlation, and their standard error that of its bootstrap.
    @Test func valuesByPairHaveItsMeanAndItsSpread() throws {
        var generator = Scattered()
        let x = (0..<300).map { _ in generator.number() }, y = x.map { $0 + 0.4 * generator.number() }, rounding = 1e-12
        let values = try rankCorrelationValues(x, y), correlation = try rankCorrelation(x, y)
        #expect(try abs(mean(values) - correlation) < rounding)
        let error = try standardDeviation(values) / 300.0.squareRoot(), interval = try #require(try rankCorrelationInterval(x, y))
        #expect(abs((interval.upperBound - interval.lowerBound) / (2 * 1.96 * error) - 1) < 0.15)
        #expect(throws: StatisticsError.constant) { try rankCorrelationValues([1, 1, 2.0], [1, 2, 3]) }
    }

    /// For independent pairs about one interval in twenty excludes 0.
    @Test func theIntervalCovers() throws {
        var generator = Scattered(), excluded = 0
        for _ in 0..<200 {
            let x = (0..<60).map { _ in generator.number() }, y = (0..<60).map { _ in generator.number() }
            let interval = try #require(try rankCorrelationInterval(x, y, resamples: 199))
            #expect(interval.contains(try rankCorrelation(x, y)))
            excluded += interval.contains(0) ? 0 : 1
        }
        #expect((2...22).contains(excluded), "\(excluded) of 200")
    }

    /// Where most resamples are constant on one side, there is no interval.
    @Test func hardlyAnyOrderHasNoInterval() throws {
        #expect(try rankCorrelationInterval([1, 1, 1, 2.0], [1, 2, 3, 4]) == nil)
        #expect(throws: StatisticsError.constant) { try rankCorrelationInterval([1, 1.0], [1, 2]) }
    }
}

/// Numbers in 0..<1 by a linear congruence (Knuth's MMIX).
private struct Scattered {
    private var state: UInt64 = 1
    mutating func number() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53
    }
}
