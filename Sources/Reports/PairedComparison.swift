// Two models (or attacks) on the same images, one statistic, one relation between them. One seed: the paired percentile bootstrap, a verdict on
// these nets. Several seeds: Student's t on the per-seed differences, a verdict on the method. See Sources/Statistics for both.

public import Statistics

/// A comparison of two samples on the same images, with its effect, interval, p-value and verdict.
public struct PairedComparison: Sendable, Equatable {
    /// The statement about the left number.
    public enum Relation: Sendable, Equatable {
        /// Left is less than `factor` times right.
        case less(factor: Double = 1)
        /// Left is greater than `factor` times right.
        case greater(factor: Double = 1)
        /// They differ by less than this margin, in the unit.
        case within(Double)
    }

    /// The values of the two sides for one training seed.
    public struct Sample: Sendable, Equatable {
        /// The training seed.
        public let seed: Int
        /// One value per image, both sides in the same order of images; for a share, 1 for each wrong image.
        public let left: [Double], right: [Double]
        /// The largest radius tried on the left, if a search may have failed.
        public let leftBeyond: Double?
        /// The largest radius tried on the right, if a search may have failed.
        public let rightBeyond: Double?
        /// For ratios of statistics: the values behind the denominators of the left and of the right.
        public let leftOver: [Double]?, rightOver: [Double]?
        /// The number that the left is compared with instead of a right side.
        public let number: Double?
        /// The values of one seed; infinity is a failed search. Both sides are ratios, or neither is.
        public init(
            seed: Int, left: [Double], right: [Double], leftBeyond: Double? = nil, rightBeyond: Double? = nil, leftOver: [Double]? = nil,
            rightOver: [Double]? = nil
        ) {
            precondition((leftOver == nil) == (rightOver == nil), "both sides are ratios, or neither is")
            (self.seed, self.left, self.right, self.leftBeyond, self.rightBeyond) = (seed, left, right, leftBeyond, rightBeyond)
            (self.leftOver, self.rightOver, number) = (leftOver, rightOver, nil)
        }
        /// The values of one seed against a number, in code units: a share is a fraction.
        public init(seed: Int, left: [Double], leftBeyond: Double? = nil, leftOver: [Double]? = nil, number: Double) {
            (self.seed, self.left, right, self.leftBeyond, rightBeyond) = (seed, left, [], leftBeyond, nil)
            (self.leftOver, rightOver, self.number) = (leftOver, nil, number)
        }
    }

    /// An estimated difference, in the unit.
    public struct Estimated: Sendable, Equatable {
        /// Left minus (factor times) right; nil if both are failed searches.
        public let effect: Double?
        /// The 95 % interval of the effect; an unknown end is infinite.
        public let interval: ClosedRange<Double>
        /// The one-sided p-value of the relation; for `within`, the larger of two.
        public let p: Double
    }

    /// One seed's pair of nets.
    public struct Net: Sendable, Equatable {
        /// The training seed.
        public let seed: Int
        /// The number of images.
        public let images: Int
        /// The tested statistic of the left side, in the unit.
        public let left: Double
        /// The tested statistic of the right side, in the unit.
        public let right: Double
        /// The largest values, in the unit, printed without a verdict; nil unless the statement is about a maximum.
        public let maxima: Pair?
        /// The largest radius tried on the left.
        public let leftBeyond: Double?
        /// The largest radius tried on the right.
        public let rightBeyond: Double?
        /// The difference, from the paired bootstrap; from the binomial test for a share against a number.
        public let difference: Estimated
        /// McNemar's exact one-sided p-value; nil unless two error rates are ordered without a factor.
        public let mcNemar: Double?
    }

    /// The numbers of both sides.
    public struct Pair: Sendable, Equatable {
        /// The left number, in the unit.
        public let left: Double
        /// The right number, in the unit.
        public let right: Double
    }

