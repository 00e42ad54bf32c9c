import ElementaryFunctions

/// A cumulative distribution function, known at some places.
public struct DistributionFunction: Sendable, Equatable {
    /// The places, in ascending order.
    let places: [Double]
    /// The share of values up to each place, in 0...1.
    let levels: [Double]
    /// True if constant between places, as for a sample; false if linear, as for a histogram.
    let isStep: Bool

    /// The function of a sample: at each place, the share of values up to there. Places ascend.
    public init(steps: [(x: Double, level: Double)]) {
        (places, levels, isStep) = (steps.map(\.x), steps.map(\.level), true)
    }

    /// The function of a histogram whose bins ascend without overlap; nil if it is empty. Values are assumed uniform within a bin.
    public init?(bins: [(low: Double, high: Double, height: Double)]) {
        let total = bins.reduce(0) { $0 + $1.height }
        guard total > 0, total.isFinite else { return nil }
        var places: [Double] = [], levels: [Double] = [], sum = 0.0
        for bin in bins {
            if places.last != bin.low {
                places.append(bin.low)
                levels.append(sum / total)
            }
            sum += bin.height
            places.append(bin.high)
            levels.append(sum / total)
        }
        (self.places, self.levels, isStep) = (places, levels, false)
    }

    /// The share of values up to `x`.
    func callAsFunction(_ x: Double) -> Double {
        var low = 0, high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle] > x { high = middle } else { low = middle + 1 }
        }
        if low == 0 { return 0 }
        if isStep || low == places.count { return levels[low - 1] }
        let share = (x - places[low - 1]) / (places[low] - places[low - 1])
        return levels[low - 1] + share * (levels[low] - levels[low - 1])
    }
}

/// The distance between two distributions of one quantity.
public struct DistributionDistance: Sendable, Equatable {
    /// The Kolmogorov-Smirnov distance: the largest difference between the distribution functions, in 0...1.
    public let largest: Double
    /// The Wasserstein distance of order 1: the area between the distribution functions, in the unit of the quantity.
    public let area: Double

    /// The distance between two functions that are both steps or both linear.
    public init(_ old: DistributionFunction, _ new: DistributionFunction) {
        precondition(old.isStep == new.isStep, "both are functions of samples, or both of histograms")
        let places = Set(old.places + new.places).sorted(), gaps = places.map { new($0) - old($0) }
        largest = gaps.map(\.magnitude).max() ?? 0
        area = zip(places.indices, places.indices.dropFirst()).reduce(0) { sum, ends in
            let width = places[ends.1] - places[ends.0], a = gaps[ends.0], b = gaps[ends.1]
            if old.isStep { return sum + a.magnitude * width }
            // A gap that changes sign within a piece gives two triangles.
            let isCrossing = (a < 0 && b > 0) || (a > 0 && b < 0)
            let height = isCrossing ? (a * a + b * b) / (2 * (a.magnitude + b.magnitude)) : (a.magnitude + b.magnitude) / 2
            return sum + height * width
        }
    }

    /// The p-value of the two-sample Kolmogorov-Smirnov test for samples of these sizes: the asymptotic distribution with Stephens's correction
    /// (1970). Conservative for histograms and for sizes below about 20.
    public func pValue(_ oldCount: Int, _ newCount: Int) -> Double {
        precondition(oldCount > 0 && newCount > 0, "samples are not empty")
        let size = Double(oldCount) * Double(newCount) / (Double(oldCount) + Double(newCount)), root = size.squareRoot()
        let x = (root + 0.12 + 0.11 / root) * largest
        if x < 0.3 { return 1 }  // 1 - p is below 1e-5, and the series converges slowly
        let sum = (1...100).reduce(0.0) { sum, k in
            let term = Elementary.exp(-2 * Double(k * k) * x * x)
            return k % 2 == 1 ? sum + term : sum - term
        }
        return max(0, min(1, 2 * sum))
    }
}
