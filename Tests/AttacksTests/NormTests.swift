import Tensors
import Testing

/// Sixteen partial sums of at most this many terms each.
private let rounding: Float = 2e-6
private let sizes = [1, 5, 16, 17, 60, 1000, 3072]
private func values(_ count: Int, _ low: Float = -1, _ high: Float = 1) -> [Float] { uniform("values", [1, count], low, high)[0] }

@Test(arguments: sizes) func normsAreThoseOfANaiveReference(_ count: Int) {
    let x = values(count)
    let naive: [Norm: Double] = [
        .l1: x.reduce(0) { $0 + abs(Double($1)) }, .l2: x.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot(),
        .linf: x.map { abs(Double($0)) }.max()!,
    ]
    for norm in Norm.allCases {
        #expect(abs(Double(norm(x)) - naive[norm]!) <= naive[norm]! * Double(rounding))
        #expect(abs(norm.distance(x, x.map { _ in 0 }) - naive[norm]!) <= naive[norm]! * 1e-12)
    }
}

@Test func normsKeepNaNAndSize() {
    for norm in Norm.allCases {
        for position in [0, 3, 15, 16, 40] {
            var x = values(41)
            x[position] = .nan
            #expect(norm(x).isNaN && norm.distance(x, values(41)).isNaN)
            #expect(norm.project(x, radius: 0.1)[position].isNaN && norm.steepest(x)[position].isNaN)
        }
        #expect(norm([]) == 0)
    }
    for scale in [1e-30, 1e-20, 1e18, 1e30] as [Float] {  // whose squares overflow or underflow a Float
        #expect(abs(Norm.l2([3 * scale, 4 * scale]) / scale - 5) < 1e-5)
    }
}

/// <g, steepest(g)> = ||g||_*, and ||steepest(g)|| = 1: together they mean that no direction is steeper.
@Test(arguments: Norm.allCases, sizes) func steepestMeetsTheDualNorm(_ norm: Norm, _ count: Int) {
    let g = values(count), direction = norm.steepest(g)
    #expect(abs(norm(direction) - 1) <= rounding)
    let slope = zip(g, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(slope - Double(norm.dual(g))) <= Double(norm.dual(g) * rounding))
    #expect(norm.steepest([0, 0, 0]) == [0, 0, 0] && norm.dual.dual == norm)
}

/// p is the nearest point of the ball to x if it is in the ball and <x - p, q - p> <= 0 for all q in it; the largest <x - p, q> is
/// radius ||x - p||_*.
@Test(arguments: Norm.allCases, sizes) func projectionsAreTheNearestPoints(_ norm: Norm, _ count: Int) {
    let x = values(count)
    for radius in [1e-3, 0.1, 0.9, 3] as [Float] {
        let p = norm.project(x, radius: radius), away = zip(x, p).map { $0 - $1 }
        #expect(norm.distance(p, p.map { _ in 0 }) <= Double(radius * (1 + rounding)))
        let reached = zip(away, p).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        #expect(reached >= Double(radius * norm.dual(away)) * (1 - 1e-4) - 1e-9)
        if norm(x) <= radius { #expect(p == x) }
    }
}

@Test func diametersAreThoseOfTheBox() {
    for norm in Norm.allCases { #expect(norm.diameter(of: 12) == norm([Float](repeating: 1, count: 12))) }
}
