// Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11): a bijection of 128-bit counters for each 64-bit key.
// Counter-based: the i-th block is a function of (key, i), so the order of draws does not matter.

/// The function from a counter and a key to a block of four random words.
package enum Philox {
    /// Four random words.
    package static func block(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var x = counter, k = key
        for _ in 0..<10 {
            let a = UInt64(x[0]) * 0xD251_1F53, b = UInt64(x[2]) * 0xCD9E_8D57
            x = SIMD4(UInt32(b >> 32) ^ x[1] ^ k[0], UInt32(truncatingIfNeeded: b), UInt32(a >> 32) ^ x[3] ^ k[1], UInt32(truncatingIfNeeded: a))
            k = SIMD2(k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85)
        }
        return x
    }
}
