/// The largest difference, relative to the largest magnitude expected (at least 1).
func deviation(_ found: [Double], _ expected: [Double]) -> Double {
    precondition(found.count == expected.count)
    let scale = max(1, expected.map(abs).max() ?? 0)
    // A NaN anywhere must not pass as a small number.
    return zip(found, expected).reduce(0) { $1.0.isNaN || $1.1.isNaN ? .infinity : max($0, abs($1.0 - $1.1)) } / scale
}

enum Tolerance {
    /// The same sums in Double in another order.
    static let rounding = 1e-12
    /// Central differences at steps of 1e-3, extrapolated once: the remaining error is of order step^4, and rounding
    /// / step.
    static let firstDifference = 1e-8
    /// As above, rounding / step^2.
    static let secondDifference = 1e-6
    /// Single precision through a few hundred operations.
    static let singlePrecision = 1e-4
}
