import Statistics
import Testing

@Suite struct ReceiverOperatingCurveTests {
    /// The share of pairs in which the positive is larger, with ties counted half.
    private func pairs(_ positives: [Double], _ negatives: [Double]) -> Double {
        var twice = 0
        for p in positives { for n in negatives { twice += p > n ? 2 : p == n ? 1 : 0 } }
        return Double(twice) / Double(2 * positives.count * negatives.count)
    }

    @Test func theAreaIsTheShareOfPairs() throws {
        let lists: [([Double], [Double])] = [
            ([1, 2, 3], [0, 1, 2]), ([5], [1, 2]), ([1, 1, 1], [1, 1]), ([0, 4, 4, 7], [4, 4, 5, 9, -1]), ([.infinity, 2], [3, 1]),
        ]
        for (positives, negatives) in lists {
            let curve = try ReceiverOperatingCurve(positives: positives, negatives: negatives)
            #expect(abs(curve.area - pairs(positives, negatives)) < 1e-15, "\(positives) \(negatives)")
            #expect(curve.points.first == CurvePoint(x: 0, y: 0) && curve.points.last == CurvePoint(x: 1, y: 1))
            // Each corner corresponds to some threshold.
            for corner in curve.points.dropFirst() {
                #expect(
                    (positives + negatives).contains { threshold in
                        Double(negatives.count { $0 >= threshold }) / Double(negatives.count) == corner.x
                            && Double(positives.count { $0 >= threshold }) / Double(positives.count) == corner.y
                    }, "\(corner)")
            }
        }
    }

    @Test func aPerfectDetectorHasThreeCorners() throws {
        let curve = try ReceiverOperatingCurve(positives: [3, 4, 5], negatives: [0, 1])
        #expect(curve.area == 1 && curve.points == [CurvePoint(x: 0, y: 0), CurvePoint(x: 0, y: 1), CurvePoint(x: 1, y: 1)])
    }

    @Test func noValuesAreRefused() {
        #expect(throws: StatisticsError.self) { try ReceiverOperatingCurve(positives: [], negatives: [1]) }
        #expect(throws: StatisticsError.self) { try ReceiverOperatingCurve(positives: [1], negatives: [.nan]) }
    }
}