    /// The title of the left side.
    public let left: String
    /// The title of the right side.
    public let right: String
    /// The name of the compared quantity.
    public let quantity: String
    /// The unit of the quantity.
    public let unit: String
    /// The relation that is claimed.
    public let relation: Relation
    /// The statistic that is compared; for ratios, that of both numbers on the left.
    public let statistic: Statistic
    /// True if the right side is a number, not a sample.
    public let isAgainstNumber: Bool
    /// The pairs of nets, one for each seed.
    public let nets: [Net]
    /// One seed: the net's own difference. Several: the mean over seeds, with Student's interval and p-value. Nil if nothing can be tested.
    public let difference: Estimated?
    /// The reason why nothing can be tested; nil otherwise.
    public let refusal: String?

    /// Compares two samples for each seed. If they cannot be tested, `refusal` says why.
    /// - Parameter unit: `percent` multiplies printed numbers by 100; a margin is in the unit.
    /// - Parameter other: the statistic of the right side, if both are ratios of different ones.
    public init(
        _ left: String, _ relation: Relation, _ right: String, quantity: String, unit: String = "", statistic: Statistic, other: Statistic? = nil,
        samples: [Sample]
    ) {
        (self.left, self.relation, self.right) = (left, relation, right)
        (self.quantity, self.unit, self.statistic) = (quantity, unit, statistic)
        isAgainstNumber = samples.contains { $0.number != nil }
        do {
            (nets, difference) = try Judge(relation: relation, statistic: statistic, other: other ?? statistic, unit: unit).judged(samples)
            refusal = nil
        } catch { (nets, difference, refusal) = ([], nil, "\(error)") }
    }

    /// The tested statistic: for a maximum, which resampling cannot judge, the 99 % quantile.
    public var judgedStatistic: Statistic { Judge.judged(statistic) }

    /// The p-value of the relation; nil if nothing can be tested.
    public var p: Double? { difference?.p }

    /// True if the interval is entirely on the other side of the relation, so that its opposite is significant.
    public var isContradicted: Bool {
        guard let interval = difference?.interval else { return false }
        return switch relation {
        case .less: interval.lowerBound > 0
        case .greater: interval.upperBound < 0
        case .within(let margin): interval.lowerBound > margin || interval.upperBound < -margin
        }
    }

    /// The verdict on this comparison alone, without a correction for others.
    public var verdict: Verdict { refusal.map { .notTestable($0) } ?? Verdict(p: p, contradicted: isContradicted) }
}

/// A reason why a comparison cannot be tested.
private struct Refusal: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Tests one relation in code units; the answer is in the printed unit.
private struct Judge {
    let relation: PairedComparison.Relation, statistic: Statistic, other: Statistic, unit: String

    static func judged(_ statistic: Statistic) -> Statistic { statistic == .maximum ? .quantile99 : statistic }

    var factor: Double {
        switch relation {
        case .less(let factor), .greater(let factor): factor
        case .within: 1
        }
    }

    func judged(_ samples: [PairedComparison.Sample]) throws -> ([PairedComparison.Net], PairedComparison.Estimated) {
        if samples.isEmpty { throw Refusal("not run") }
        let judged = try samples.map { try self($0) }, nets = judged.map(\.net), effects = judged.compactMap(\.effect)
        if nets.count == 1 { return (nets, nets[0].difference) }
        // If both searches of a seed failed, its difference is unknown, and so is the spread over the seeds.
        let isKnown = effects.count == nets.count
        let whole =
            isKnown ? estimated(try StudentTest(effects)) : PairedComparison.Estimated(effect: nil, interval: -.infinity ... .infinity, p: 1)
        return (nets, whole)
    }

