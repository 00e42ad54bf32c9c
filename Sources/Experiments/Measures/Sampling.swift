public import Records
public import Statistics

/// The per-image values behind a measure's number, by which two cells are compared image by image.
public struct Sampling: Sendable {
    /// The statistic that gives the measure's number.
    public let statistic: Statistic
    private let take: @Sendable ([Rows]) -> [Double], bound: @Sendable ([Rows]) -> Double?, counted: @Sendable ([Rows]) -> [Int]

    /// - Parameter beyond: the largest radius tried, where infinite values are failed searches; nil if none is infinite.
    /// - Parameter values: a value for each row of the first need, in the order of its rows; for a share, one for each image that counts and zero for
    /// every other.
    /// - Parameter counted: the positions, ascending, of the rows of the first need whose images count; by default all.
    public init(
        _ statistic: Statistic, beyond: @escaping @Sendable ([Rows]) -> Double? = { _ in nil },
        counted: @escaping @Sendable ([Rows]) -> [Int] = { Array(0..<($0.first?.count ?? 0)) }, values: @escaping @Sendable ([Rows]) -> [Double]
    ) {
        (self.statistic, take, bound, self.counted) = (statistic, values, beyond, counted)
    }

    /// The values, read off the rows of each need in their order.
    public func callAsFunction(_ rows: [Rows]) -> Sample {
        let images = rows.first?.samples ?? [], values = take(rows), counted = counted(rows)
        return Sample(images: counted.map { images[$0] }, values: counted.map { values[$0] }, beyond: bound(rows))
    }
}

/// A value for each of some images.
public struct Sample: Sendable, Equatable {
    /// Ascending image indices, and the value of each; infinite for a failed search.
    public let images: [Int], values: [Double]
    /// The largest radius tried, where a search failed.
    public let beyond: Double?
    /// Values by image; both lists have the same length.
    public init(images: [Int], values: [Double], beyond: Double? = nil) {
        precondition(images.count == values.count, "each image has a value")
        (self.images, self.values, self.beyond) = (images, values, beyond)
    }

    /// The values of a subset of its images, ascending.
    func of(_ some: [Int]) -> Sample {
        if some == images { return self }
        let known = Dictionary(uniqueKeysWithValues: zip(images, values))
        return Sample(images: some, values: some.compactMap { known[$0] }, beyond: beyond)
    }
}
