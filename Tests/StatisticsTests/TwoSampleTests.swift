import Foundation
import Statistics
import Testing

@Suite struct TwoSampleTests {
    /// R: t.test(c(5.1, 4.9, 5.6), c(4.2, 4.0, 4.6, 4.5)), whose t has 3.60 degrees of freedom; here 3.
    @Test func welchAgreesWithTheTextbookFormula() throws {
        let test = try WelchTest(from: [5.1, 4.9, 5.6], to: [4.2, 4.0, 4.6, 4.5])
        let effect = try #require(test.effect)
        #expect(abs(effect + 0.875) < 1e-12 && test.degreesOfFreedom == 3)
        // Variances 0.13 and 0.0758333: standard error sqrt(0.13 / 3 + 0.0758333 / 4).
        let expected: Double = (0.13 / 3 + 0.0758333333333 / 4).squareRoot(), error = try #require(test.standardError)
        #expect(abs(error - expected) < 1e-9)
        #expect(test.twoSidedPValue > 0.02 && test.twoSidedPValue < 0.05, "\(test.twoSidedPValue)")
        let interval = test.interval(confidence: 0.95)
        let centre: Double = interval.lowerBound + interval.upperBound
        #expect(interval.upperBound < 0 && abs(centre + 1.75) < 1e-12, "\(interval)")
    }

    /// Samples of the same size and spread give the textbook's pooled test, with 2n - 2 degrees of freedom.
    @Test func equalSpreadsGiveThePooledTest() throws {
        let test = try WelchTest(from: [1, 2, 3], to: [4, 5, 6])
        #expect(test.degreesOfFreedom == 4 && test.effect == 3)
        // t = 3 / sqrt(2/3) = 3.674; the table's 0.05 and 0.02 (two-sided) are 2.776 and 3.747.
        #expect(test.twoSidedPValue < 0.05 && test.twoSidedPValue > 0.02)
        #expect(test.pValue(within: 100) < 1e-6 && test.pValue(within: 3) == 0.5, "the bound is the estimate itself")
    }

    @Test func samplesWithoutSpreadDecideNothing() throws {
        let test = try WelchTest(from: [1, 1], to: [2, 2])
        #expect(test.effect == 1 && test.standardError == nil && test.twoSidedPValue == 1)
        #expect(throws: StatisticsError.self) { try WelchTest(from: [1], to: [1, 2]) }
        #expect(throws: StatisticsError.self) { try WelchTest(from: [1, .nan], to: [1, 2]) }
    }

    private func steps(_ sample: [Double]) -> DistributionFunction {
        let sorted = sample.sorted()
        return DistributionFunction(steps: sorted.enumerated().map { ($1, Double($0 + 1) / Double(sorted.count)) })
    }

    /// By definition: the Wasserstein distance of two samples of the same size is the mean distance of their sorted values.
    @Test func distancesOfSamplesAgreeWithTheirDefinitions() {
        var state: UInt64 = 7
        func random() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40)
        }
        for size in [1, 2, 17, 100] {
            let a = (0..<size).map { _ in random() }, b = (0..<size).map { _ in random() + 3e6 }
            let distance = DistributionDistance(steps(a), steps(b))
            let area = zip(a.sorted(), b.sorted()).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(size)
            #expect(abs(distance.area - area) < 1e-9 * area, "\(size): \(distance.area), \(area)")
            let largest = (a + b).map { x in abs(Double(a.count { $0 <= x } - b.count { $0 <= x })) / Double(size) }.max()
            #expect(distance.largest == largest)
        }
        #expect(DistributionDistance(steps([1, 2]), steps([1, 2])) == DistributionDistance(steps([2, 1]), steps([1, 2])))
        #expect(DistributionDistance(steps([1, 2]), steps([1, 2])).area == 0)
    }

    /// Uniform on 0...1 against uniform on 1...2: every value moves by 1. Against uniform on 0...2: the gap grows to 1/2 at 1, area 1/2.
    @Test func distancesOfHistogramsAreThoseOfEvenBins() throws {
        let unit = try #require(DistributionFunction(bins: [(0, 1, 5)])), next = try #require(DistributionFunction(bins: [(1, 2, 1)]))
        let wide = try #require(DistributionFunction(bins: [(0, 1, 2), (1, 2, 2)]))
        #expect(DistributionDistance(unit, next).largest == 1 && DistributionDistance(unit, next).area == 1)
        #expect(DistributionDistance(unit, wide).largest == 0.5 && DistributionDistance(unit, wide).area == 0.5)
        // The gap runs from -1/4 to 1/4 between 1 and 2: two triangles of 1/16, not nothing.
        let outer = try #require(DistributionFunction(bins: [(0, 1, 1), (2, 3, 1)])),
            inner = try #require(DistributionFunction(bins: [(0.5, 2.5, 1)]))
        let crossing = DistributionDistance(outer, inner)
        #expect(crossing.largest == 0.25 && abs(crossing.area - 0.5) < 1e-15, "\(crossing)")
        #expect(DistributionFunction(bins: [(0, 1, 0)]) == nil)
    }

    /// The classic critical value: at 5 % the limit's quantile is 1.358.
    @Test func theKolmogorovSmirnovTestHasItsCriticalValues() {
        func p(_ largest: Double, _ size: Int) -> Double {
            DistributionDistance(steps([0]), DistributionFunction(steps: [(0, 1 - largest)])).pValue(size, size)
        }
        let size = 20_000, root = (Double(size) / 2).squareRoot()
        #expect(abs(p(1.3581 / root, size) - 0.05) < 5e-4, "\(p(1.3581 / root, size))")
        #expect(abs(p(1.6276 / root, size) - 0.01) < 2e-4)
        #expect(p(0, 50) == 1 && p(1, 50) < 1e-10)
    }
}
