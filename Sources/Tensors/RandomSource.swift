/// Randomness keyed by (seed, purpose, sample, restart, step): never by a position in a batch.
public struct RandomSource: Sendable {
    let key: UInt64
    public init(seed: UInt64) { key = mix(seed) }
    init(key: UInt64) { self.key = key }
    /// A source of its own for a restart, a layer, an epoch.
    public func callAsFunction(_ purpose: String, _ index: Int = 0) -> RandomSource {
        RandomSource(key: mix(purpose.utf8.reduce(key) { mix($0 ^ UInt64($1)) } &+ UInt64(index)))
    }
    public func stream(sample: Int, step: Int = 0) -> RandomStream { RandomStream(state: mix(key ^ mix(UInt64(sample) << 20 | UInt64(step)))) }
}

public struct RandomStream: RandomNumberGenerator {
    var state: UInt64
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mix(state)
    }
    public mutating func uniform(_ low: Float = 0, _ high: Float = 1) -> Float { low + (high - low) * Float(next() >> 40) / Float(1 << 24) }
}

private func mix(_ x: UInt64) -> UInt64 {
    var z = x &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
}
