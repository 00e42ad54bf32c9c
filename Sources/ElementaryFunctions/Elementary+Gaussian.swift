// A Gaussian draw by the method of Box and Muller (1958): sqrt(-2 log u1) cos(2 pi u2). The angle is reduced in turns, exactly.

extension Elementary {
    /// A standard normal draw from two independent uniform ones: u1 in (0, 1], u2 in [0, 1]; u1 = 0 gives infinity.
    @inlinable public static func gaussian(_ u1: Double, _ u2: Double) -> Double {
        let quarters = 4 * u2, n = quarters.rounded(.toNearestOrEven)
        let r = (quarters - n) * 0x1.921fb54442d18p+0
        let quadrant = Int64(n)
        let value = quadrant & 1 == 0 ? cosineSeries(r, 0) : sineSeries(r, 0)
        return (-2 * log(u1)).squareRoot() * ((quadrant &+ 1) & 2 == 0 ? value : -value)
    }

    /// A standard normal draw from two independent uniform ones: u1 in (0, 1], u2 in [0, 1]; u1 = 0 gives infinity.
    @inlinable public static func gaussian(_ u1: Float, _ u2: Float) -> Float { Float(gaussian(Double(u1), Double(u2))) }
}
