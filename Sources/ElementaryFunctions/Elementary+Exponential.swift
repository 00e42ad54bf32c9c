// exp and expm1. x = k ln 2 + r with |r| <= ln 2 / 2, then the Taylor series of e^r - 1 to r^13 (the rest is below 2^-58).
// The rounding of r is kept and added to the series' smallest term. Without branches, so that loops over arrays vectorise.

extension Elementary {
    /// e^x.
    @inlinable public static func exp(_ x: Double) -> Double { exponential(x, 0) }

    /// e^x.
    @inlinable public static func exp(_ x: Float) -> Float { Float(exp(Double(x))) }

    /// e^x - 1, exact to the last bits near 0.
    @inlinable public static func expm1(_ x: Double) -> Double {
        if !(x > -40) { return x.isNaN ? x : -1 }  // e^-40 is below half an ulp of 1
        if x > 710 { return .infinity }
        if x.magnitude < 0x1p-54 { return x }
        let (k, r, tail) = reduceExponent(x, 0)
        let p = r + (tail + r * r * exponentialSeries(r))
        if k == 0 { return p }
        if k > 56 { return (1 + p) * powerOfTwo(k >> 1) * powerOfTwo(k - k >> 1) }
        return (powerOfTwo(k) - 1).addingProduct(powerOfTwo(k), p)
    }

    /// e^x - 1, exact to the last bits near 0.
    @inlinable public static func expm1(_ x: Float) -> Float { Float(expm1(Double(x))) }

    /// e^(x + low) for |low| below an ulp of x.
    @inlinable @inline(__always) static func exponential(_ x: Double, _ low: Double) -> Double {
        // Beyond these the result is 0 or infinity whatever the value; a NaN compares false and passes through.
        let clamped = x < -750 ? -750 : x > 711 ? 711 : x
        let (k, r, tail) = reduceExponent(clamped, low)
        let p = 1 + (r + (tail + r * r * exponentialSeries(r)))
        // In two exact factors: 2^k alone leaves the range before the result does. The last product rounds once, subnormals too.
        let half = k &>> 1
        return p * powerOfTwo(half) * powerOfTwo(k &- half)
    }

    /// x + low = k ln 2 + r + tail.
    @inlinable @inline(__always) static func reduceExponent(_ x: Double, _ low: Double) -> (k: Int64, r: Double, tail: Double) {
        let rounder = 0x1.8p52  // adding it rounds to an integer, which is then in the low bits
        let shifted = x * 0x1.71547652b82fep+0 + rounder
        let k = Int64(bitPattern: shifted.bitPattern) &- Int64(bitPattern: rounder.bitPattern)
        let n = shifted - rounder
        let high = x - n * ln2High, small = n * ln2Low - low
        let r = high - small
        return (k, r, (high - r) - small)
    }

    /// (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2.
    @inlinable @inline(__always) static func exponentialSeries(_ r: Double) -> Double {
        var q = 1.0 / 6_227_020_800
        q = q * r + 1.0 / 479_001_600
        q = q * r + 1.0 / 39_916_800
        q = q * r + 1.0 / 3_628_800
        q = q * r + 1.0 / 362_880
        q = q * r + 1.0 / 40_320
        q = q * r + 1.0 / 5_040
        q = q * r + 1.0 / 720
        q = q * r + 1.0 / 120
        q = q * r + 1.0 / 24
        q = q * r + 1.0 / 6
        return q * r + 0.5
    }
}
