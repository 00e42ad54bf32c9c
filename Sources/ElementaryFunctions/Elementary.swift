/// Elementary functions with the same bits on every machine: in place of libm, whose results differ between processors and versions.
///
/// Only +, -, *, /, square root, bit patterns and the exactly specified fused multiply-add are used, in a written-out order. Double
/// results are within 2 ulp of the true value; Float results are computed in Double and rounded once. Special
/// values follow IEEE 754: infinities, NaN, signed zeros and subnormals go in and come out as in C.
public enum Elementary {}

// Bits of the exponent field and constants that several functions share. `ln2High` ends in zeros, so that k * ln2High is exact.
extension Elementary {
    @usableFromInline static var ln2High: Double { 0x1.62e42fefa2000p-1 }
    @usableFromInline static var ln2Low: Double { 0x1.9ef35793c7673p-41 }

    /// 2^k for -1022 <= k <= 1023.
    @inlinable @inline(__always) static func powerOfTwo(_ k: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: (k &+ 1023) &<< 52))
    }

    /// x = 2^k m with m in [sqrt 1/2, sqrt 2), for positive, normal x.
    @inlinable @inline(__always) static func split(_ x: Double) -> (k: Int64, m: Double) {
        let bits = Int64(bitPattern: x.bitPattern)
        let k = (bits &- 0x3FE6_A09E_0000_0000) &>> 52
        return (k, Double(bitPattern: UInt64(bitPattern: bits &- (k &<< 52))))
    }
}
