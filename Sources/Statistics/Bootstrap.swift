// The paired percentile bootstrap (Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 13 and 16): all samples are resampled with
// the SAME images, so that the difficulty of an image cancels in their differences. Failed searches (infinity) are kept.

/// A statistic of several samples on the same images, and on every resample of those images.
public struct Bootstrap: Sendable, Equatable {
    /// The default number of resamples.
    public static let resamples = 10_000

    /// The statistic of the original samples.
    public let observed: [Double]
    /// The statistic on every resample, [samples][resamples]: the same position means the same images.
    public let resampled: [[Double]]

    /// Resamples the images of `samples` ([samples][images], the same images in each).
    ///
    /// The draws depend only on the seed, the index of the resample and the number of images.
    ///
    /// Throws `StatisticsError` for unequal lengths, for a maximum, and for values that `Statistic` rejects.
    public init(_ samples: [[Double]], of statistic: Statistic, resamples: Int = Bootstrap.resamples, seed: String = "paired bootstrap") throws {
        precondition(resamples > 0, "a bootstrap has resamples")
        if statistic == .maximum { throw StatisticsError.maximumHasNoBootstrap }
        guard let images = samples.first?.count else { throw StatisticsError.empty }
        if let other = samples.first(where: { $0.count != images }) { throw StatisticsError.unequalLengths(images, other.count) }
        observed = try samples.map { try statistic($0) }

        let folds = samples.map { Fold($0, of: statistic) }, key = ResampleKey(seed)
        var resampled = samples.map { _ in [Double](repeating: 0, count: resamples) }
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: Fold.padded(images)) { counts in
            for resample in 0..<resamples {
                counts.update(repeating: 0)
                key.draw(resample: resample, of: images, into: counts)
                for (index, fold) in folds.enumerated() { resampled[index][resample] = fold(UnsafeBufferPointer(counts)) }
            }
        }
        self.resampled = resampled
    }

    /// The percentile interval of one sample's statistic.
    public func interval(of sample: Int, confidence: Double = 0.95) -> ClosedRange<Double> {
        Resamples(resampled[sample]).interval(confidence)
    }

    /// The percentile interval of the ratio of one sample's statistic to another's.
    public func ratio(_ first: Int, _ second: Int, confidence: Double = 0.95) -> ClosedRange<Double> {
        Resamples(quotient(first, second).resampled).interval(confidence)
    }

    /// One sample's statistic.
    public func number(_ sample: Int) -> ResampledNumber { ResampledNumber(observed: observed[sample], resampled: resampled[sample]) }

    /// The ratio of one sample's statistic to another's.
    public func quotient(_ first: Int, _ second: Int) -> ResampledNumber {
        ResampledNumber(observed: observed[first] / observed[second], resampled: zip(resampled[first], resampled[second]).map { $0 / $1 })
    }

    /// The statistic of one sample minus `factor` (above 0) times that of another.
    public func difference(_ first: Int, _ second: Int, factor: Double = 1) -> BootstrapDifference {
        number(first).difference(from: number(second), factor: factor)
    }
}

/// A number with its values on all resamples of the images.
public struct ResampledNumber: Sendable, Equatable {
    /// The number on the original images.
    public let observed: Double
    /// The number on each resample; for equal seeds and numbers of images, the same position means the same images.
    public let resampled: [Double]

    /// This number minus `factor` (above 0) times another one with as many resamples.
    public func difference(from other: ResampledNumber, factor: Double = 1) -> BootstrapDifference {
        precondition(factor > 0, "a factor is positive")
        precondition(resampled.count == other.resampled.count, "both have the same resamples")
        let differences = zip(resampled, other.resampled).map { $0 - factor * $1 }, effect = observed - factor * other.observed
        return BootstrapDifference(effect: effect.isNaN ? nil : effect, resamples: Resamples(differences))
    }

    /// This number minus a constant.
    public func difference(from number: Double) -> BootstrapDifference {
        let effect = observed - number
        return BootstrapDifference(effect: effect.isNaN ? nil : effect, resamples: Resamples(resampled.map { $0 - number }))
    }
}

/// The distribution of a difference over the resamples.
///
/// Infinity minus infinity is undecidable: both searches failed, and either distance may be larger. An undecidable resample counts as minus
/// infinity for the lower end of an interval, as plus infinity for the upper end, and against every alternative.
public struct BootstrapDifference: DifferenceTest, Equatable {
    /// The observed difference; nil if it is infinity minus infinity.
    public let effect: Double?
    private let resamples: Resamples

    init(effect: Double?, resamples: Resamples) { (self.effect, self.resamples) = (effect, resamples) }

    /// The number of resamples, and of the undecidable ones among them.
    public var count: (all: Int, undecidable: Int) { (resamples.count, resamples.undecidable) }

    /// The percentile interval.
    public func interval(confidence: Double = 0.95) -> ClosedRange<Double> { resamples.interval(confidence) }

    /// The share of resamples at or above the bound, (k + 1) / (B + 1).
    public func pValue(below bound: Double) -> Double { resamples.corrected(resamples.sorted.count { $0 >= bound }) }

    /// The share of resamples at or below the bound, (k + 1) / (B + 1).
    public func pValue(above bound: Double) -> Double { resamples.corrected(resamples.sorted.count { $0 <= bound }) }
}

/// Sorted numbers, and a count of undecidable ones (NaN).
struct Resamples: Sendable, Equatable {
    let sorted: [Double], undecidable: Int
    var count: Int { sorted.count + undecidable }

    init(_ values: [Double]) {
        sorted = values.filter { !$0.isNaN }.sorted()
        undecidable = values.count - sorted.count
    }

    /// The values of rank (B + 1) alpha / 2 from either end, so that the interval excludes 0 exactly if a one-sided p-value is at most alpha / 2.
    func interval(_ confidence: Double) -> ClosedRange<Double> {
        precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
        let rank = Int(Double(count + 1) * (1 - confidence) / 2 + decimalSlack) - undecidable
        return rank < 1 ? -.infinity ... .infinity : sorted[rank - 1]...sorted[sorted.count - rank]
    }

    /// The p-value for a number of resamples that contradict the alternative; undecidable ones are added here.
    func corrected(_ against: Int) -> Double { Double(against + undecidable + 1) / Double(count + 1) }
}
