public import Records
public import Statistics

/// The per-image values behind a measure's number, by which two cells are compared image by image.
public struct Sampling: Sendable {
    /// The statistic that gives the measure's number.
    public let statistic: Statistic
    private let values: Values, over: Values?, kept: (@Sendable ([Rows]) throws -> [Bool])?, bound: @Sendable ([Rows]) -> Double?

    /// Reads a value for each row of the first need.
    public typealias Values = @Sendable ([Rows]) throws -> [Double]

    /// - Parameter beyond: the largest radius tried, where infinite values are failed searches; nil if none is infinite.
    /// - Parameter kept: true for each image that counts; nil if all do. Two cells are compared on the images that count in both.
    /// - Parameter over: of a ratio, the values of the number that it is divided by; the statistic is taken of both.
    /// - Parameter values: a value for each row of the first need, in the order of its rows; for a share, one for each image that counts and zero for
    /// every other.
    public init(
        _ statistic: Statistic, beyond: @escaping @Sendable ([Rows]) -> Double? = { _ in nil },
        kept: (@Sendable ([Rows]) throws -> [Bool])? = nil, over: Values? = nil, values: @escaping Values
    ) {
        (self.statistic, self.values, self.over, self.kept, bound) = (statistic, values, over, kept, beyond)
    }

    /// True if the number is a ratio of two statistics.
    public var isRatio: Bool { over != nil }
    /// True if images are left out that another cell may count.
    var leavesOut: Bool { kept != nil }

    /// The values of the images that count, read off the rows of each need in their order. Throws what the measure throws.
    public func callAsFunction(_ rows: [Rows]) throws -> Sample {
        let sample = Sample(images: rows.first?.samples ?? [], values: try values(rows), over: try over?(rows), beyond: bound(rows))
        guard let kept = try kept?(rows) else { return sample }
        return sample.of(zip(sample.images, kept).compactMap { $1 ? $0 : nil })
    }
}

/// A value for each of some images.
public struct Sample: Sendable, Equatable {
    /// Ascending image indices, and the value of each; infinite for a failed search.
    public let images: [Int], values: [Double]
    /// Of a ratio, the values of the number that it is divided by.
    public let over: [Double]?
    /// The largest radius tried, where a search failed.
    public let beyond: Double?
    /// Values by image; all lists have the same length.
    public init(images: [Int], values: [Double], over: [Double]? = nil, beyond: Double? = nil) {
        precondition(images.count == values.count && over?.count ?? images.count == images.count, "each image has a value")
        (self.images, self.values, self.over, self.beyond) = (images, values, over, beyond)
    }

    /// The values of a subset of its images, ascending.
    func of(_ some: [Int]) -> Sample {
        if some == images { return self }
        let place = Dictionary(uniqueKeysWithValues: zip(images, images.indices)), places = some.compactMap { place[$0] }
        return Sample(images: some, values: places.map { values[$0] }, over: over.map { over in places.map { over[$0] } }, beyond: beyond)
    }
}
