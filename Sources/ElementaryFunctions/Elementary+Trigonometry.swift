// sin and cos: x = q pi/2 + r + tail with |r| <= pi/4, then Taylor series. pi/2 is subtracted in three parts of 53 bits; x - q part
// is exact, because both are multiples of 2^-52 and their difference is small. That holds up to `largestAngle`; beyond it a Double
// says little about an angle, and the result is NaN rather than a meaningless number.

extension Elementary {
    /// The largest magnitude whose sine and cosine are given, 2^40; beyond it they are NaN.
    public static var largestAngle: Double { 0x1p40 }

    /// The sine of an angle in radians.
    @inlinable public static func sin(_ x: Double) -> Double {
        if x == 0 { return x }
        let (quadrant, r, tail) = reduceAngle(x)
        let value = quadrant & 1 == 0 ? sineSeries(r, tail) : cosineSeries(r, tail)
        return quadrant & 2 == 0 ? value : -value
    }

    /// The sine of an angle in radians.
    @inlinable public static func sin(_ x: Float) -> Float { Float(sin(Double(x))) }

    /// The cosine of an angle in radians.
    @inlinable public static func cos(_ x: Double) -> Double {
        let (quadrant, r, tail) = reduceAngle(x)
        let value = quadrant & 1 == 0 ? cosineSeries(r, tail) : sineSeries(r, tail)
        return (quadrant &+ 1) & 2 == 0 ? value : -value
    }

    /// The cosine of an angle in radians.
    @inlinable public static func cos(_ x: Float) -> Float { Float(cos(Double(x))) }

    /// x = quadrant pi/2 + r + tail.
    @inlinable static func reduceAngle(_ x: Double) -> (quadrant: Int64, r: Double, tail: Double) {
        if !(x.magnitude <= largestAngle) { return (0, .nan, .nan) }
        if x.magnitude < 0.785 { return (0, x, 0) }
        let n = (x * 0x1.45f306dc9c883p-1).rounded(.toNearestOrEven)
        let a = x.addingProduct(-n, 0x1.921fb54442d18p+0)
        let b = n * 0x1.1a62633145c07p-54, lostOfB = (-b).addingProduct(n, 0x1.1a62633145c07p-54)
        let r = a - b
        // r + (what the subtraction lost, in the order that is exact when b is the larger, too) - lost of b - the third part
        let back = r - a, lost = (a - (r - back)) - (b + back)
        return (Int64(n), r, lost - lostOfB - n * -0x1.f1976b7ed8fbcp-110)
    }

    /// sin(r + tail) for |r| <= pi/4.
    @inlinable @inline(__always) static func sineSeries(_ r: Double, _ tail: Double) -> Double {
        let z = r * r
        var p = 1.0 / 355_687_428_096_000
        p = p * z - 1.0 / 1_307_674_368_000
        p = p * z + 1.0 / 6_227_020_800
        p = p * z - 1.0 / 39_916_800
        p = p * z + 1.0 / 362_880
        p = p * z - 1.0 / 5_040
        p = p * z + 1.0 / 120
        p = p * z - 1.0 / 6
        return r + (r * z * p + tail * (1 - 0.5 * z))
    }

    /// cos(r + tail) for |r| <= pi/4.
    @inlinable @inline(__always) static func cosineSeries(_ r: Double, _ tail: Double) -> Double {
        let z = r * r
        var p = -1.0 / 6_402_373_705_728_000
        p = p * z + 1.0 / 20_922_789_888_000
        p = p * z - 1.0 / 87_178_291_200
        p = p * z + 1.0 / 479_001_600
        p = p * z - 1.0 / 3_628_800
        p = p * z + 1.0 / 40_320
        p = p * z - 1.0 / 720
        p = p * z + 1.0 / 24
        let half = 0.5 * z, one = 1 - half
        return one + (((1 - one) - half) + (z * z * p - r * tail))
    }
}
