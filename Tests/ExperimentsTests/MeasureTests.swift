import Declarations
import Experiments
import Foundation
import Records
import Statistics
import Testing

/// Measures on made-up rows with known answers.
@Suite struct MeasureTests {
    /// Rows of an attack with these least distances that searched up to `tried`.
    private func rows(_ distances: [Double], tried: Double = 1) -> Rows {
        Rows(
            columns: ["distance", "tried", "totalQueries"],
            Dictionary(uniqueKeysWithValues: distances.enumerated().map { ($0, [$1, tried, 7]) }))
    }

    /// A distance that equals the radius up to the rounding of a stored image counts, as in the attack's own check.
    @Test func theSlackOfAnErrorRateIsThatOfTheBall() throws {
        var measure = ErrorRate()
        measure.within = Fraction(100, 255)
        let radius = 100.0 / 255
        guard case .number(let rate) = try measure([rows([radius * (1 + 5e-7), radius * (1 + 2e-6), 0, .infinity])]) else { throw Unexpected() }
        #expect(rate.value == 0.5)
    }

    /// A failed search reports how far it searched, not how far the others had to go.
    @Test func aCensoredMedianIsBeyondTheRadiusTried() throws {
        guard case .number(let median) = try Median()([rows([0.1, 2, .infinity, .infinity, .infinity], tried: 55.4)]) else { throw Unexpected() }
        #expect(median.value == .infinity && median.beyond == 55.4)
    }

    /// Three times the median distance, from both models' rows, and the inverse.
    @Test func aRatioIsOfTwoModels() throws {
        var ratio = Ratio()
        let near = rows((1...9).map { Double($0) }), far = rows((1...9).map { 3 * Double($0) })
        guard case .number(let more) = try ratio([far, near]) else { throw Unexpected() }
        #expect(more.value == 3 && more.interval?.lowerBound == 3 && more.interval?.upperBound == 3, "paired: the images cancel")
        ratio.inverse = true
        guard case .number(let less) = try ratio([far, near]) else { throw Unexpected() }
        #expect(less.value == 1 / 3.0)
    }

    /// Among images that both models get right, the distances of 0 of other images do not count.
    @Test func aMedianAmongRightImagesLeavesOutWhatEitherGetsWrong() throws {
        func rows(_ distances: [Double], correct: [Double]) -> Rows {
            Rows(
                columns: ["correct", "distance", "tried"],
                Dictionary(uniqueKeysWithValues: distances.enumerated().map { ($0, [correct[$0], $1, 1]) }))
        }
        var among = Median()
        among.among = .right
        let own = rows([0, 1, 2, 3, 4], correct: [0, 1, 1, 1, 1]), other = rows([9, 9, 9, 9, 9], correct: [1, 0, 1, 1, 1])
        guard case .number(let median) = try among([own, other]) else { throw Unexpected() }
        #expect(median.value == 3 && median.images == 3)
        let sampling = try #require(among.sampling), sample = try sampling([own, other])
        #expect(sample.images == [2, 3, 4] && sample.values == [2, 3, 4])
        guard case .number(let none) = try among([own, rows([9, 9, 9, 9, 9], correct: [1, 0, 0, 0, 0])]) else { throw Unexpected() }
        #expect(none.value.isNaN && none.images == 0)
    }

