import ElementaryFunctions

/// The edges of a histogram's bins: a bin includes its lower edge, and the last one also its upper edge, as in NumPy.
public struct Bins: Sendable, Equatable {
    /// The edges, ascending; one more than bins.
    public let edges: [Double]

    /// Bins between consecutive `edges`, at least two and strictly ascending.
    public init(edges: [Double]) {
        precondition(edges.count >= 2 && zip(edges, edges.dropFirst()).allSatisfy(<), "the edges of bins ascend")
        self.edges = edges
    }

    /// `count` bins between 10^`from` and 10^`to`, equally wide on a logarithmic axis: NumPy's logspace(from, to, count + 1).
    public static func logarithmic(from: Double, to: Double, count: Int) -> Bins {
        Bins(edges: (0...count).map { Elementary.pow(10, from + (to - from) * Double($0) / Double(count)) })
    }

    /// The number of values in each bin.
    public struct Counts: Sendable, Equatable {
        /// One count for each bin.
        public let counts: [Int]
        /// Values below the first edge, and above the last, including infinity.
        public let below: Int, above: Int
        /// All values, inside the bins or not.
        public var total: Int { counts.reduce(below + above, +) }
        /// The share of ALL values in each bin; the shares sum to less than 1 if some values are outside.
        public var shares: [Double] { counts.map { Double($0) / Double(total) } }
    }

    /// Counts the values in each bin. Throws `StatisticsError` for an empty list or NaN.
    public func callAsFunction(_ values: [some BinaryFloatingPoint]) throws -> Counts {
        try checkNumbers(values)
        var counts = [Int](repeating: 0, count: edges.count - 1), below = 0, above = 0
        for value in values.map({ Double($0) }) {
            if value < edges[0] {
                below += 1
            } else if value > edges[edges.count - 1] {
                above += 1
            } else {
                counts[min(firstEdge(above: value) - 1, counts.count - 1)] += 1
            }
        }
        return Counts(counts: counts, below: below, above: above)
    }

    private func firstEdge(above value: Double) -> Int {
        var low = 0, high = edges.count
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] > value { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
