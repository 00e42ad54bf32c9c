/// A number with its uncertainty: of one net, or the mean over several training seeds.
public struct Estimate: Sendable, Equatable {
    /// The number, or the mean over the seeds. Infinite if a search failed.
    public let value: Double
    /// A 95 % interval. One seed: its sampling error, if known. Several: Student's t over the seeds, nil if their spread is unknown.
    public let interval: ClosedRange<Double>?
    /// The sampling error of one net on these images; for several seeds the mean of the lower ends and of the upper ends; nil if unknown.
    public let sampling: ClosedRange<Double>?
    /// If a search failed, the largest radius tried; for several seeds, a bound that their mean exceeds; nil if unknown.
    public let beyond: Double?
    /// The number of each seed, in the order of the seeds.
    public let seeds: [Double]
    /// The number of images behind each seed's number; nil if unknown or not the same.
    public let images: Int?

    /// The number of one net.
    public init(_ value: Double, interval: ClosedRange<Double>? = nil, beyond: Double? = nil, images: Int? = nil) {
        (self.value, self.interval, sampling, self.beyond, seeds, self.images) = (value, interval, interval, beyond, [value], images)
    }

    /// The mean over nets that differ only in their training seed; a single estimate is returned unchanged. Throws `StatisticsError.empty`.
    public init(seeds estimates: [Estimate]) throws {
        guard let first = estimates.first else { throw StatisticsError.empty }
        if estimates.count == 1 {
            self = first
            return
        }
        precondition(estimates.allSatisfy { $0.seeds.count == 1 }, "each estimate is of one seed")
        let values = estimates.map(\.value), test = values.contains(where: \.isNaN) ? nil : try StudentTest(values)
        value = test == nil ? .nan : try mean(values)
        interval = test?.standardDeviation == nil ? nil : test?.interval()
        let ranges = estimates.compactMap(\.sampling)
        sampling = ranges.count == values.count ? try mean(ranges.map(\.lowerBound))...mean(ranges.map(\.upperBound)) : nil
        let bounds = estimates.compactMap { $0.value == .infinity ? $0.beyond : $0.value }
        beyond = value == .infinity && bounds.count == values.count ? try mean(bounds) : nil
        seeds = values
        images = estimates.allSatisfy { $0.images == first.images } ? first.images : nil
    }

    /// The standard deviation over the seeds; nil for one seed or if a number is not finite.
    public var standardDeviation: Double? {
        guard seeds.count > 1, seeds.allSatisfy(\.isFinite) else { return nil }
        return try? Statistics.standardDeviation(seeds)
    }
}
