/// An array addressed by its indices: the naive references are written with it, one formula for one element.
struct Grid {
    let shape: [Int]
    var values: [Double]

    init(_ shape: [Int], values: [Double]) {
        precondition(values.count == shape.reduce(1, *))
        (self.shape, self.values) = (shape, values)
    }
    /// Every element from its indices.
    init(_ shape: [Int], _ element: ([Int]) -> Double) {
        let count = shape.reduce(1, *)
        self.init(shape, values: (0..<count).map { flat in
            var (rest, index) = (flat, shape)
            for axis in shape.indices.reversed() { (rest, index[axis]) = rest.quotientAndRemainder(dividingBy: shape[axis]) }
            return element(index)
        })
    }
    subscript(_ index: Int...) -> Double { self[index] }
    subscript(_ index: [Int]) -> Double { values[zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 }] }
}

/// The sum of a function over a range.
func sum(_ range: Range<Int>, _ term: (Int) -> Double) -> Double { range.reduce(0) { $0 + term($1) } }

/// SplitMix64 (Steele, Lea, Flood 2014): the tests' own seeded numbers.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    /// Uniform in [low, high), on a grid of 2^-53.
    mutating func uniform(_ low: Double = -1, _ high: Double = 1) -> Double { low + (high - low) * (Double(next() >> 11) * 0x1p-53) }
    mutating func uniform(_ count: Int, _ low: Double = -1, _ high: Double = 1) -> [Double] { (0..<count).map { _ in uniform(low, high) } }
}

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
    /// Central differences at steps of 1e-3, extrapolated once: what is left is of order step^4, and rounding / step.
    static let firstDifference = 1e-8
    /// As above, rounding / step^2.
    static let secondDifference = 1e-6
    /// Single precision through a few hundred operations.
    static let singlePrecision = 1e-4
}
