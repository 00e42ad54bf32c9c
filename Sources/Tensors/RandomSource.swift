import ElementaryFunctions

/// Randomness keyed by (seed, purpose, epoch, sample, restart, step): never by the position in a batch or by earlier draws.
///
/// `RandomSource(seed: 0)("attack")("restart", 2).stream(sample: 17, step: 3)` is the same stream for every caller at any time.
public struct RandomSource: Sendable {
    private let key: UInt64
    /// The root source of a seed.
    public init(seed: UInt64) { key = seed }
    private init(key: UInt64) { self.key = key }

    /// The separate source of a purpose, and of an epoch, a restart or a layer within it.
    public func callAsFunction(_ purpose: String, _ index: Int = 0) -> RandomSource {
        // The name is hashed by FNV-1a. Streams use a tweaked key, so that they do not share blocks with sources.
        let name = purpose.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        let words = Philox.block(SIMD4(lowHalf: name.words, highHalf: UInt64(bitPattern: Int64(index)).words), key: key.words)
        return RandomSource(key: UInt64(words[0]) | UInt64(words[1]) << 32)
    }

    /// The stream of a sample at a step (0 ..< 2^32).
    public func stream(sample: Int, step: Int = 0) -> RandomStream {
        RandomStream(key: (key ^ 0xA076_1D64_78BD_642F).words, step: UInt32(step), sample: UInt64(bitPattern: Int64(sample)).words)
    }
}

/// Draws in order from one key: at most 2^34 words.
public struct RandomStream: RandomNumberGenerator, Sendable {
    private let key: SIMD2<UInt32>, step: UInt32, sample: SIMD2<UInt32>
    private var block: SIMD4<UInt32> = .zero, used: UInt64 = 0

    init(key: SIMD2<UInt32>, step: UInt32, sample: SIMD2<UInt32>) { (self.key, self.step, self.sample) = (key, step, sample) }

    /// 32 random bits.
    public mutating func word() -> UInt32 {
        let lane = Int(used & 3)
        if lane == 0 { block = Philox.block(SIMD4(UInt32(used >> 2), step, sample[0], sample[1]), key: key) }
        used += 1
        return block[lane]
    }

    /// 64 random bits.
    public mutating func next() -> UInt64 {
        let low = UInt64(word())
        return low | UInt64(word()) << 32
    }

    /// Uniform in [low, high), one of 2^24 equally spaced values; rounding may give `high` itself where `low` is not 0.
    public mutating func uniform(_ low: Float = 0, _ high: Float = 1) -> Float { low + (high - low) * (Float(word() >> 8) * 0x1p-24) }

    /// Uniform in 0 ..< count, without bias.
    public mutating func below(_ count: Int) -> Int {
        precondition(count > 0)
        let bound = UInt64(count), reject = (0 &- bound) % bound  // Lemire 2019: reject the low products that would make some results too likely
        while true {
            let product = bound.multipliedFullWidth(by: next())
            if product.low >= reject { return Int(product.high) }
        }
    }

    /// Normal with mean 0 and variance 1, of magnitude at most 6.7 (Box and Muller 1958).
    public mutating func normal() -> Float {
        let radius = (-2 * Elementary.log((Double(word()) + 0.5) * 0x1p-32)).squareRoot()
        return Float(radius * Elementary.cos(2 * Double.pi * Double(word()) * 0x1p-32))
    }
}

extension UInt64 {
    fileprivate var words: SIMD2<UInt32> { SIMD2(UInt32(truncatingIfNeeded: self), UInt32(truncatingIfNeeded: self >> 32)) }
}
