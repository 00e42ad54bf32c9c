import Reports
import Statistics
import Testing

private func errorRates(_ relation: PairedComparison.Relation, _ samples: [PairedComparison.Sample]) -> PairedComparison {
    PairedComparison("a", relation, "b", quantity: "error", unit: "percent", statistic: .share, samples: samples)
}
private func medians(_ relation: PairedComparison.Relation, _ samples: [PairedComparison.Sample]) -> PairedComparison {
    PairedComparison("a", relation, "b", quantity: "distance", statistic: .median, samples: samples)
}
private let rounding = 1e-9

@Suite struct PairedComparisonTests {
    /// Each seed alone is significant, but the two contradict each other, so nothing follows about the methods.
    @Test func t2SeedsOnEitherSideOfTheOtherMethodAreUndecided() throws {
        let samples = [
            errors(seed: 0, both: 150, left: 50, right: 105, of: 500),  // .40 against .51
            errors(seed: 1, both: 200, left: 100, right: 55, of: 500),  // .60 against .51
        ]
        let both = errorRates(.less(), samples)
        #expect(both.nets.map(\.left) == [40, 60] && both.nets.map(\.right) == [51, 51])
        #expect(both.verdict == .undecided)
        // The differences are -11 and +9 points: mean -1, standard error 10, one degree of freedom.
        let difference = try #require(both.difference), half = 10 * 12.706204736174705
        #expect(abs(try #require(difference.effect) + 1) < rounding)
        #expect(abs(difference.interval.lowerBound - (-1 - half)) < 1e-8 && abs(difference.interval.upperBound - (-1 + half)) < 1e-8)
        #expect(errorRates(.less(), [samples[0]]).verdict == .holds && errorRates(.less(), [samples[1]]).verdict == .fails)
    }

    /// 37 of 37 against 90 %: the exact p is 0.9^37, where a bootstrap would call even 3 of 3 certain.
    @Test func aShareIsComparedWithANumberByTheBinomialDistribution() throws {
        func detected(_ count: Int, _ relation: PairedComparison.Relation = .greater(), number: Double = 0.9) -> PairedComparison {
            let sample = PairedComparison.Sample(seed: 0, left: [Double](repeating: 1, count: count), number: number)
            return PairedComparison("a", relation, "90", quantity: "detected", unit: "percent", statistic: .share, samples: [sample])
        }
        let many = detected(37), few = detected(3)
        #expect(many.verdict == .holds && few.verdict == .undecided && many.isAgainstNumber)
        #expect(try abs(#require(many.p) - 0.0202755595904) < 1e-10 && many.nets[0].left == 100 && many.nets[0].right == 90)
        #expect(detected(37, .less()).verdict == .fails && detected(37, .within(20)).verdict == .holds)
        // A factor applies to the number: 100 % is more than twice 30 %, but not more than twice 60 %.
        #expect(detected(37, .greater(factor: 2), number: 0.3).verdict == .holds && detected(37, .greater(factor: 2), number: 0.6).verdict == .fails)
    }

    /// Any other statistic is compared with a number by the bootstrap.
    @Test func aMedianIsComparedWithANumber() {
        let sample = PairedComparison.Sample(seed: 0, left: (1...101).map { Double($0) / 100 }, number: 0.2)
        #expect(medians(.greater(), [sample]).verdict == .holds && medians(.less(), [sample]).verdict == .fails)
        #expect(medians(.within(0.02), [PairedComparison.Sample(seed: 0, left: [1, 1, 1], number: 1.01)]).verdict == .holds)
    }

    /// A ratio of medians against a ratio of means on the same images; the spread cancels where both sides are multiples of one another.
    @Test func ratiosOfDifferentStatisticsAreCompared() throws {
        let values = (1...101).map { Double($0) / 100 }, twice = values.map { 2 * $0 }, thrice = values.map { 3 * $0 }
        func ratios(_ left: [Double], _ right: [Double], _ relation: PairedComparison.Relation) -> PairedComparison {
            let sample = PairedComparison.Sample(seed: 0, left: left, right: right, leftOver: values, rightOver: values)
            return PairedComparison("a", relation, "b", quantity: "improvement", statistic: .median, other: .mean, samples: [sample])
        }
        let same = ratios(twice, twice, .within(0.01)), more = ratios(thrice, twice, .greater())
        #expect(same.verdict == .holds && same.nets[0].left == 2 && abs(same.nets[0].right - 2) < rounding)
        let effect = try #require(more.difference?.effect)
        #expect(more.verdict == .holds && abs(effect - 1) < rounding)
        #expect(ratios(twice, thrice, .within(0.5)).verdict == .fails)
    }

    /// A single outlier must not decide: the maxima are printed, but the 99 % quantiles are judged.
    @Test func t5AMaximumIsPrintedAndTheQuantileIsJudged() throws {
        let ones = [Double](repeating: 1, count: 1999), twos = ones.map { 2 * $0 }
        let claim = PairedComparison(
            "a", .greater(), "b", quantity: "max loss gradient", statistic: .maximum,
            samples: [PairedComparison.Sample(seed: 0, left: ones + [32], right: twos + [22])])
        let net = try #require(claim.nets.first)
        #expect(net.maxima?.left == 32 && net.maxima?.right == 22)
        #expect(claim.judgedStatistic == .quantile99 && net.left == 1 && net.right == 2)
        #expect(claim.verdict == .fails && claim.difference?.effect == -1 && claim.difference?.interval == -1 ... -1)
    }

    @Test func aMaximumOfFewImagesCannotBeJudged() {
        let few = PairedComparison.Sample(seed: 0, left: [32, 1], right: [22, 2])
        let claim = PairedComparison("a", .greater(), "b", quantity: "max", statistic: .maximum, samples: [few])
        #expect(claim.verdict == .notTestable("the 99 % quantile needs 1000 images, there are 2"))
    }

