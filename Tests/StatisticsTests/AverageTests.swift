import Statistics
import Testing

@Suite struct AverageTests {
    @Test func theMedianIsTheLowerMiddle() throws {
        #expect(try median([3, 1, 2] as [Float]) == 2)
        #expect(try median([4, 1, 3, 2]) == 2)
        #expect(try median([7.0]) == 7)
        #expect(try median([0, 0, .infinity, 1] as [Float]) == 0)
        #expect(try median([1, .infinity, .infinity] as [Float]) == .infinity)
        #expect(try median([1, 2, .infinity, .infinity] as [Float]) == 2)
    }

    @Test func aQuantileIsTheSmallestValueThatItsShareDoesNotExceed() throws {
        let values = (1...100).map(Double.init).shuffled()
        for percent in 1...100 {
            let quantile = try quantile(values, Double(percent) / 100)
            #expect(quantile == Double(percent))
            #expect(try share(values.map { $0 <= quantile }) >= Double(percent) / 100)
        }
        #expect(try quantile(values, 0) == 1)
    }

    @Test func theMeanLosesNothing() throws {
        #expect(try mean([1, 1e100, 1, -1e100]) == 0.5)
        #expect(try mean([Float](repeating: 0.1, count: 1_000_000)) == Double(Float(0.1)))
        #expect(try mean([1, .infinity] as [Float]) == .infinity)
        #expect(try mean([.infinity, 1, 1.0]) == .infinity)
    }

    @Test func shareAndMaximum() throws {
        #expect(try share([true, false, true, true]) == 0.75)
        #expect(try maximum([1, 3, 2] as [Float]) == 3)
    }

    /// Factors far apart in size, in any order: a partial product that overflows or underflows would be infinite or 0.
    @Test func aProductNeitherOverflowsNorVanishesHalfway() throws {
        let rounding = 1e-12
        #expect(try product([3, -0.5, 8.0]) == -12)
        for values in [[1e300, 1e200, 1e-250, 1e-227], [1e-300, 1e-200, 1e250, 1e273], [1.7, 1.7e308, 1e-285 / 2.89]] {
            #expect(try abs(product(values) / 1e23 - 1) < rounding)
        }
        #expect(try product([1e200, 1e200]) == .infinity && product([1e-200, 1e-200]) == 0 && product([0, 1e300, 1e300]) == 0)
        #expect(try abs(product([Double](repeating: 10, count: 300)) / 1e300 - 1) < rounding)
    }

    @Test func noNumbersAndNoNumberAreRefused() {
        #expect(throws: StatisticsError.empty) { try median([Float]()) }
        #expect(throws: StatisticsError.empty) { try mean([Double]()) }
        #expect(throws: StatisticsError.empty) { try share([]) }
        #expect(throws: StatisticsError.empty) { try product([Double]()) }
        #expect(throws: StatisticsError.notANumber(at: 1)) { try median([1, .nan] as [Float]) }
        #expect(throws: StatisticsError.notANumber(at: 0)) { try mean([Double.nan]) }
        #expect(throws: StatisticsError.notANumber(at: 2)) { try maximum([1, 2, .nan] as [Float]) }
        #expect(throws: StatisticsError.notANumber(at: 0)) { try errorCurve([Float.nan]) }
        #expect(throws: StatisticsError.notANumber(at: 0)) { try errorRate([Float.nan], within: 1) }
        #expect(throws: StatisticsError.notANumber(at: 0)) { try Bins(edges: [0, 1])([Double.nan]) }
        #expect(throws: StatisticsError.notANumber(at: 1)) { try detectionThreshold(clean: [0, Float.nan], falsePositives: 0.05) }
        #expect(throws: StatisticsError.notANumber(at: 0)) { try medianInterval([Double.nan]) }
    }
}
