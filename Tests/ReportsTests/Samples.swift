import Reports

/// `count` images: the first `both` are wrong on both sides, the next `left` only on the left, the next `right` only on the right.
func errors(seed: Int = 0, both: Int = 0, left: Int, right: Int, of count: Int) -> PairedComparison.Sample {
    PairedComparison.Sample(
        seed: seed, left: (0..<count).map { $0 < both + left ? 1 : 0 },
        right: (0..<count).map { $0 < both || $0 >= both + left && $0 < both + left + right ? 1 : 0 })
}

/// The same values on both sides, with the left shifted; the values are 1...count divided by `scale`.
func shifted(seed: Int = 0, by shift: Double, count: Int = 101, scale: Double = 100) -> PairedComparison.Sample {
    let right = (1...count).map { Double($0) / scale }
    return PairedComparison.Sample(seed: seed, left: right.map { $0 + shift }, right: right)
}