    /// The difference of 2.7 points, interval 1.3 to 4.1, is entirely within 5: an equivalence test, not two intervals compared.
    @Test func withinAMarginIsAnEquivalenceTest() throws {
        let sample = errors(both: 390, left: 130, right: 76, of: 2000)  // 26.0 and 23.3 per cent
        let within = errorRates(.within(5), [sample]), difference = try #require(within.difference)
        #expect(abs(try #require(difference.effect) - 2.7) < rounding)
        #expect(abs(difference.interval.lowerBound - 1.3) < 0.1 && abs(difference.interval.upperBound - 4.1) < 0.1)
        #expect(within.verdict == .holds && difference.p < 0.01)
        #expect(errorRates(.within(3), [sample]).verdict == .undecided)
        #expect(errorRates(.within(1), [sample]).verdict == .fails)
    }

    @Test func overSeedsEquivalenceIsByStudentsT() {
        func samples(_ lefts: [Int]) -> [PairedComparison.Sample] {
            lefts.enumerated().map { errors(seed: $0, both: 100, left: $1, right: 10, of: 1000) }
        }
        // Differences of 2, 2.1 and 2.2 points: t = (5 - 2.1) / (0.1 / sqrt 3) = 50.2 with two degrees of freedom.
        let close = errorRates(.within(5), samples([30, 31, 32]))
        #expect(close.verdict == .holds && close.p.map { abs($0 - 0.000198) < 1e-5 } == true)
        // 0, 2 and 4: the mean is within 5, but three seeds are not enough to show it.
        #expect(errorRates(.within(5), samples([10, 30, 50])).verdict == .undecided)
    }

    /// 45 images are wrong only on the right, 20 only on the left: the exact binomial tail, next to the bootstrap.
    @Test func errorRatesCarryMcNemarsExactTest() throws {
        let net = try #require(errorRates(.less(), [errors(both: 30, left: 20, right: 45, of: 400)]).nets.first)
        #expect(net.mcNemar == signTest(45, 20, .less) && net.mcNemar.map { $0 < 0.002 } == true)
        #expect(net.difference.p < 0.002)
        #expect(errorRates(.less(factor: 0.5), [errors(left: 20, right: 45, of: 400)]).nets[0].mcNemar == nil)
        #expect(errorRates(.within(5), [errors(left: 20, right: 45, of: 400)]).nets[0].mcNemar == nil)
    }

    @Test func pairingSeesAShiftThatTheSpreadOfTheImagesHides() {
        // The intervals of the two medians, about 0.41 to 0.61, overlap almost entirely.
        let shift = medians(.greater(), [shifted(by: 0.005)])
        #expect(shift.verdict == .holds && medians(.less(), [shifted(by: 0.005)]).verdict == .fails)
        #expect(medians(.greater(), [shifted(by: 0)]).verdict == .undecided)
    }

    @Test func aFactorIsPartOfTheDifference() throws {
        let left = (1...60).map(Double.init), sample = PairedComparison.Sample(seed: 0, left: left, right: left.map { 4 * $0 })
        func mean(_ relation: PairedComparison.Relation) -> PairedComparison {
            PairedComparison("a", relation, "b", quantity: "queries", statistic: .mean, samples: [sample])
        }
        let third = mean(.less(factor: 1 / 3.0))
        #expect(third.verdict == .holds && third.difference?.effect.map { abs($0 - (30.5 - 122 / 3.0)) < rounding } == true)
        #expect(mean(.less(factor: 1 / 5.0)).verdict == .fails)
    }

    @Test func twoFailedSearchesAreUndecidedAndOneIsFarther() {
        let failed = [Double](repeating: .infinity, count: 40), found = (1...40).map { Double($0) / 10 }
        func comparison(_ left: [Double], _ relation: PairedComparison.Relation, _ right: [Double], beyond: Double? = nil) -> PairedComparison {
            medians(relation, [PairedComparison.Sample(seed: 0, left: left, right: right, leftBeyond: beyond)])
        }
        #expect(comparison(failed, .greater(), found).verdict == .holds && comparison(failed, .less(), found).verdict == .fails)
        for relation in [PairedComparison.Relation.greater(), .less(), .within(1)] {
            let both = comparison(failed, relation, failed)
            #expect(both.verdict == .undecided && both.difference?.effect == nil)
        }
        // A search that failed up to radius 1 tells nothing about distances of 2 and more.
        #expect(comparison(failed, .greater(), found.map { $0 + 2 }, beyond: 1).verdict == .undecided)
        #expect(comparison(failed, .greater(), found.map { $0 + 2 }, beyond: 55).verdict == .holds)
    }

    @Test func whatCannotBeTestedSaysWhy() {
        #expect(medians(.less(), []).verdict == .notTestable("not run"))
        let ragged = PairedComparison.Sample(seed: 0, left: [1, 2], right: [1]), damaged = PairedComparison.Sample(seed: 0, left: [.nan], right: [1])
        #expect(medians(.less(), [ragged]).verdict == .notTestable("2 values cannot be paired with 1"))
        #expect(medians(.less(), [damaged]).verdict == .notTestable("value 0 is not a number"))
    }

    @Test func seedsThatAgreeToTheLastDigitDecideNothing() {
        let same = errorRates(.less(), (0..<2).map { errors(seed: $0, left: 5, right: 60, of: 500) })
        #expect(same.verdict == .undecided && same.p == 1)
        #expect(same.nets.allSatisfy { $0.difference.p < 0.001 })
    }
}
