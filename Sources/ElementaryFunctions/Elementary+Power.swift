// pow and log10 need a logarithm with more than 53 bits: pow multiplies its relative error by up to 745, and powers of ten
// should give whole numbers. It is kept as an unevaluated sum of two Doubles, relative error about 2^-63.

extension Elementary {
    /// x^y as in IEEE 754: 1 for y = 0, NaN for a negative x and a y that is not whole.
    public static func pow(_ x: Double, _ y: Double) -> Double {
        if y == 0 || x == 1 { return 1 }
        if x.isNaN || y.isNaN { return .nan }
        let whole = y.rounded(.towardZero) == y
        let odd = whole && y.magnitude < 0x1p53 && (y * 0.5).rounded(.towardZero) != y * 0.5
        let sign: Double = x.sign == .minus && odd ? -1 : 1
        if x == 0 || x.isInfinite { return sign * ((x == 0) == (y > 0) ? 0 : .infinity) }
        if y.isInfinite { return x == -1 ? 1 : (x.magnitude > 1) == (y > 0) ? .infinity : 0 }
        if x < 0 && !whole { return .nan }

        let (high, low) = logarithmPair(x.magnitude)
        let product = high * y
        if product.magnitude > 760 { return sign * (product > 0 ? .infinity : 0) }
        return sign * exponential(product, (-product).addingProduct(high, y) + low * y)
    }

    /// x^y as in IEEE 754: 1 for y = 0, NaN for a negative x and a y that is not whole.
    public static func pow(_ x: Float, _ y: Float) -> Float { Float(pow(Double(x), Double(y))) }

    /// The logarithm to base 10: whole for every power of ten, -infinity at 0, NaN below.
    public static func log10(_ x: Double) -> Double {
        if !(x > 0 && x < .infinity) { return log(x) }
        let (high, low) = logarithmPair(x)
        let perNatural = 0x1.bcb7b1526e50ep-2, perNaturalLow = 0x1.95355baaafad3p-57  // 1 / log 10
        let product = high * perNatural
        return product + ((-product).addingProduct(high, perNatural) + (high * perNaturalLow + low * perNatural))
    }

    /// The logarithm to base 10: whole for every power of ten, -infinity at 0, NaN below.
    public static func log10(_ x: Float) -> Float { Float(log10(Double(x))) }

    /// log x = high + low for positive, finite x.
    static func logarithmPair(_ x: Double) -> (high: Double, low: Double) {
        let subnormal = x < .leastNormalMagnitude
        let (k, m) = split(subnormal ? x * 0x1p54 : x)
        let n = Double(k - (subnormal ? 54 : 0)), f = m - 1

        // s = f / (2 + f)
        let t = 2 + f, lostOfT = f - (t - 2)
        let s = f / t
        let lostOfS = (f.addingProduct(-s, t) - s * lostOfT) / t

        // u = 1/3 + z/5 + ..., z = s^2, v = z u, w = s v: each with what its rounding lost
        let z = s * s, lostOfZ = (-z).addingProduct(s, s) + 2 * s * lostOfS
        let third = 0x1.5555555555555p-2, thirdLow = 0x1.5555555555555p-56
        let tail = z * logarithmSeriesTail(z)
        let u = third + tail, lostOfU = (tail - (u - third)) + thirdLow
        let v = z * u, lostOfV = (-v).addingProduct(z, u) + (z * lostOfU + lostOfZ * u)
        let w = s * v, lostOfW = (-w).addingProduct(s, v) + (s * lostOfV + lostOfS * v)

        // n ln 2 + 2 (s + w): largest first, each sum exact
        let a = n * ln2High, b = 2 * s, c = 2 * w
        let ab = a + b, lostOfAB = n == 0 ? 0 : b - (ab - a)
        let abc = ab + c, lostOfABC = c - (abc - ab)
        let low = lostOfABC + (lostOfAB + (2 * (lostOfS + lostOfW) + n * ln2Low))
        let high = abc + low
        return (high, low - (high - abc))
    }
}
