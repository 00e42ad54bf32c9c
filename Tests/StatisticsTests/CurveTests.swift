import Statistics
import Testing

@Suite struct CurveTests {
    @Test func eachDistanceHasOnePointAndFailuresOnlyCount() throws {
        let curve = try errorCurve([0.5, 0, .infinity, 0, 0.25] as [Float])
        #expect(curve == [CurvePoint(x: 0, y: 0.4), CurvePoint(x: 0.25, y: 0.6), CurvePoint(x: 0.5, y: 0.8)])
        #expect(try errorCurve([Float.infinity]) == [])
    }

    /// Tables and curves are computed from the same rows and must agree at every radius.
    @Test func theErrorRateIsWhatTheCurveReads() throws {
        let distances = (0..<500).map { Float($0 * 7919 % 503) / 100 } + [.infinity, .infinity]
        for point in try errorCurve(distances) {
            #expect(try errorRate(distances, within: Float(point.x)) == point.y)
            #expect(try errorRate(distances, within: Float(point.x).nextDown) < point.y)
        }
    }
}

@Suite struct BinsTests {
    /// The bins of the paper's Figure 4: logspace(-8, 2, 40).
    private let bins = Bins.logarithmic(from: -8, to: 2, count: 39)

    @Test func edgesAreThoseOfLogspace() {
        let edges = bins.edges
        #expect(edges.count == 40)
        // A power of ten is exact to a few units in the last place, however it is computed.
        let ulps = 4.0
        for (edge, expected) in [(edges[0], 1e-8), (edges[39], 100)] {
            #expect(abs(edge - expected) <= ulps * expected.ulp, "\(edge) for \(expected)")
        }
        for (low, high) in zip(edges, edges.dropFirst()) { #expect(abs(high / low - 1.8047217668271703) < 1e-12) }
    }

    @Test func aBinHoldsItsLowerEdgeAndTheLastItsUpperToo() throws {
        let counts = try Bins(edges: [0, 1, 2, 3])([-1, 0, 0.5, 1, 2, 2.5, 3, 3.5, .infinity] as [Float])
        #expect(counts.counts == [2, 1, 3] && counts.below == 1 && counts.above == 2 && counts.total == 9)
        #expect(counts.shares.map { $0 * 9 } == [2, 1, 3])
    }

    @Test func everyValueIsCountedOnce() throws {
        let values = (0..<5000).map { Double($0 * 7919 % 5003) / 5003 * 120 - 1 }
        let counts = try bins(values), edges = bins.edges
        #expect(counts.total == values.count)
        for bin in 0..<39 {
            #expect(counts.counts[bin] == values.count { edges[bin] <= $0 && ($0 < edges[bin + 1] || bin == 38 && $0 == edges[39]) })
        }
    }
}

@Suite struct DetectionTests {
    @Test(arguments: [0, 0.01, 0.05, 0.07, 0.29, 0.5, 0.999]) func theThresholdIsTheSmallestThatKeepsTheRate(rate: Double) throws {
        let clean = (1...100).map(Double.init).shuffled()
        let threshold = try detectionThreshold(clean: clean, falsePositives: rate), slack = 1e-9
        func rejected(_ threshold: Double) throws -> Double { try share(clean.map { $0 > threshold }) }
        #expect(try rejected(threshold) <= rate + slack)
        if let smaller = clean.filter({ $0 < threshold }).max() { #expect(try rejected(smaller) > rate + slack) }
    }

    @Test func equalValuesAreRejectedTogetherOrNotAtAll() throws {
        #expect(try detectionThreshold(clean: [1, 2, 2, 2, 2] as [Float], falsePositives: 0.2) == 2)
    }
}