    /// Rows that are not images have no labels to select by; such a selection is rejected before anything runs.
    @Test func columnsOfOtherWorkAreNoImages() throws {
        var column = Column(), median = Median(), histogram = Histogram(), detector = Detector()
        column.name = "error"
        (median.of, median.among, histogram.of, histogram.among, detector.of) = (column, .fooled, column, .correct, Distance())
        #expect { try median.validate() } throws: { ($0 as? Invalid)?.key == "among" }
        #expect { try histogram.validate() } throws: { ($0 as? Invalid)?.key == "among" }
        #expect { try detector.validate() } throws: { ($0 as? Invalid)?.key == "of" }
        histogram.among = .all
        let rows = Rows(columns: ["error"], [0: [0.1], 1: [0.2], 2: [5]])
        guard case .histogram(let bins) = try histogram([rows]) else { throw Unexpected() }
        #expect(abs(bins.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    }

    /// A claim reads a 1 for each rejected image, among images that were right and then fooled; so does a median among them.
    @Test func claimsCompareTheImagesThatAnAttackFooled() throws {
        func rows(_ norms: [Double], attacked: Double, correct: [Double], found: [Double]) -> Rows {
            let values = norms.enumerated().map { ($0, [attacked, correct[$0], found[$0], 10 * Double($0), 1, $1]) }
            return Rows(
                columns: ["attacked", "correct", "found", "distance", "tried", "probabilities"], Dictionary(uniqueKeysWithValues: values))
        }
        let ones = [Double](repeating: 1, count: 5), held = rows([1, 2, 3, 4, 5], attacked: 0, correct: ones, found: ones)
        let fooled = rows([6, 1, 7, 8, 9], attacked: 1, correct: [1, 1, 1, 0, 1], found: [1, 1, 1, 1, 0])
        let rejected = try #require(try DetectionRate().sampling?([fooled, held, held])), rate = try DetectionRate()([fooled, held, held])
        #expect(rejected == Sample(images: [0, 1, 2], values: [1, 0, 1]))
        guard case .number(let estimate) = rate else { throw Unexpected() }
        #expect(try Statistic.share(rejected.values) == estimate.value)
        #expect(try DetectionRate().sampling?([held, held, held]).images == [0, 1, 2, 3, 4], "all clean images")
        var median = Median()
        median.among = .fooled
        #expect(try median.sampling?([fooled]) == Sample(images: [0, 1, 2], values: [0, 10, 20]))
        var ratio = Ratio()
        (ratio.of, ratio.inverse) = (Mean(), true)
        let sample = try #require(try ratio.sampling?([held, fooled]))
        #expect(sample.values == [6, 1, 7, 8, 9] && sample.over == [1, 2, 3, 4, 5], "inverse: the other model's over its own")
        ratio.of = median
        let both = try #require(try ratio.sampling?([held, fooled]))
        #expect(both.images == [0, 1, 2] && both.over == [0, 10, 20], "the images that count for both")
    }

    /// The threshold comes from the third rows, the false positives from the second, and only fooled images that were classified correctly count.
    @Test func aDetectorRejectsWhatExceedsTheThreshold() throws {
        func rows(_ norms: [Double], attacked: Double, correct: [Double]? = nil, found: [Double]? = nil) -> Rows {
            Rows(
                columns: ["attacked", "correct", "found", "distance", "tried", "probabilities"],
                Dictionary(
                    uniqueKeysWithValues: norms.enumerated().map { ($0, [attacked, correct?[$0] ?? 1, found?[$0] ?? 1, Double($0), 1, $1]) }))
        }
        let held = rows((1...100).map { Double($0) }, attacked: 0), counted = rows([0, 50, 96, 200], attacked: 0)
        let fooled = rows([96, 95, 300, 400, 500], attacked: 1, correct: [1, 1, 1, 0, 1], found: [1, 1, 1, 1, 0])
        func number(_ measure: any Measure, _ rows: [Rows]) throws -> Estimate {
            guard case .number(let estimate) = try measure(rows) else { throw Unexpected() }
            return estimate
        }
        #expect(try number(DetectionThreshold(), [held]).value == 95)
        let rate = try number(DetectionRate(), [fooled, counted, held])
        #expect(rate.value == 2 / 3.0 && rate.images == 3)
        #expect(try number(DetectionRate(), [counted, counted, held]).value == 0.5)
        // 96, 95 and 300 against 0, 50, 96 and 200: 12 pairs less three, 96 and 95 against 200 and 95 against 96; a tie counts half.
        #expect(try number(DetectionArea(), [fooled, counted, held]).value == 8.5 / 12)
        var median = Median()
        median.among = .fooled
        #expect(try number(median, [fooled]).value == 1)
        #expect(try number(DetectionRate(), [rows([1], attacked: 1, found: [0]), counted, held]).value.isNaN, "no image was fooled")
    }

    /// Misclassified images have the lowest distance of all; they do not affect the order of the correct ones.
    @Test func aRankCorrelationPairsTheSameImages() throws {
        func rows(_ columns: [String], _ values: [[Double]]) -> Rows {
            Rows(columns: columns, Dictionary(uniqueKeysWithValues: values.enumerated().map { ($0, $1) }))
        }
        let estimates = rows(["estimate"], [0, 3, 2, 4, 9].map { [$0] })
        let attacked = rows(
            ["attacked", "correct", "found", "distance", "tried"],
            [[1, 0, 1, 0, 1], [1, 1, 1, 0.1, 1], [1, 1, 1, 0.3, 1], [1, 1, 1, 0.2, 1], [1, 1, 0, .infinity, 1]])
        var measure = RankCorrelation()
        guard case .number(let all) = try measure([estimates, attacked]) else { throw Unexpected() }
        // Ranks 1 3 2 4 5 and 1 2 4 3 5: squared differences 0 1 4 1 0, 1 - 6 x 6 / (5 x 24).
        #expect(abs(all.value - 0.7) < 1e-15 && all.images == 5)
        measure.among = .fooled
        guard case .number(let fooled) = try measure([estimates, attacked]) else { throw Unexpected() }
        // Ranks 2 1 3 and 1 3 2: 1 - 6 x 6 / (3 x 8).
        #expect(abs(fooled.value + 0.5) < 1e-15 && fooled.images == 3)
        guard case .number(let none) = try measure([rows(["estimate"], [[1]]), attacked.within(0..<1)]) else { throw Unexpected() }
        #expect(none.value.isNaN && none.images == 0, "no image was fooled")
        // A claim reads a value for each image that counts; their mean is the number.
        let sampling = try #require(measure.sampling), sample = try sampling([estimates, attacked]), values = sample.values
        #expect(sample.images == [1, 2, 3] && abs(values.reduce(0, +) / 3 - fooled.value) < 1e-12)
        let empty = try sampling([rows(["estimate"], [[1]]), attacked.within(0..<1)])
        #expect(empty.values.isEmpty)
        // Failed searches are not drawn; zeros are, except on a logarithmic axis.
        #expect(
            Scatter()([estimates, attacked])
                == .points([(0, 0), (3, 0.1), (2, 0.3), (4, 0.2)].map { Reading.Point(x: $0, y: $1) }))
    }

    /// The paper's 1e23 and more can be represented; an overflow is rejected, since infinity means a failed search.
    @Test func aProductDoesNotOverflowUnseen() throws {
        func rows(_ norms: [Double]) -> Rows {
            Rows(columns: ["norm", "normalised"], Dictionary(uniqueKeysWithValues: norms.enumerated().map { ($0, [$1, 1]) }))
        }
        guard case .number(let product) = try Product()([rows([1e200, 1e200, 1e-200, 1e-177])]) else { throw Unexpected() }
        #expect(abs(product.value / 1e23 - 1) < 1e-12 && product.images == 4)
        #expect(throws: Refused.self) { try Product()([rows([1e200, 1e200])]) }
    }

    struct Unexpected: Error {}
}
