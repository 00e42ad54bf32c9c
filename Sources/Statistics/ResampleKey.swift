// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", OOPSLA) read by position: the i-th word of a stream is a
// function of the stream's start and of i, so that a draw depends only on (key, resample, draw).

/// The random key of a bootstrap's resamples.
struct ResampleKey {
    private let key: UInt64
    private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// Hashes a text with FNV-1a.
    init(_ text: String) {
        key = Self.mixed(text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
    }

    private static func mixed(_ word: UInt64) -> UInt64 {
        var z = word
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Draws n items out of n with replacement and counts how often each one was drawn.
    ///
    /// Two draws share a 64-bit word; the probabilities of two items differ by at most n / 2^32, relative.
    /// - Parameter counts: [n or more] zero on entry; the first n are incremented.
    func draw(resample: Int, of n: Int, into counts: UnsafeMutableBufferPointer<Int32>) {
        let start = Self.mixed(key &+ Self.golden &* UInt64(resample + 1)), size = UInt64(n)
        var word: UInt64 = 0
        for draw in 0..<n {
            word = draw % 2 == 0 ? Self.mixed(start &+ Self.golden &* UInt64(draw + 1)) : word >> 32
            counts[Int(((word & 0xFFFF_FFFF) &* size) >> 32)] &+= 1
        }
    }
}