    /// - Returns: the net with its numbers in the printed unit, and its effect in code units.
    func callAsFunction(_ sample: PairedComparison.Sample) throws -> (net: PairedComparison.Net, effect: Double?) {
        let judged = Judge.judged(statistic), images = sample.left.count
        if judged == .quantile99 && images < judged.fewest {
            throw Refusal("the 99 % quantile needs \(judged.fewest) images, there are \(images)")
        }
        if let number = sample.number { return try against(number, sample) }
        if let leftOver = sample.leftOver, let rightOver = sample.rightOver {
            let left = try Bootstrap([sample.left, leftOver], of: judged).quotient(0, 1)
            let right = try Bootstrap([sample.right, rightOver], of: Judge.judged(other)).quotient(0, 1)
            if right.resampled.count != left.resampled.count || sample.left.count != sample.right.count {
                throw StatisticsError.unequalLengths(sample.left.count, sample.right.count)
            }
            return net(sample, left.observed, right.observed, left.difference(from: right, factor: factor))
        }
        let (left, right) = censored(sample)
        let bootstrap = try Bootstrap([left, right], of: judged), test = bootstrap.difference(0, 1, factor: factor)
        let maxima =
            statistic != .maximum
            ? nil : PairedComparison.Pair(left: shown(try Statistic.maximum(sample.left)), right: shown(try Statistic.maximum(sample.right)))
        return net(sample, try judged(sample.left), try judged(sample.right), test, maxima: maxima, mcNemar: try mcNemar(sample))
    }

    private func net(
        _ sample: PairedComparison.Sample, _ left: Double, _ right: Double, _ test: some DifferenceTest, maxima: PairedComparison.Pair? = nil,
        mcNemar: Double? = nil
    ) -> (net: PairedComparison.Net, effect: Double?) {
        let net = PairedComparison.Net(
            seed: sample.seed, images: sample.left.count, left: shown(left), right: shown(right), maxima: maxima,
            leftBeyond: sample.leftBeyond.map(shown), rightBeyond: sample.rightBeyond.map(shown), difference: estimated(test), mcNemar: mcNemar)
        return (net, test.effect)
    }

    /// A share is judged by the binomial distribution, any other statistic by its bootstrap.
    private func against(_ number: Double, _ sample: PairedComparison.Sample) throws -> (net: PairedComparison.Net, effect: Double?) {
        let judged = Judge.judged(statistic), scaled = number * factor
        if statistic == .share, sample.leftOver == nil {
            let share = try judged(sample.left), test = BinomialTest(sample.left.count { $0 == 1 }, of: sample.left.count, against: scaled)
            return net(sample, share, number, test)
        }
        let left =
            if let over = sample.leftOver { try Bootstrap([sample.left, over], of: judged).quotient(0, 1) } else {
                try Bootstrap([sample.left], of: judged).number(0)
            }
        return net(sample, left.observed, number, left.difference(from: scaled))
    }

    /// A failed search is only known to exceed the largest radius tried, so that distances beyond that radius cannot be ordered.
    private func censored(_ sample: PairedComparison.Sample) -> (left: [Double], right: [Double]) {
        let radii = [(sample.left, sample.leftBeyond), (sample.right, sample.rightBeyond)].compactMap { $0.contains(.infinity) ? $1 : nil }
        guard let radius = radii.min() else { return (sample.left, sample.right) }
        return (sample.left.map { $0 > radius ? .infinity : $0 }, sample.right.map { $0 > radius ? .infinity : $0 })
    }

    func estimated(_ test: some DifferenceTest) -> PairedComparison.Estimated {
        let interval = test.interval(confidence: 0.95)
        let p =
            switch relation {
            case .less: test.pValue(below: 0)
            case .greater: test.pValue(above: 0)
            case .within(let margin): test.pValue(within: unit == "percent" ? margin / 100 : margin)
            }
        return PairedComparison.Estimated(effect: test.effect.map(shown), interval: shown(interval.lowerBound)...shown(interval.upperBound), p: p)
    }

    private func mcNemar(_ sample: PairedComparison.Sample) throws -> Double? {
        guard statistic == .share, factor == 1 else { return nil }
        let left = sample.left.map { $0 == 0 }, right = sample.right.map { $0 == 0 }
        return switch relation {
        case .less: try mcNemarTest(left, right, .less)
        case .greater: try mcNemarTest(left, right, .greater)
        case .within: nil
        }
    }

    private func shown(_ value: Double) -> Double { Numbers.inUnit(value, unit) }
}
