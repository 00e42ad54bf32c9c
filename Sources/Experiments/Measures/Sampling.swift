public import Records
public import Statistics

/// The per-image values behind a measure's number, by which two cells are compared image by image.
public struct Sampling: Sendable {
    /// The statistic that gives the measure's number; for a ratio, that of both models.
    public let statistic: Statistic
    /// True if the number is a ratio of two statistics.
    public let isRatio: Bool
    private let take: @Sendable ([Rows]) throws -> Sample

    /// - Parameter beyond: the largest radius tried, if infinite values are failed searches; nil if none is infinite.
    /// - Parameter values: a value for each row of the first need, in the order of its rows; for a share, 1 for each image that counts and 0 for
    /// every other.
    /// - Parameter counted: the positions, ascending, of the rows of the first need whose images count; by default all. Two cells are compared on the
    /// images that count in both.
    public init(
        _ statistic: Statistic, beyond: @escaping @Sendable ([Rows]) -> Double? = { _ in nil },
        counted: @escaping @Sendable ([Rows]) -> [Int] = { Array(0..<($0.first?.count ?? 0)) },
        values: @escaping @Sendable ([Rows]) throws -> [Double]
    ) {
        (self.statistic, isRatio) = (statistic, false)
        take = { rows in
            let images = rows.first?.samples ?? [], values = try values(rows), counted = counted(rows)
            return Sample(images: counted.map { images[$0] }, values: counted.map { values[$0] }, beyond: beyond(rows))
        }
    }

    /// The ratio of one model's statistic to another's, on the images that count for both.
    /// - Parameter upper: picks the rows of the numerator from those of the measure.
    /// - Parameter lower: picks the rows of the denominator.
    init(ratioOf sampling: Sampling, upper: @escaping @Sendable ([Rows]) -> [Rows], lower: @escaping @Sendable ([Rows]) -> [Rows]) {
        (statistic, isRatio) = (sampling.statistic, true)
        take = { rows in
            let one = try sampling(upper(rows)), other = try sampling(lower(rows))
            let images = one.images == other.images ? one.images : common(one.images, other.images)
            return Sample(images: images, values: one.of(images).values, over: other.of(images).values)
        }
    }

    /// The values of the images that count, from the rows of each need in order. Throws what the measure throws.
    public func callAsFunction(_ rows: [Rows]) throws -> Sample { try take(rows) }
}

/// Values by image.
public struct Sample: Sendable, Equatable {
    /// Ascending image indices, and the value of each; infinite for a failed search.
    public let images: [Int], values: [Double]
    /// For a ratio, the values behind its denominator.
    public let over: [Double]?
    /// The largest radius tried, if a search failed.
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
