// tanh: near 0 as x + x^3 P(x^2) / C(x^2), where sinh x = x S, cosh x = C and S - C = x^2 P has no cancellation; elsewhere as
// 1 - 2 / (e^2x + 1).

extension Elementary {
    /// The hyperbolic tangent.
    @inlinable public static func tanh(_ x: Double) -> Double {
        let a = x.magnitude
        if a < 0.625 {
            let z = x * x
            // -2n / (2n + 1)! and 1 / (2n)!
            var p = -14.0 / 1_307_674_368_000
            p = p * z - 12.0 / 6_227_020_800
            p = p * z - 10.0 / 39_916_800
            p = p * z - 8.0 / 362_880
            p = p * z - 6.0 / 5_040
            p = p * z - 4.0 / 120
            p = p * z - 2.0 / 6
            var c = 1.0 / 87_178_291_200
            c = c * z + 1.0 / 479_001_600
            c = c * z + 1.0 / 3_628_800
            c = c * z + 1.0 / 40_320
            c = c * z + 1.0 / 720
            c = c * z + 1.0 / 24
            c = c * z + 0.5
            c = c * z + 1
            return Double(signOf: x, magnitudeOf: a + a * (z * p / c))
        }
        return Double(signOf: x, magnitudeOf: 1 - 2 / (exp(2 * a) + 1))
    }

    /// The hyperbolic tangent.
    @inlinable public static func tanh(_ x: Float) -> Float { Float(tanh(Double(x))) }
}
