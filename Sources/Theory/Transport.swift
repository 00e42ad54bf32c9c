// Wasserstein-1 distances. By Kantorovich and Rubinstein's theorem this is the largest difference between the means of a 1-Lipschitz function under
// two distributions: the discrepancy of Lemma 4.10, between the mean of a sample and the expectation.

/// The Wasserstein-1 distance between a sample and a distribution, or between two samples.
public enum Transport {
    /// Between the empirical measure of points in [0, 1] and the uniform distribution: the integral of |F_n(t) - t|, exactly. At least one point.
    public static func distanceFromUniform(_ points: [Double]) -> Double {
        let sorted = points.sorted(), n = Double(sorted.count)
        // On each interval between points F_n is constant, and the integrand is linear up to its sign.
        func integral(_ level: Double, _ from: Double, _ to: Double) -> Double {
            let (a, b) = (from - level, to - level)
            return a * b >= 0 ? abs(a + b) / 2 * (b - a) : (a * a + b * b) / 2
        }
        var total = 0.0, last = 0.0
        for (index, point) in sorted.enumerated() {
            total += integral(Double(index) / n, last, point)
            last = point
        }
        return total + integral(1, last, 1)
    }

    /// Between two equally large sets of points [n][m]: the mean cost of the cheapest assignment, by the Hungarian method with potentials
    /// (Jonker and Volgenant 1987), in O(n^3) time. At least one point.
    public static func distance(_ a: [[Double]], _ b: [[Double]]) -> Double {
        precondition(!a.isEmpty && a.count == b.count, "an assignment is between equally large sets")
        let n = a.count
        func cost(_ i: Int, _ j: Int) -> Double { zip(a[i], b[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot() }
        // Each row gets a column by the shortest augmenting path in reduced costs; column n is a virtual start.
        var rowPotential = [Double](repeating: 0, count: n), columnPotential = [Double](repeating: 0, count: n + 1)
        var owner = [Int?](repeating: nil, count: n + 1)
        for row in 0..<n {
            owner[n] = row
            var least = [Double](repeating: .infinity, count: n), from = [Int](repeating: n, count: n),
                isDone = [Bool](repeating: false, count: n + 1)
            var column = n
            while let current = owner[column] {
                isDone[column] = true
                var step = Double.infinity, next = n
                for j in 0..<n where !isDone[j] {
                    let reduced = cost(current, j) - rowPotential[current] - columnPotential[j]
                    if reduced < least[j] { (least[j], from[j]) = (reduced, column) }
                    if least[j] < step { (step, next) = (least[j], j) }
                }
                for j in 0...n {
                    if isDone[j], let own = owner[j] {
                        rowPotential[own] += step
                        columnPotential[j] -= step
                    } else if j < n {
                        least[j] -= step
                    }
                }
                column = next
            }
            while column != n {
                owner[column] = owner[from[column]]
                column = from[column]
            }
        }
        let total = (0..<n).reduce(0.0) { sum, j in owner[j].map { sum + cost($0, j) } ?? sum }
        return total / Double(n)
    }
}
