// log, log1p, atanh: x = 2^k m, f = m - 1, s = f / (2 + f), log m = 2 atanh s = 2 (s + s^3/3 + s^5/5 + ...).
// |s| <= 0.1716, so that eleven terms leave less than 2^-60. 2s is written as f - f^2/2 + s f^2/2, whose first term is exact.

extension Elementary {
    /// The natural logarithm: -infinity at 0, NaN below.
    @inlinable public static func log(_ x: Double) -> Double {
        if x >= .leastNormalMagnitude && x < .infinity { return normalLog(x) }
        if x > 0 && x < .infinity { return normalLog(x * 0x1p54, exponent: -54) }
        return x == 0 ? -.infinity : x < 0 ? .nan : x  // +infinity and NaN
    }

    /// The natural logarithm: -infinity at 0, NaN below.
    @inlinable public static func log(_ x: Float) -> Float { Float(log(Double(x))) }

    /// log(1 + x), exact to the last bits near 0.
    @inlinable public static func log1p(_ x: Double) -> Double {
        if !(x > -1) { return x == -1 ? -.infinity : .nan }
        if x == .infinity || x.magnitude < 0x1p-54 { return x }
        let u = 1 + x
        if u > 0x1p60 { return log(u) }
        // 1 + x = u + lost exactly, and log(u + lost) = log u + lost / u to first order.
        let lost = x.magnitude < 1 ? x - (u - 1) : 1 - (u - x)
        return log(u) + lost / u
    }

    /// log(1 + x), exact to the last bits near 0.
    @inlinable public static func log1p(_ x: Float) -> Float { Float(log1p(Double(x))) }

    /// The inverse hyperbolic tangent: infinite at -1 and 1, NaN beyond.
    @inlinable public static func atanh(_ x: Double) -> Double {
        let a = x.magnitude
        if !(a < 1) { return a == 1 ? Double(signOf: x, magnitudeOf: .infinity) : .nan }
        // log((1+a)/(1-a)) = k ln 2 + 2 atanh s with s = ((1+a) - 2^k (1-a)) / ((1+a) + 2^k (1-a)).
        let (k, _) = split((1 + a) / (1 - a))
        let power = powerOfTwo(k)
        let s =
            a < 0.5
            ? (1 - power).addingProduct(1 + power, a) / (1 + power).addingProduct(1 - power, a)
            : (1 + a).addingProduct(-power, 1 - a) / (1 + a).addingProduct(power, 1 - a)
        let n = Double(k) * 0.5
        let result = n * ln2High + (s + (s * (s * s) * logarithmSeries(s * s) + n * ln2Low))
        return Double(signOf: x, magnitudeOf: result)
    }

    /// The inverse hyperbolic tangent: infinite at -1 and 1, NaN beyond.
    @inlinable public static func atanh(_ x: Float) -> Float { Float(atanh(Double(x))) }

    @inlinable @inline(__always) static func normalLog(_ x: Double, exponent: Int64 = 0) -> Double {
        let (k, m) = split(x)
        let n = Double(k &+ exponent), f = m - 1
        let s = f / (2 + f), z = s * s, half = 0.5 * f * f
        let rest = s * (half + 2 * z * logarithmSeries(z)) + n * ln2Low
        return n * ln2High - ((half - rest) - f)
    }

    /// (atanh s - s) / s^3 with z = s^2: 1/3 + z/5 + z^2/7 + ...
    @inlinable @inline(__always) static func logarithmSeries(_ z: Double) -> Double { logarithmSeriesTail(z) * z + 1.0 / 3 }

    /// 1/5 + z/7 + z^2/9 + ...
    @inlinable @inline(__always) static func logarithmSeriesTail(_ z: Double) -> Double {
        var p = 1.0 / 23
        p = p * z + 1.0 / 21
        p = p * z + 1.0 / 19
        p = p * z + 1.0 / 17
        p = p * z + 1.0 / 15
        p = p * z + 1.0 / 13
        p = p * z + 1.0 / 11
        p = p * z + 1.0 / 9
        p = p * z + 1.0 / 7
        return p * z + 1.0 / 5
    }
}
