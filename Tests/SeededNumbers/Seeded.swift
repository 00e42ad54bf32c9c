/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same numbers, so that a failing input can be reproduced.
public struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    /// Numbers of this seed.
    public init(_ seed: UInt64) { state = seed }
    /// 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    /// Uniform in [low, high), on a grid of 2^-53.
    public mutating func uniform(_ low: Double = -1, _ high: Double = 1) -> Double { low + (high - low) * (Double(next() >> 11) * 0x1p-53) }
    /// `count` of them.
    public mutating func uniform(_ count: Int, _ low: Double = -1, _ high: Double = 1) -> [Double] { (0..<count).map { _ in uniform(low, high) } }
    /// A whole number in 0..<max(1, bound).
    public mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &self) }
}
