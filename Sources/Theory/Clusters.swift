public import Tensors

/// The points of Figure 1: three clusters on a line, labelled -1, 0 and 1, some with a wrong label.
public struct Clusters: Sendable {
    /// The points, ascending.
    public let x: [Double]
    /// The labels as given, some of them wrong.
    public let labels: [Double]
    /// The correct labels, those of the clusters.
    public let truth: [Double]

    /// The ends of the clusters, read off the figure.
    public static let ends = [-1.5 ... -0.71, -0.30...0.27, 0.70...1.5]

    /// `count` points, as evenly divided among the clusters as possible, uniform in each; `wrong` times `count` labels, rounded, are wrong: each is
    /// one of the two others.
    public init(count: Int, wrong: Double, _ random: RandomSource) {
        let clusters = (0..<count).map { $0 * Self.ends.count / count }
        var points = clusters.enumerated().map { index, cluster in
            var stream = random("point").stream(sample: index)
            let ends = Self.ends[cluster]
            return (
                x: ends.lowerBound + (ends.upperBound - ends.lowerBound) * Double(stream.uniform()), truth: Double(cluster - 1), key: stream.next()
            )
        }
        points.sort { ($0.x, $0.key) < ($1.x, $1.key) }
        let truth = points.map(\.truth)
        var labels = truth
        let order = points.indices.sorted { (points[$0].key, $0) < (points[$1].key, $1) }
        for (turn, index) in order.prefix(Int((wrong * Double(count)).rounded())).enumerated() {
            labels[index] = [-1, 0, 1].filter { $0 != truth[index] }[turn % 2]
        }
        (x, self.labels, self.truth) = (points.map(\.x), labels, truth)
    }
}
