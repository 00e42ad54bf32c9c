/// The ROC curve of a detector that rejects values above a threshold: true-positive rate against false-positive rate, over all thresholds.
public struct ReceiverOperatingCurve: Sendable, Equatable {
    /// (false-positive rate, true-positive rate) from (0, 0) to (1, 1): one point for each distinct value, without points inside a straight piece.
    public let points: [CurvePoint]
    /// The area under the curve: the probability that a positive exceeds a negative, ties counted half (Mann and Whitney 1947).
    public let area: Double

    /// The curve of two lists of values. Throws `StatisticsError` for an empty list or NaN.
    public init(positives: [Double], negatives: [Double]) throws {
        let positives = try sortedNumbers(positives), negatives = try sortedNumbers(negatives)
        var (i, j) = (positives.count, negatives.count), corners = [(x: 0, y: 0)], twice = 0
        while i > 0 || j > 0 {
            let value = max(i > 0 ? positives[i - 1] : -.infinity, j > 0 ? negatives[j - 1] : -.infinity)
            while i > 0, positives[i - 1] == value { i -= 1 }
            while j > 0, negatives[j - 1] == value { j -= 1 }
            let (x, y) = (negatives.count - j, positives.count - i), last = corners[corners.count - 1]
            twice += (x - last.x) * (y + last.y)
            // Drop the last corner if it is on the line from the one before it to this one.
            if corners.count > 1, case let before = corners[corners.count - 2],
                (last.x - before.x) * (y - last.y) == (x - last.x) * (last.y - before.y)
            {
                corners.removeLast()
            }
            corners.append((x, y))
        }
        let (all, both) = (Double(negatives.count), Double(positives.count))
        points = corners.map { CurvePoint(x: Double($0.x) / all, y: Double($0.y) / both) }
        area = Double(twice) / (2 * all * both)
    }
}
